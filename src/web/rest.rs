//! The REST API: one file per resource, each handler a check and a call.

pub mod account;
pub mod api_tokens;
mod attachment;
pub mod audit;
pub mod auth;
pub mod batches;
mod cursor;
pub mod documents;
pub mod exports;
pub mod health;
mod idempotency;
pub mod invitations;
pub mod members;
mod multipart;
pub mod organizations;
pub mod processing_history;
pub mod projects;
pub mod provider_keys;
pub mod sessions;
pub mod template_copies;
pub mod template_versions;
pub mod templates;
pub mod upload;
pub mod webhooks;

use crate::{access::Caller, domain::id::ProjectId, error::AppError};
use serde::Deserialize;
use utoipa::IntoParams;

pub use multipart::Form;

/// `?projectId=`; a project token may leave it out.
#[derive(Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct InProject {
    /// A project token may leave it out.
    project_id: Option<ProjectId>,
}

impl InProject {
    fn resolve(self, caller: &Caller) -> Result<ProjectId, AppError> {
        project(self.project_id, caller)
    }
}

/// The project that was named, else the token's own.
fn project(named: Option<ProjectId>, caller: &Caller) -> Result<ProjectId, AppError> {
    named
        .or_else(|| caller.own_project().cloned())
        .ok_or_else(|| AppError::invalid_field("projectId", "Say which project: `projectId` is missing."))
}
