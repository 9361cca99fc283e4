//! The entities: one file per table, private to `db`.

pub mod api_tokens;
pub mod attempts;
pub mod audit_entries;
pub mod audit_heads;
pub mod batches;
pub mod corrections;
pub mod deliveries;
pub mod documents;
pub mod events;
pub mod idempotency_keys;
pub mod jobs;
pub mod lessons;
pub mod mails;
pub mod members;
pub mod organizations;
pub mod processings;
pub mod project_members;
pub mod projects;
pub mod provider_keys;
pub mod refresh_tokens;
pub mod session_families;
pub mod sessions;
pub mod template_versions;
pub mod templates;
pub mod users;
pub mod webhooks;
