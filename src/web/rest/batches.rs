//! `/batches`: files that came in together, how they go, their results.

use super::{
    attachment::attachment,
    exports::{format, rows},
};
use crate::{
    access::{BATCHES_READ, BATCHES_WRITE, BatchesRead, Caller, ExportLink, ProjectScope},
    domain::{
        batch::{Batch, BatchDetail, BatchFilter, BatchStatus},
        export::ExportFormat,
        id::{BatchId, ProjectId, TemplateId},
        list::{Paged, Paging},
    },
    error::AppError,
    pipeline::result::{self, batches, export},
    runtime::Runtime,
    web::problem::{Path, Query},
};
use axum::{Json, extract::State, http::StatusCode, response::Response};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Filter {
    project_id: Option<ProjectId>,
    page: Option<u64>,
    limit: Option<u64>,
    status: Option<String>,
    template_id: Option<TemplateId>,
}

pub async fn list(
    State(runtime): State<Runtime>,
    caller: Caller,
    Query(filter): Query<Filter>,
) -> Result<Json<Paged<Batch>>, AppError> {
    let project = super::project(filter.project_id, &caller)?;
    let scope = caller.project(&runtime.db, &project, BATCHES_READ).await?;
    let status = filter.status.as_deref().map(status).transpose()?;
    let paging = Paging::new(filter.page, filter.limit);
    let filter = BatchFilter { status, template_id: filter.template_id };
    batches::list(&runtime.db, &scope, paging, &filter).await.map(Json)
}

pub async fn get(
    State(runtime): State<Runtime>,
    caller: Caller,
    Path(id): Path<BatchId>,
) -> Result<Json<BatchDetail>, AppError> {
    let scope = caller.batch(&runtime.db, &id, BATCHES_READ).await?;
    batches::detail(&runtime, &scope, &id).await.map(Json)
}

/// Answers with the batch as it is now.
pub async fn cancel(
    State(runtime): State<Runtime>,
    caller: Caller,
    Path(id): Path<BatchId>,
) -> Result<(StatusCode, Json<BatchDetail>), AppError> {
    let scope = caller.batch(&runtime.db, &id, BATCHES_WRITE).await?;
    Ok((StatusCode::CREATED, Json(result::cancel_batch(&runtime, &scope, &id).await?)))
}

/// `?format=xlsx&rows=items`; a link that carries its own leave has `expires` and `signature` as well.
#[derive(Deserialize)]
pub struct Wanted {
    format: Option<String>,
    rows: Option<String>,
    expires: Option<i64>,
    signature: Option<String>,
}

/// The results as one file, CSV if no format is named.
pub async fn export(
    State(runtime): State<Runtime>,
    caller: Result<Caller, AppError>,
    Path(id): Path<BatchId>,
    Query(wanted): Query<Wanted>,
) -> Result<Response, AppError> {
    let scope = reader(&runtime, caller, &id, wanted.expires.zip(wanted.signature)).await?;
    let format = wanted.format.as_deref().map_or(Ok(ExportFormat::Csv), format)?;
    let file = export::of_batch(&runtime, &scope, &id, format, rows(wanted.rows.as_deref())?).await?;
    Ok(attachment(&file.name, &file.mime, file.bytes))
}

/// Whoever has a signed link, else whoever may read the batch.
async fn reader(
    runtime: &Runtime,
    caller: Result<Caller, AppError>,
    id: &BatchId,
    signed: Option<(i64, String)>,
) -> Result<ProjectScope<BatchesRead>, AppError> {
    match signed {
        Some((expires, signature)) => {
            let link = ExportLink { batch: id.clone(), expires, signature };
            link.open(&runtime.db, &runtime.signer, runtime.clock.now()).await
        }
        None => caller?.batch(&runtime.db, id, BATCHES_READ).await,
    }
}

fn status(text: &str) -> Result<BatchStatus, AppError> {
    BatchStatus::parse(text).ok_or_else(|| {
        let known = BatchStatus::ALL.map(BatchStatus::as_str).join(", ");
        AppError::invalid_field("status", format!("`{text}` is not a status of a batch; use one of {known}."))
    })
}
