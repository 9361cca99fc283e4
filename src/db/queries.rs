//! What is asked of the database, one file per area; tenant data takes a scope first.

pub mod access;
pub mod audit;
pub mod batches;
pub mod cancellations;
pub mod corrections;
pub mod deliveries;
pub mod delivery_queue;
pub mod documents;
pub mod exports;
pub mod idempotency;
pub mod identities;
pub mod jobs;
pub mod lessons;
pub mod mails;
pub mod organizations;
pub mod outbox;
pub mod processings;
pub mod projects;
pub mod provider_keys;
pub mod session_families;
pub mod sessions;
pub mod templates;
pub mod tokens;
pub mod users;
pub mod webhooks;
