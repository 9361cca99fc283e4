//! The ways in, each thin: REST, server functions, the live socket, forms without script.

pub mod server_fns;
