//! Puts the parts together and starts them.

pub mod assemble;
pub mod cli;
mod extract;
mod migrate;
mod read;
mod router;
mod secret;
mod serve;

pub use router::router;
