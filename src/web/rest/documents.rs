//! `/documents`: the upload record, its file, its pages as pictures.

use super::{
    attachment::{INERT, attachment},
    cursor,
    filter::Filter,
};
use crate::{
    access::{Caller, DOCUMENTS_DELETE, DOCUMENTS_READ, DOCUMENTS_WRITE},
    domain::{
        document::{Document, DocumentStatus},
        id::DocumentId,
        list::Paged,
        processing::Processing,
    },
    error::AppError,
    pipeline::{extract, ingest, result},
    runtime::Runtime,
    web::{
        openapi::answers::{Conflict, Gone, NotFound, OriginalFile, PageImage, Unprocessable},
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

type Wanted = Filter<DocumentStatus>;

/// The records of uploads, newest first.
#[utoipa::path(
    get,
    path = "/documents",
    operation_id = "listDocuments",
    tag = "Documents",
    extensions(("x-permission" = json!("documents:read"))),
    params(Wanted),
    responses((status = 200, body = Paged<Document>), NotFound)
)]
pub async fn list(
    State(runtime): State<Runtime>,
    caller: Caller,
    Query(mut wanted): Query<Wanted>,
) -> Result<Json<Paged<Document>>, AppError> {
    let project = wanted.project(&caller)?;
    let scope = caller.project(&runtime.db, &project, DOCUMENTS_READ).await?;
    let (paging, filter) = wanted.read()?;
    let documents = result::documents(&runtime.db, &scope, paging, &filter).await?;
    Ok(Json(cursor::onward(documents, |document| &document.id)))
}

/// Removes a document with its file and everything that was read from it.
#[utoipa::path(
    delete,
    path = "/documents/{id}",
    operation_id = "deleteDocument",
    tag = "Documents",
    extensions(("x-permission" = json!("documents:delete"))),
    params(("id" = DocumentId, Path)),
    responses((status = 204), NotFound, Conflict)
)]
pub async fn remove(
    State(runtime): State<Runtime>,
    caller: Caller,
    Path(id): Path<DocumentId>,
) -> Result<StatusCode, AppError> {
    let scope = caller.document(&runtime.db, &id, DOCUMENTS_DELETE).await?;
    result::remove(&runtime, &scope, &id).await?;
    Ok(StatusCode::NO_CONTENT)
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
    responses(OriginalFile, NotFound, Gone, Unprocessable)
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
    responses(PageImage, NotFound, Gone, Unprocessable)
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
