//! `/templates/{id}/versions`: every save, and the way back to one.

use crate::{
    access::{Caller, TEMPLATES_READ, TEMPLATES_WRITE},
    domain::{
        id::TemplateId,
        template::Template,
        template_history::{TemplateVersion, TemplateVersionDetail},
    },
    error::AppError,
    runtime::Runtime,
    web::{
        openapi::answers::{Conflict, NotFound, Unprocessable},
        problem::Path,
    },
    workspace::template_versions,
};
use axum::{Json, extract::State};

/// Every save of a template, newest first.
#[utoipa::path(
    get,
    path = "/templates/{id}/versions",
    operation_id = "listTemplateVersions",
    tag = "Templates",
    extensions(("x-permission" = json!("templates:read"))),
    params(("id" = TemplateId, Path)),
    responses((status = 200, body = Vec<TemplateVersion>), NotFound)
)]
pub async fn list(
    State(runtime): State<Runtime>,
    caller: Caller,
    Path(id): Path<TemplateId>,
) -> Result<Json<Vec<TemplateVersion>>, AppError> {
    let scope = caller.template(&runtime.db, &id, TEMPLATES_READ).await?;
    template_versions::list(&runtime.db, &scope, &id).await.map(Json)
}

/// A template as it was saved once, and how it differs from the version before.
#[utoipa::path(
    get,
    path = "/templates/{id}/versions/{version}",
    operation_id = "getTemplateVersion",
    tag = "Templates",
    extensions(("x-permission" = json!("templates:read"))),
    params(("id" = TemplateId, Path), ("version" = i32, Path)),
    responses((status = 200, body = TemplateVersionDetail), NotFound)
)]
pub async fn get(
    State(runtime): State<Runtime>,
    caller: Caller,
    Path((id, version)): Path<(TemplateId, i32)>,
) -> Result<Json<TemplateVersionDetail>, AppError> {
    let scope = caller.template(&runtime.db, &id, TEMPLATES_READ).await?;
    template_versions::get(&runtime.db, &scope, &id, version).await.map(Json)
}

/// Saves an earlier version once more, as the newest.
#[utoipa::path(
    post,
    path = "/templates/{id}/versions/{version}/restoration",
    operation_id = "restoreTemplateVersion",
    tag = "Templates",
    extensions(("x-permission" = json!("templates:write"))),
    params(("id" = TemplateId, Path), ("version" = i32, Path)),
    responses((status = 200, body = Template), NotFound, Conflict, Unprocessable)
)]
pub async fn restore(
    State(runtime): State<Runtime>,
    caller: Caller,
    Path((id, version)): Path<(TemplateId, i32)>,
) -> Result<Json<Template>, AppError> {
    let scope = caller.template(&runtime.db, &id, TEMPLATES_WRITE).await?;
    template_versions::restore(&runtime, &scope, &id, version).await.map(Json)
}
