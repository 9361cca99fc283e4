//! The REST API: one file per resource, each handler a check and a call.

pub mod account;
pub mod analytics;
pub mod api_tokens;
mod attachment;
pub mod audit;
pub mod auth;
pub mod batches;
pub(crate) mod cursor;
mod cut;
pub mod documents;
pub mod exports;
pub(crate) mod filter;
pub mod health;
mod idempotency;
pub mod invitations;
pub mod line;
pub mod members;
mod multipart;
pub mod organizations;
pub mod processing_history;
pub mod projects;
pub mod provider_keys;
pub mod reference_files;
pub mod sessions;
pub mod template_copies;
pub mod template_versions;
pub mod templates;
pub mod upload;
pub mod webhooks;

use crate::{
    access::Caller,
    domain::{
        id::ProjectId,
        list::{Named, PageNumber, PageSize},
        moment::Moment,
    },
    error::AppError,
};
use serde::{Deserialize, Deserializer, de::Error};
use utoipa::IntoParams;

pub use multipart::Form;

/// A short list of a project.
#[derive(Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct InProject {
    /// A project token may leave it out.
    project_id: Option<ProjectId>,
    /// The whole list without it and without `limit`.
    page: Option<PageNumber>,
    limit: Option<PageSize>,
}

impl InProject {
    fn resolve(&self, caller: &Caller) -> Result<ProjectId, AppError> {
        project(self.project_id.clone(), caller)
    }
}

/// An id that a list is limited by: one that cannot be an id is refused, for it would let nothing through.
fn exact<'de, D: Deserializer<'de>, I: From<String> + AsRef<str>>(deserializer: D) -> Result<Option<I>, D::Error> {
    let text = String::deserialize(deserializer)?;
    let prefix = prefix::<I>();
    let plain = |part: &str| part.len() == 26 && part.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_lowercase());
    if text.strip_prefix(&prefix).is_some_and(plain) {
        return Ok(Some(I::from(text)));
    }
    Err(D::Error::custom(format!("an id is expected: `{prefix}` and 26 characters")))
}

/// What every id of this kind begins with: the one that nothing has is made of it.
fn prefix<I: From<String> + AsRef<str>>() -> String {
    I::from("?".to_owned()).as_ref().trim_end_matches('?').to_owned()
}

/// Most characters of what is searched for.
const MAX_SEARCH: usize = 200;

/// A few words to search for.
fn words<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    let text = String::deserialize(deserializer)?;
    if text.chars().count() > MAX_SEARCH {
        return Err(D::Error::custom(format!("at most {MAX_SEARCH} characters are searched for")));
    }
    Ok(Some(text))
}

/// What lists can be limited by.
fn named(from: Option<Moment>, to: Option<Moment>, search: Option<String>) -> Named {
    let search = search.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    Named { from: from.map(|from| from.start), to: to.map(|to| to.end), search }
}

/// The project that was named, else the token's own.
fn project(named: Option<ProjectId>, caller: &Caller) -> Result<ProjectId, AppError> {
    named
        .or_else(|| caller.own_project().cloned())
        .ok_or_else(|| AppError::invalid_field("projectId", "Say which project: `projectId` is missing."))
}
