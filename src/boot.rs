//! Puts the parts together and starts them.

mod admin;
pub mod assemble;
pub mod cli;
mod extract;
pub mod listen;
mod migrate;
mod read;
mod router;
mod secret;
mod serve;
mod sweep;
mod worker;

pub use router::{document, router};
