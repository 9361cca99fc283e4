//! `/processing-history`

use super::cursor;
use crate::{
    access::{Caller, DOCUMENTS_READ, DOCUMENTS_WRITE},
    domain::{
        correction::{Correction, NewCorrection},
        id::{BatchId, ProcessingId, ProjectId, TemplateId},
        list::{Paged, Paging},
        processing::{Processing, ProcessingFilter, ProcessingRow, ProcessingStatus},
    },
    error::AppError,
    pipeline::result,
    runtime::Runtime,
    web::problem::{Body, Path, Query},
};
use axum::{Json, extract::State, http::StatusCode};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Filter {
    project_id: Option<ProjectId>,
    page: Option<u64>,
    limit: Option<u64>,
    status: Option<String>,
    template_id: Option<TemplateId>,
    batch_id: Option<BatchId>,
    cursor: Option<String>,
}

pub async fn list(
    State(runtime): State<Runtime>,
    caller: Caller,
    Query(filter): Query<Filter>,
) -> Result<Json<Paged<ProcessingRow>>, AppError> {
    let project = super::project(filter.project_id, &caller)?;
    let scope = caller.project(&runtime.db, &project, DOCUMENTS_READ).await?;
    let status = filter.status.as_deref().map(status).transpose()?;
    let paging = Paging::new(filter.page, filter.limit);
    let after = filter.cursor.as_deref().map(cursor::read).transpose()?;
    let filter = ProcessingFilter { status, template_id: filter.template_id, batch_id: filter.batch_id, after };
    let mut rows = result::list(&runtime.db, &scope, paging, &filter).await?;
    let is_full = rows.data.len() as u64 == paging.limit;
    rows.next_cursor = rows.data.last().filter(|_| is_full).map(|last| cursor::write(&last.document_id));
    Ok(Json(rows))
}

pub async fn get(
    State(runtime): State<Runtime>,
    caller: Caller,
    Path(id): Path<ProcessingId>,
) -> Result<Json<Processing>, AppError> {
    let scope = caller.processing(&runtime.db, &id, DOCUMENTS_READ).await?;
    result::get(&runtime.db, &scope, &id).await.map(Json)
}

/// `{ "corrections": [{ "path", "value" }] }`
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Corrections {
    corrections: Vec<NewCorrection>,
}

pub async fn corrections(
    State(runtime): State<Runtime>,
    caller: Caller,
    Path(id): Path<ProcessingId>,
) -> Result<Json<Vec<Correction>>, AppError> {
    let scope = caller.processing(&runtime.db, &id, DOCUMENTS_READ).await?;
    result::corrections(&runtime.db, &scope, &id).await.map(Json)
}

/// Answers with the run as it is now.
pub async fn correct(
    State(runtime): State<Runtime>,
    caller: Caller,
    Path(id): Path<ProcessingId>,
    Body(wanted): Body<Corrections>,
) -> Result<(StatusCode, Json<Processing>), AppError> {
    let scope = caller.processing(&runtime.db, &id, DOCUMENTS_WRITE).await?;
    let corrected = result::correct(&runtime, &scope, &id, wanted.corrections).await?;
    Ok((StatusCode::CREATED, Json(corrected)))
}

/// Answers with the run as it is now.
pub async fn cancel(
    State(runtime): State<Runtime>,
    caller: Caller,
    Path(id): Path<ProcessingId>,
) -> Result<(StatusCode, Json<Processing>), AppError> {
    let scope = caller.processing(&runtime.db, &id, DOCUMENTS_WRITE).await?;
    Ok((StatusCode::CREATED, Json(result::cancel(&runtime, &scope, &id).await?)))
}

/// A status by its name.
pub(super) fn status(text: &str) -> Result<ProcessingStatus, AppError> {
    ProcessingStatus::parse(text).ok_or_else(|| {
        let known = ProcessingStatus::ALL.map(ProcessingStatus::as_str).join(", ");
        AppError::invalid_field("status", format!("`{text}` is not a status; use one of {known}."))
    })
}
