//! The tenant's house: accounts, organizations, projects, templates, tokens.

pub mod accounts;
pub mod analytics;
pub mod audit;
pub mod ending;
pub mod identities;
pub mod invitations;
pub mod line;
pub mod members;
pub mod newcomers;
pub mod organizations;
mod password;
pub mod project_members;
pub mod projects;
pub mod provider_keys;
pub mod reference_files;
pub mod sessions;
mod template_events;
pub mod template_versions;
pub mod templates;
pub mod tokens;
