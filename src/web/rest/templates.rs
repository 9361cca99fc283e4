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
    web::problem::{Body, Path, Query},
    workspace::templates,
};
use axum::{Json, extract::State, http::StatusCode};

pub async fn list(
    State(runtime): State<Runtime>,
    caller: Caller,
    Query(filter): Query<InProject>,
) -> Result<Json<Vec<Template>>, AppError> {
    let scope = caller.project(&runtime.db, &filter.resolve(&caller)?, TEMPLATES_READ).await?;
    templates::list(&runtime.db, &scope).await.map(Json)
}

pub async fn create(
    State(runtime): State<Runtime>,
    caller: Caller,
    Body(new): Body<NewTemplate>,
) -> Result<(StatusCode, Json<Template>), AppError> {
    let project = super::project(new.project_id.clone(), &caller)?;
    let scope = caller.project(&runtime.db, &project, TEMPLATES_WRITE).await?;
    Ok((StatusCode::CREATED, Json(templates::create(&runtime, &scope, new).await?)))
}

pub async fn get(
    State(runtime): State<Runtime>,
    caller: Caller,
    Path(id): Path<TemplateId>,
) -> Result<Json<Template>, AppError> {
    let scope = caller.template(&runtime.db, &id, TEMPLATES_READ).await?;
    templates::get(&runtime.db, &scope, &id).await.map(Json)
}

pub async fn update(
    State(runtime): State<Runtime>,
    caller: Caller,
    Path(id): Path<TemplateId>,
    Body(change): Body<TemplateChange>,
) -> Result<Json<Template>, AppError> {
    let scope = caller.template(&runtime.db, &id, TEMPLATES_WRITE).await?;
    templates::update(&runtime, &scope, &id, change).await.map(Json)
}

pub async fn delete(
    State(runtime): State<Runtime>,
    caller: Caller,
    Path(id): Path<TemplateId>,
) -> Result<StatusCode, AppError> {
    let scope = caller.template(&runtime.db, &id, TEMPLATES_DELETE).await?;
    templates::delete(&runtime, &scope, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}
