//! What the screens ask of the server: each function takes the caller from the request, gets a scope
//! and calls one service.

pub mod account;
pub mod audit;
pub mod batches;
pub mod documents;
pub mod invitations;
pub mod line;
pub mod logins;
pub mod organization;
pub mod page;
pub mod people;
pub mod projects;
pub mod providers;
pub mod session;
pub mod sessions;
pub mod templates;
pub mod tokens;
pub mod webhooks;
