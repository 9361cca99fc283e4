//! What we write to people, one file for each occasion.

pub mod signed_out;
pub mod verification;
