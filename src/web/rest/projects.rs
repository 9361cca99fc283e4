//! `/projects`

use crate::{
    access::{Caller, PROJECTS_READ, PROJECTS_WRITE},
    domain::{
        id::OrgId,
        tenancy::{NewProject, Project},
    },
    error::AppError,
    runtime::Runtime,
    web::{
        openapi::answers::NotFound,
        problem::{Body, Query},
    },
    workspace::projects,
};
use axum::{Json, extract::State, http::StatusCode};
use serde::Deserialize;
use utoipa::IntoParams;

#[derive(Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Filter {
    /// All that the caller sees if absent.
    organization_id: Option<OrgId>,
}

/// The projects that the caller sees.
#[utoipa::path(
    get,
    path = "/projects",
    operation_id = "listProjects",
    tag = "Projects",
    extensions(("x-permission" = json!("projects:read"))),
    params(Filter),
    responses((status = 200, body = Vec<Project>), NotFound)
)]
pub async fn list(
    State(runtime): State<Runtime>,
    caller: Caller,
    Query(filter): Query<Filter>,
) -> Result<Json<Vec<Project>>, AppError> {
    let Some(organization) = filter.organization_id else {
        return projects::visible(&runtime, &caller).await.map(Json);
    };
    let scope = caller.organization(&runtime.db, &organization, PROJECTS_READ).await?;
    projects::of_organization(&runtime, &scope, &caller).await.map(Json)
}

/// Makes a project with ready templates.
#[utoipa::path(
    post,
    path = "/projects",
    operation_id = "createProject",
    tag = "Projects",
    extensions(("x-permission" = json!("projects:write"))),
    request_body = NewProject,
    responses((status = 201, body = Project), NotFound)
)]
pub async fn create(
    State(runtime): State<Runtime>,
    caller: Caller,
    Body(new): Body<NewProject>,
) -> Result<(StatusCode, Json<Project>), AppError> {
    let scope = caller.organization(&runtime.db, &new.organization_id, PROJECTS_WRITE).await?;
    let project = projects::create(&runtime, &scope, &new.name).await?;
    Ok((StatusCode::CREATED, Json(project)))
}
