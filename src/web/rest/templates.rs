//! `/templates`

use super::InProject;
use crate::{
    access::{Caller, TEMPLATES_DELETE, TEMPLATES_READ, TEMPLATES_WRITE},
    domain::{
        id::TemplateId,
        template::{NewTemplate, Template, TemplateChange},
    },
    error::AppError,
    runtime::Runtime,
    web::{
        openapi::answers::{Conflict, NotFound, Unprocessable},
        problem::{Body, Path, Query},
    },
    workspace::templates,
};
use axum::{Json, extract::State, http::StatusCode};

/// The templates of a project, newest first.
#[utoipa::path(
    get,
    path = "/templates",
    operation_id = "listTemplates",
    tag = "Templates",
    extensions(("x-permission" = json!("templates:read"))),
    params(InProject),
    responses((status = 200, body = Vec<Template>), NotFound)
)]
pub async fn list(
    State(runtime): State<Runtime>,
    caller: Caller,
    Query(filter): Query<InProject>,
) -> Result<Json<Vec<Template>>, AppError> {
    let scope = caller.project(&runtime.db, &filter.resolve(&caller)?, TEMPLATES_READ).await?;
    templates::list(&runtime.db, &scope).await.map(Json)
}

/// Makes a template.
#[utoipa::path(
    post,
    path = "/templates",
    operation_id = "createTemplate",
    tag = "Templates",
    extensions(("x-permission" = json!("templates:write"))),
    request_body = NewTemplate,
    responses((status = 201, body = Template), NotFound, Unprocessable)
)]
pub async fn create(
    State(runtime): State<Runtime>,
    caller: Caller,
    Body(new): Body<NewTemplate>,
) -> Result<(StatusCode, Json<Template>), AppError> {
    let project = super::project(new.project_id.clone(), &caller)?;
    let scope = caller.project(&runtime.db, &project, TEMPLATES_WRITE).await?;
    Ok((StatusCode::CREATED, Json(templates::create(&runtime, &scope, new).await?)))
}

/// A template in its newest version.
#[utoipa::path(
    get,
    path = "/templates/{id}",
    operation_id = "getTemplate",
    tag = "Templates",
    extensions(("x-permission" = json!("templates:read"))),
    params(("id" = TemplateId, Path)),
    responses((status = 200, body = Template), NotFound)
)]
pub async fn get(
    State(runtime): State<Runtime>,
    caller: Caller,
    Path(id): Path<TemplateId>,
) -> Result<Json<Template>, AppError> {
    let scope = caller.template(&runtime.db, &id, TEMPLATES_READ).await?;
    templates::get(&runtime.db, &scope, &id).await.map(Json)
}

/// Saves a new version; what is left out stays.
#[utoipa::path(
    patch,
    path = "/templates/{id}",
    operation_id = "updateTemplate",
    tag = "Templates",
    extensions(("x-permission" = json!("templates:write"))),
    params(("id" = TemplateId, Path)),
    request_body = TemplateChange,
    responses((status = 200, body = Template), NotFound, Conflict, Unprocessable)
)]
pub async fn update(
    State(runtime): State<Runtime>,
    caller: Caller,
    Path(id): Path<TemplateId>,
    Body(change): Body<TemplateChange>,
) -> Result<Json<Template>, AppError> {
    let scope = caller.template(&runtime.db, &id, TEMPLATES_WRITE).await?;
    templates::update(&runtime, &scope, &id, change).await.map(Json)
}

/// Removes a template; what was read with it stays readable.
#[utoipa::path(
    delete,
    path = "/templates/{id}",
    operation_id = "deleteTemplate",
    tag = "Templates",
    extensions(("x-permission" = json!("templates:delete"))),
    params(("id" = TemplateId, Path)),
    responses((status = 204), NotFound)
)]
pub async fn delete(
    State(runtime): State<Runtime>,
    caller: Caller,
    Path(id): Path<TemplateId>,
) -> Result<StatusCode, AppError> {
    let scope = caller.template(&runtime.db, &id, TEMPLATES_DELETE).await?;
    templates::delete(&runtime, &scope, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}
