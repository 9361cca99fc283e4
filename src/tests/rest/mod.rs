//! The calls every client starts with.

mod accounts;
mod live;
mod templates;
mod wall;
