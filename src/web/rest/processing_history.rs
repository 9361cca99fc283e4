//! `/processing-history`

use super::{cursor, filter::Filter};
use crate::{
    access::{Caller, DOCUMENTS_READ, DOCUMENTS_WRITE},
    domain::{
        correction::{Correction, NewCorrection},
        id::ProcessingId,
        list::Paged,
        processing::{Processing, ProcessingRow, ProcessingStatus},
    },
    error::AppError,
    pipeline::result,
    runtime::Runtime,
    web::{
        openapi::answers::{Conflict, NotFound, Unprocessable},
        problem::{Body, Path, Query},
    },
};
use axum::{Json, extract::State, http::StatusCode};
use serde::Deserialize;
use utoipa::ToSchema;

type Wanted = Filter<ProcessingStatus>;

/// The newest run of every document of a project, newest first.
#[utoipa::path(
    get,
    path = "/processing-history",
    operation_id = "listProcessings",
    tag = "Results",
    extensions(("x-permission" = json!("documents:read"))),
    params(Wanted),
    responses((status = 200, body = Paged<ProcessingRow>), NotFound)
)]
pub async fn list(
    State(runtime): State<Runtime>,
    caller: Caller,
    Query(mut wanted): Query<Wanted>,
) -> Result<Json<Paged<ProcessingRow>>, AppError> {
    let project = wanted.project(&caller)?;
    let scope = caller.project(&runtime.db, &project, DOCUMENTS_READ).await?;
    let (paging, filter) = wanted.read()?;
    let rows = result::list(&runtime.db, &scope, paging, &filter).await?;
    Ok(Json(cursor::onward(rows, |row| &row.document_id)))
}

/// A run with its result and the evidence of every field.
#[utoipa::path(
    get,
    path = "/processing-history/{id}",
    operation_id = "getProcessing",
    tag = "Results",
    extensions(("x-permission" = json!("documents:read"))),
    params(("id" = ProcessingId, Path)),
    responses((status = 200, body = Processing), NotFound)
)]
pub async fn get(
    State(runtime): State<Runtime>,
    caller: Caller,
    Path(id): Path<ProcessingId>,
) -> Result<Json<Processing>, AppError> {
    let scope = caller.processing(&runtime.db, &id, DOCUMENTS_READ).await?;
    result::get(&runtime.db, &scope, &id).await.map(Json)
}

/// `{ "corrections": [{ "path", "value" }] }`
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "corrections": [{ "path": "totalAmount", "value": 15408.0 }] }))]
pub struct Corrections {
    corrections: Vec<NewCorrection>,
}

/// What people set in a result, and what stood there before.
#[utoipa::path(
    get,
    path = "/processing-history/{id}/corrections",
    operation_id = "listCorrections",
    tag = "Results",
    extensions(("x-permission" = json!("documents:read"))),
    params(("id" = ProcessingId, Path)),
    responses((status = 200, body = Vec<Correction>), NotFound)
)]
pub async fn corrections(
    State(runtime): State<Runtime>,
    caller: Caller,
    Path(id): Path<ProcessingId>,
) -> Result<Json<Vec<Correction>>, AppError> {
    let scope = caller.processing(&runtime.db, &id, DOCUMENTS_READ).await?;
    result::corrections(&runtime.db, &scope, &id).await.map(Json)
}

/// Sets fields of a result. Answers with the run as it is now.
#[utoipa::path(
    post,
    path = "/processing-history/{id}/corrections",
    operation_id = "correctProcessing",
    tag = "Results",
    extensions(("x-permission" = json!("documents:write"))),
    params(("id" = ProcessingId, Path)),
    request_body = Corrections,
    responses((status = 201, body = Processing), NotFound, Conflict, Unprocessable)
)]
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

/// Cancels a run that has not ended. Answers with the run as it is now.
#[utoipa::path(
    post,
    path = "/processing-history/{id}/cancellation",
    operation_id = "cancelProcessing",
    tag = "Results",
    extensions(("x-permission" = json!("documents:write"))),
    params(("id" = ProcessingId, Path)),
    responses((status = 201, body = Processing), NotFound, Conflict)
)]
pub async fn cancel(
    State(runtime): State<Runtime>,
    caller: Caller,
    Path(id): Path<ProcessingId>,
) -> Result<(StatusCode, Json<Processing>), AppError> {
    let scope = caller.processing(&runtime.db, &id, DOCUMENTS_WRITE).await?;
    Ok((StatusCode::CREATED, Json(result::cancel(&runtime, &scope, &id).await?)))
}
