//! `/batches`: files that came in together, how they go, their results.

use super::{attachment::streamed, cursor};
use crate::{
    access::{BATCHES_READ, BATCHES_WRITE, BatchesRead, Caller, ExportLink, ProjectScope},
    domain::{
        batch::{Batch, BatchDetail, BatchFilter, BatchStatus},
        export::{ExportFormat, Rows},
        id::{BatchId, ProjectId, TemplateId},
        list::{PageNumber, PageSize, Paged, Paging},
        moment::Moment,
    },
    error::AppError,
    pipeline::result::{self, batches, export},
    runtime::Runtime,
    web::{
        openapi::answers::{Conflict, ManyFile, ManyFormat, NotFound, Unprocessable},
        problem::{Path, Query},
    },
};
use axum::{Json, extract::State, http::StatusCode, response::Response};
use serde::Deserialize;
use utoipa::IntoParams;

#[derive(Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Filter {
    /// A project token may leave it out.
    project_id: Option<ProjectId>,
    page: Option<PageNumber>,
    limit: Option<PageSize>,
    status: Option<BatchStatus>,
    #[serde(default, deserialize_with = "super::exact")]
    template_id: Option<TemplateId>,
    /// Came in then or later.
    from_date: Option<Moment>,
    /// Came in then or earlier; a day counts to its end.
    to_date: Option<Moment>,
    /// In its name, in capitals or not.
    #[param(max_length = 200)]
    #[serde(default, deserialize_with = "super::words")]
    search: Option<String>,
    /// The `nextCursor` of an answer: what comes after it, however deep.
    #[param(pattern = "^c_[0-9a-z]{26}$")]
    cursor: Option<String>,
}

/// The batches of a project, newest first.
#[utoipa::path(
    get,
    path = "/batches",
    operation_id = "listBatches",
    tag = "Batches",
    extensions(("x-permission" = json!("batches:read"))),
    params(Filter),
    responses((status = 200, body = Paged<Batch>), NotFound)
)]
pub async fn list(
    State(runtime): State<Runtime>,
    caller: Caller,
    Query(filter): Query<Filter>,
) -> Result<Json<Paged<Batch>>, AppError> {
    let project = super::project(filter.project_id, &caller)?;
    let scope = caller.project(&runtime.db, &project, BATCHES_READ).await?;
    let paging = Paging::asked(filter.page, filter.limit);
    let filter = BatchFilter {
        status: filter.status,
        template_id: filter.template_id,
        named: super::named(filter.from_date, filter.to_date, filter.search),
        after: cursor::behind(filter.cursor.as_deref())?,
    };
    let batches = batches::list(&runtime.db, &scope, paging, &filter).await?;
    Ok(Json(cursor::onward(batches, |batch| &batch.id)))
}

/// A batch with its files and how far each is.
#[utoipa::path(
    get,
    path = "/batches/{id}",
    operation_id = "getBatch",
    tag = "Batches",
    extensions(("x-permission" = json!("batches:read"))),
    params(("id" = BatchId, Path)),
    responses((status = 200, body = BatchDetail), NotFound)
)]
pub async fn get(
    State(runtime): State<Runtime>,
    caller: Caller,
    Path(id): Path<BatchId>,
) -> Result<Json<BatchDetail>, AppError> {
    let scope = caller.batch(&runtime.db, &id, BATCHES_READ).await?;
    batches::detail(&runtime, &scope, &id).await.map(Json)
}

/// Cancels what has not ended. Answers with the batch as it is now.
#[utoipa::path(
    post,
    path = "/batches/{id}/cancellation",
    operation_id = "cancelBatch",
    tag = "Batches",
    extensions(("x-permission" = json!("batches:write"))),
    params(("id" = BatchId, Path)),
    responses((status = 201, body = BatchDetail), NotFound, Conflict)
)]
pub async fn cancel(
    State(runtime): State<Runtime>,
    caller: Caller,
    Path(id): Path<BatchId>,
) -> Result<(StatusCode, Json<BatchDetail>), AppError> {
    let scope = caller.batch(&runtime.db, &id, BATCHES_WRITE).await?;
    Ok((StatusCode::CREATED, Json(result::cancel_batch(&runtime, &scope, &id).await?)))
}

/// `?format=xlsx&rows=items`; a link that carries its own leave has `expires` and `signature` as well.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Wanted {
    /// One that holds many results; CSV if absent.
    #[param(value_type = Option<ManyFormat>)]
    format: Option<ExportFormat>,
    rows: Option<Rows>,
    /// Of a signed link.
    #[param(maximum = 9_000_000_000_000_000_i64)]
    expires: Option<i64>,
    /// Of a signed link: who has it needs no sign-in.
    signature: Option<String>,
}

/// The results as one file, CSV if no format is named.
#[utoipa::path(
    get,
    path = "/batches/{id}/export",
    operation_id = "exportBatch",
    security((), ("bearer" = []), ("apiKey" = []), ("session" = [])),
    tag = "Batches",
    extensions(("x-permission" = json!("batches:read"))),
    params(("id" = BatchId, Path), Wanted),
    responses(ManyFile, NotFound, Unprocessable)
)]
pub async fn export(
    State(runtime): State<Runtime>,
    caller: Result<Caller, AppError>,
    Path(id): Path<BatchId>,
    Query(wanted): Query<Wanted>,
) -> Result<Response, AppError> {
    let scope = reader(&runtime, caller, &id, wanted.expires.zip(wanted.signature)).await?;
    let format = wanted.format.unwrap_or(ExportFormat::Csv);
    export::of_batch(&runtime, &scope, &id, format, wanted.rows.unwrap_or_default()).await.map(streamed)
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
