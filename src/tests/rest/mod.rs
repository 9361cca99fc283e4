//! The calls every client starts with.

mod accounts;
mod bodies;
mod lists;
mod live;
mod memory;
mod templates;
mod wall;
