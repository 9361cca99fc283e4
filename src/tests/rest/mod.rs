//! The calls every client starts with.

mod accounts;
mod analytics;
mod bodies;
mod documents;
mod files;
mod limits;
mod lists;
mod live;
mod memory;
mod references;
mod secrets;
mod smuggling;
mod templates;
mod wall;
