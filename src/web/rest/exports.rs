//! `/processing-history/export` and `/processing-history/{id}/export`: results as files.

use super::attachment::{attachment, streamed};
use crate::{
    access::{Caller, DOCUMENTS_READ},
    domain::{
        export::{ExportFormat, Rows},
        id::{BatchId, ProcessingId, ProjectId, TemplateId},
        moment::Moment,
        processing::{ProcessingFilter, ProcessingStatus},
    },
    error::AppError,
    pipeline::result::export::{self, Wish},
    runtime::Runtime,
    web::{
        openapi::answers::{Conflict, ManyFile, ManyFormat, NotFound, OneFile, Unprocessable},
        problem::{Path, Query},
    },
};
use axum::{extract::State, response::Response};
use serde::Deserialize;
use utoipa::IntoParams;

/// `?format=csv&rows=items`, `?format=image&page=2`
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Wanted {
    /// The template’s own if absent.
    format: Option<ExportFormat>,
    rows: Option<Rows>,
    /// Of a picture, from 1.
    page: Option<u32>,
}

/// One run, in the template's own format if none is named.
#[utoipa::path(
    get,
    path = "/processing-history/{id}/export",
    operation_id = "exportProcessing",
    tag = "Results",
    extensions(("x-permission" = json!("documents:read"))),
    params(("id" = ProcessingId, Path), Wanted),
    responses(OneFile, NotFound, Conflict, Unprocessable)
)]
pub async fn one(
    State(runtime): State<Runtime>,
    caller: Caller,
    Path(id): Path<ProcessingId>,
    Query(wanted): Query<Wanted>,
) -> Result<Response, AppError> {
    let scope = caller.processing(&runtime.db, &id, DOCUMENTS_READ).await?;
    let wish = Wish { format: wanted.format, rows: wanted.rows.unwrap_or_default(), page: wanted.page };
    let file = export::one(&runtime, &scope, &id, wish).await?;
    Ok(attachment(&file.name, &file.mime, file.bytes))
}

/// The filter of the list, and how the file is wanted.
#[derive(Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Selection {
    /// A project token may leave it out.
    project_id: Option<ProjectId>,
    status: Option<ProcessingStatus>,
    #[serde(default, deserialize_with = "super::exact")]
    template_id: Option<TemplateId>,
    #[serde(default, deserialize_with = "super::exact")]
    batch_id: Option<BatchId>,
    /// Came in then or later.
    from_date: Option<Moment>,
    /// Came in then or earlier; a day counts to its end.
    to_date: Option<Moment>,
    /// In the name of the file, in capitals or not.
    #[param(max_length = 200)]
    #[serde(default, deserialize_with = "super::words")]
    search: Option<String>,
    /// One that holds many results; CSV if absent.
    #[param(value_type = Option<ManyFormat>)]
    format: Option<ExportFormat>,
    rows: Option<Rows>,
}

/// All that the filter lets through; CSV if no format is named.
#[utoipa::path(
    get,
    path = "/processing-history/export",
    operation_id = "exportProcessings",
    tag = "Results",
    extensions(("x-permission" = json!("documents:read"))),
    params(Selection),
    responses(ManyFile, NotFound, Unprocessable)
)]
pub async fn many(
    State(runtime): State<Runtime>,
    caller: Caller,
    Query(wanted): Query<Selection>,
) -> Result<Response, AppError> {
    let project = super::project(wanted.project_id, &caller)?;
    let scope = caller.project(&runtime.db, &project, DOCUMENTS_READ).await?;
    let filter = ProcessingFilter {
        status: wanted.status,
        template_id: wanted.template_id,
        batch_id: wanted.batch_id,
        named: super::named(wanted.from_date, wanted.to_date, wanted.search),
        after: None,
    };
    let format = wanted.format.unwrap_or(ExportFormat::Csv);
    export::many(&runtime, &scope, filter, format, wanted.rows.unwrap_or_default()).await.map(streamed)
}
