//! The calls every client starts with.

mod accounts;
mod lists;
mod live;
mod templates;
mod wall;
