//! The tenant's house: accounts, organizations, projects, templates, tokens.

pub mod accounts;
pub mod audit;
pub mod identities;
pub mod organizations;
mod password;
pub mod projects;
pub mod provider_keys;
pub mod sessions;
mod template_events;
pub mod templates;
pub mod tokens;
