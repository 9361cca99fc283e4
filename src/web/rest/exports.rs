//! `/processing-history/export` and `/processing-history/{id}/export`: results as files.

use super::attachment::attachment;
use crate::{
    access::{Caller, DOCUMENTS_READ},
    domain::{
        export::{ExportFormat, Rows},
        id::{BatchId, ProcessingId, ProjectId, TemplateId},
        processing::ProcessingFilter,
    },
    error::AppError,
    pipeline::result::export::{self, Exported, Wish},
    runtime::Runtime,
    web::{
        problem::{Path, Query},
        rest::processing_history::status,
    },
};
use axum::{extract::State, response::Response};
use serde::Deserialize;

/// `?format=csv&rows=items`, `?format=image&page=2`
#[derive(Deserialize)]
pub struct Wanted {
    format: Option<String>,
    rows: Option<String>,
    page: Option<u32>,
}

/// One run, in the template's own format if none is named.
pub async fn one(
    State(runtime): State<Runtime>,
    caller: Caller,
    Path(id): Path<ProcessingId>,
    Query(wanted): Query<Wanted>,
) -> Result<Response, AppError> {
    let scope = caller.processing(&runtime.db, &id, DOCUMENTS_READ).await?;
    let format = wanted.format.as_deref().map(format).transpose()?;
    let wish = Wish { format, rows: rows(wanted.rows.as_deref())?, page: wanted.page };
    export::one(&runtime, &scope, &id, wish).await.map(saved)
}

/// The filter of the list, and how the file is wanted.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Selection {
    project_id: Option<ProjectId>,
    status: Option<String>,
    template_id: Option<TemplateId>,
    batch_id: Option<BatchId>,
    format: Option<String>,
    rows: Option<String>,
}

/// All that the filter lets through; CSV if no format is named.
pub async fn many(
    State(runtime): State<Runtime>,
    caller: Caller,
    Query(wanted): Query<Selection>,
) -> Result<Response, AppError> {
    let project = super::project(wanted.project_id, &caller)?;
    let scope = caller.project(&runtime.db, &project, DOCUMENTS_READ).await?;
    let status = wanted.status.as_deref().map(status).transpose()?;
    let filter = ProcessingFilter { status, template_id: wanted.template_id, batch_id: wanted.batch_id, after: None };
    let format = wanted.format.as_deref().map_or(Ok(ExportFormat::Csv), format)?;
    export::many(&runtime, &scope, &filter, format, rows(wanted.rows.as_deref())?).await.map(saved)
}

fn saved(file: Exported) -> Response {
    attachment(&file.name, &file.mime, file.bytes)
}

pub(super) fn format(text: &str) -> Result<ExportFormat, AppError> {
    ExportFormat::parse(text).ok_or_else(|| {
        let known = ExportFormat::ALL.map(ExportFormat::as_str).join(", ");
        AppError::invalid_field("format", format!("`{text}` is not a format; use one of {known}."))
    })
}

pub(super) fn rows(text: Option<&str>) -> Result<Rows, AppError> {
    let Some(text) = text else { return Ok(Rows::default()) };
    Rows::parse(text).ok_or_else(|| {
        AppError::invalid_field("rows", format!("`{text}` is not what a row stands for; use document or items."))
    })
}
