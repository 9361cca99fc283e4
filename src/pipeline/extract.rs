//! A document and a template become fields with evidence.

pub mod check;
pub mod ground;
pub mod local;
pub mod notation;
pub mod read;
