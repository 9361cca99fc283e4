//! The spine: a document walks through five stages, each handing on through the database.

pub mod extract;
