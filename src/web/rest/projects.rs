//! `/projects`

use crate::{
    access::{Caller, PROJECTS_READ, PROJECTS_WRITE},
    domain::{
        id::OrgId,
        tenancy::{NewProject, Project},
    },
    error::AppError,
    runtime::Runtime,
    web::problem::{Body, Query},
    workspace::projects,
};
use axum::{Json, extract::State, http::StatusCode};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Filter {
    organization_id: Option<OrgId>,
}

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

pub async fn create(
    State(runtime): State<Runtime>,
    caller: Caller,
    Body(new): Body<NewProject>,
) -> Result<(StatusCode, Json<Project>), AppError> {
    let scope = caller.organization(&runtime.db, &new.organization_id, PROJECTS_WRITE).await?;
    let project = projects::create(&runtime, &scope, &new.name).await?;
    Ok((StatusCode::CREATED, Json(project)))
}
