//! Copies of a template: beside it, in another project, in a file.

use super::attachment::attachment;
use crate::{
    access::{Caller, TEMPLATES_READ, TEMPLATES_WRITE},
    domain::{
        id::TemplateId,
        template::{NewDuplicate, NewTemplate, Template},
    },
    error::AppError,
    runtime::Runtime,
    web::{
        openapi::answers::{NotFound, Unprocessable},
        problem::{Body, Path},
    },
    workspace::templates,
};
use axum::{Json, extract::State, http::StatusCode, response::Response};

/// Makes a copy, in the same project or in another one of the caller's.
#[utoipa::path(
    post,
    path = "/templates/{id}/duplicates",
    operation_id = "duplicateTemplate",
    tag = "Templates",
    extensions(("x-permission" = json!("templates:write"))),
    params(("id" = TemplateId, Path)),
    request_body = Option<NewDuplicate>,
    responses((status = 201, body = Template), NotFound, Unprocessable)
)]
pub async fn create(
    State(runtime): State<Runtime>,
    caller: Caller,
    Path(id): Path<TemplateId>,
    new: Option<Body<NewDuplicate>>,
) -> Result<(StatusCode, Json<Template>), AppError> {
    let NewDuplicate { name, project_id } = new.unwrap_or_default().0;
    let from = caller.template(&runtime.db, &id, TEMPLATES_READ).await?;
    let project = project_id.unwrap_or_else(|| from.project().clone());
    let to = caller.project(&runtime.db, &project, TEMPLATES_WRITE).await?;
    Ok((StatusCode::CREATED, Json(templates::duplicate(&runtime, &from, &to, &id, name).await?)))
}

/// A template as a file, which `createTemplate` takes in again, here or on another server.
#[utoipa::path(
    get,
    path = "/templates/{id}/export",
    operation_id = "exportTemplate",
    tag = "Templates",
    extensions(("x-permission" = json!("templates:read"))),
    params(("id" = TemplateId, Path)),
    responses((status = 200, body = NewTemplate, description = "An attachment."), NotFound)
)]
pub async fn export(
    State(runtime): State<Runtime>,
    caller: Caller,
    Path(id): Path<TemplateId>,
) -> Result<Response, AppError> {
    let scope = caller.template(&runtime.db, &id, TEMPLATES_READ).await?;
    let template = NewTemplate::from(templates::get(&runtime.db, &scope, &id).await?);
    let text = serde_json::to_vec_pretty(&template).map_err(|_| AppError::internal())?;
    Ok(attachment(&format!("{}.json", template.name), "application/json", text))
}
