//! `/projects`

use crate::{
    access::{Caller, PROJECTS_DELETE, PROJECTS_READ, PROJECTS_WRITE},
    domain::{
        id::{OrgId, ProjectId},
        tenancy::{NewProject, Project, ProjectChange},
    },
    error::AppError,
    runtime::Runtime,
    web::{
        openapi::answers::NotFound,
        problem::{Body, Path, Query},
    },
    workspace::{ending, projects},
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

/// A project.
#[utoipa::path(
    get,
    path = "/projects/{id}",
    operation_id = "getProject",
    tag = "Projects",
    extensions(("x-permission" = json!("projects:read"))),
    params(("id" = ProjectId, Path)),
    responses((status = 200, body = Project), NotFound)
)]
pub async fn get(
    State(runtime): State<Runtime>,
    caller: Caller,
    Path(id): Path<ProjectId>,
) -> Result<Json<Project>, AppError> {
    let scope = caller.project(&runtime.db, &id, PROJECTS_READ).await?;
    projects::get(&runtime, &scope).await.map(Json)
}

/// Changes what is named.
#[utoipa::path(
    patch,
    path = "/projects/{id}",
    operation_id = "updateProject",
    tag = "Projects",
    extensions(("x-permission" = json!("projects:write"))),
    params(("id" = ProjectId, Path)),
    request_body = ProjectChange,
    responses((status = 200, body = Project), NotFound)
)]
pub async fn update(
    State(runtime): State<Runtime>,
    caller: Caller,
    Path(id): Path<ProjectId>,
    Body(change): Body<ProjectChange>,
) -> Result<Json<Project>, AppError> {
    let scope = caller.project(&runtime.db, &id, PROJECTS_WRITE).await?;
    projects::update(&runtime, &scope, change).await.map(Json)
}

/// Gives a project up, at once and for good, with all that is in it.
#[utoipa::path(
    delete,
    path = "/projects/{id}",
    operation_id = "deleteProject",
    tag = "Projects",
    extensions(("x-permission" = json!("projects:delete"))),
    params(("id" = ProjectId, Path)),
    responses((status = 204), NotFound)
)]
pub async fn delete(
    State(runtime): State<Runtime>,
    caller: Caller,
    Path(id): Path<ProjectId>,
) -> Result<StatusCode, AppError> {
    let scope = caller.project(&runtime.db, &id, PROJECTS_DELETE).await?;
    ending::delete_project(&runtime, &scope).await?;
    Ok(StatusCode::NO_CONTENT)
}
