//! `/templates/{id}/reference-files`: what guides the reading with a template.

use super::{Form, attachment::attachment};
use crate::{
    access::{Caller, TEMPLATES_READ, TEMPLATES_WRITE},
    domain::{
        id::{ReferenceFileId, TemplateId},
        reference::ReferenceFile,
    },
    error::{AppError, Kind},
    pipeline::ingest::Loaded,
    runtime::Runtime,
    web::{
        openapi::answers::{Conflict, NotFound, ReferenceText},
        problem::Path,
    },
    workspace::reference_files,
};
use axum::{Json, extract::State, http::StatusCode, response::Response};
use utoipa::ToSchema;

/// The form of a reference file, as it is documented.
#[derive(ToSchema)]
#[expect(dead_code, reason = "the document alone is made of it; a form is read as `Form`")]
pub struct ReferenceForm {
    /// CSV, JSON, Markdown or plain text in UTF-8, at most 1 MB. The built-in engine writes values as the CSV column does
    /// that is named like the field; providers are shown all files, as far as there is room.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
}

/// The files of the newest version, in the order in which they came.
#[utoipa::path(
    get,
    path = "/templates/{id}/reference-files",
    operation_id = "listReferenceFiles",
    tag = "Templates",
    extensions(("x-permission" = json!("templates:read"))),
    params(("id" = TemplateId, Path)),
    responses((status = 200, body = Vec<ReferenceFile>), NotFound)
)]
pub async fn list(
    State(runtime): State<Runtime>,
    caller: Caller,
    Path(id): Path<TemplateId>,
) -> Result<Json<Vec<ReferenceFile>>, AppError> {
    let scope = caller.template(&runtime.db, &id, TEMPLATES_READ).await?;
    reference_files::list(&runtime.db, &scope, &id).await.map(Json)
}

/// Adds a file, at most 10 in all. It makes a new version of the template: what is read from then on is read with it.
#[utoipa::path(
    post,
    path = "/templates/{id}/reference-files",
    operation_id = "addReferenceFile",
    tag = "Templates",
    extensions(("x-permission" = json!("templates:write"))),
    params(("id" = TemplateId, Path)),
    request_body(content = ReferenceForm, content_type = "multipart/form-data"),
    responses((status = 201, body = ReferenceFile), NotFound, Conflict)
)]
pub async fn create(
    State(runtime): State<Runtime>,
    caller: Caller,
    Path(id): Path<TemplateId>,
    form: Result<Form, AppError>,
) -> Result<(StatusCode, Json<ReferenceFile>), AppError> {
    let scope = caller.template(&runtime.db, &id, TEMPLATES_WRITE).await?;
    let (name, file) = one(&runtime, form).await?;
    let (file, _) = reference_files::add(&runtime, &scope, &id, &name, file.bytes).await?;
    Ok((StatusCode::CREATED, Json(file)))
}

/// The one file of a form.
///
/// # Errors
/// 400 when there is none, or more than one.
pub async fn one(runtime: &Runtime, form: Result<Form, AppError>) -> Result<(String, Loaded), AppError> {
    let refused = |error: AppError| if error.kind == Kind::TooLarge { reference_files::too_large() } else { error };
    let mut form = form.map_err(refused)?;
    if form.files.len() != 1 {
        return Err(AppError::invalid_field("file", "Send one file in the field `file`."));
    }
    let (name, file) = form.files.remove(0);
    Ok((name, file.load(runtime).await.map_err(refused)?))
}

/// A file of the newest version, as an attachment.
#[utoipa::path(
    get,
    path = "/templates/{id}/reference-files/{file}",
    operation_id = "getReferenceFile",
    tag = "Templates",
    extensions(("x-permission" = json!("templates:read"))),
    params(("id" = TemplateId, Path), ("file" = ReferenceFileId, Path)),
    responses(ReferenceText, NotFound)
)]
pub async fn get(
    State(runtime): State<Runtime>,
    caller: Caller,
    Path((id, file)): Path<(TemplateId, ReferenceFileId)>,
) -> Result<Response, AppError> {
    let scope = caller.template(&runtime.db, &id, TEMPLATES_READ).await?;
    let (file, bytes) = reference_files::get(&runtime, &scope, &id, &file).await?;
    Ok(attachment(&file.name, &file.mime_type, bytes))
}

/// Takes a file from the template, which makes a new version of it; earlier versions still have it.
#[utoipa::path(
    delete,
    path = "/templates/{id}/reference-files/{file}",
    operation_id = "removeReferenceFile",
    tag = "Templates",
    extensions(("x-permission" = json!("templates:write"))),
    params(("id" = TemplateId, Path), ("file" = ReferenceFileId, Path)),
    responses((status = 204), NotFound, Conflict)
)]
pub async fn delete(
    State(runtime): State<Runtime>,
    caller: Caller,
    Path((id, file)): Path<(TemplateId, ReferenceFileId)>,
) -> Result<StatusCode, AppError> {
    let scope = caller.template(&runtime.db, &id, TEMPLATES_WRITE).await?;
    reference_files::remove(&runtime, &scope, &id, &file).await?;
    Ok(StatusCode::NO_CONTENT)
}
