//! What we write to people, one file for each occasion.

pub mod connected;
pub mod invitation;
pub mod organization_ending;
pub mod signed_out;
pub mod verification;
