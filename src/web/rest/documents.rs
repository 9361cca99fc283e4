//! `/documents`: the upload record, its file, its pages as pictures.

use super::attachment::{INERT, attachment};
use crate::{
    access::{Caller, DOCUMENTS_READ, DOCUMENTS_WRITE},
    domain::{document::Document, id::DocumentId, processing::Processing},
    error::AppError,
    pipeline::{extract, ingest, result},
    runtime::Runtime,
    web::{
        openapi::answers::{Conflict, NotFound, OriginalFile, PageImage, Unprocessable},
        problem::{Path, Query},
    },
};
use axum::{
    Json,
    extract::State,
    http::{StatusCode, header},
    response::IntoResponse,
};
use serde::Deserialize;
use utoipa::IntoParams;

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Size {
    /// In pixels; brought into the range that is drawn.
    width: Option<u32>,
}

/// The record of an upload.
#[utoipa::path(
    get,
    path = "/documents/{id}",
    operation_id = "getDocument",
    tag = "Documents",
    extensions(("x-permission" = json!("documents:read"))),
    params(("id" = DocumentId, Path)),
    responses((status = 200, body = Document), NotFound)
)]
pub async fn get(
    State(runtime): State<Runtime>,
    caller: Caller,
    Path(id): Path<DocumentId>,
) -> Result<Json<Document>, AppError> {
    let scope = caller.document(&runtime.db, &id, DOCUMENTS_READ).await?;
    result::document(&runtime.db, &scope, &id).await.map(Json)
}

/// The original, as an attachment.
#[utoipa::path(
    get,
    path = "/documents/{id}/file",
    operation_id = "getDocumentFile",
    tag = "Documents",
    extensions(("x-permission" = json!("documents:read"))),
    params(("id" = DocumentId, Path)),
    responses(OriginalFile, NotFound, Unprocessable)
)]
pub async fn file(
    State(runtime): State<Runtime>,
    caller: Caller,
    Path(id): Path<DocumentId>,
) -> Result<impl IntoResponse, AppError> {
    let scope = caller.document(&runtime.db, &id, DOCUMENTS_READ).await?;
    let (document, bytes) = result::file(&runtime, &scope, &id).await?;
    Ok(attachment(&document.file_name, &document.mime_type, bytes))
}

/// A page as a picture; `?width=` in pixels.
#[utoipa::path(
    get,
    path = "/documents/{id}/pages/{number}",
    operation_id = "getDocumentPage",
    tag = "Documents",
    extensions(("x-permission" = json!("documents:read"))),
    params(("id" = DocumentId, Path), ("number" = u32, Path, description = "From 1.", minimum = 0), Size),
    responses(PageImage, NotFound, Unprocessable)
)]
pub async fn page(
    State(runtime): State<Runtime>,
    caller: Caller,
    Path((id, number)): Path<(DocumentId, u32)>,
    Query(size): Query<Size>,
) -> Result<impl IntoResponse, AppError> {
    let scope = caller.document(&runtime.db, &id, DOCUMENTS_READ).await?;
    let picture = extract::page_image(&runtime, &scope, &id, number, size.width).await?;
    // The file behind an id never changes.
    let headers = [(header::CONTENT_TYPE, picture.mime), (header::CACHE_CONTROL, "private, max-age=86400, immutable")];
    Ok((INERT, headers, picture.bytes))
}

/// One more run, with the newest version of the template.
#[utoipa::path(
    post,
    path = "/documents/{id}/processings",
    operation_id = "processDocument",
    tag = "Documents",
    extensions(("x-permission" = json!("documents:write"))),
    params(("id" = DocumentId, Path)),
    responses((status = 201, body = Processing), NotFound, Conflict)
)]
pub async fn process(
    State(runtime): State<Runtime>,
    caller: Caller,
    Path(id): Path<DocumentId>,
) -> Result<(StatusCode, Json<Processing>), AppError> {
    let scope = caller.document(&runtime.db, &id, DOCUMENTS_WRITE).await?;
    let run = ingest::process_again(&runtime, &scope, &id).await?;
    let scope = caller.document(&runtime.db, &id, DOCUMENTS_READ).await?;
    Ok((StatusCode::CREATED, Json(result::get(&runtime.db, &scope, &run).await?)))
}
