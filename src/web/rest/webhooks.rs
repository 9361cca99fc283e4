//! `/webhooks`

use super::InProject;
use crate::{
    access::{Caller, WEBHOOKS_DELETE, WEBHOOKS_READ, WEBHOOKS_WRITE},
    domain::{
        id::WebhookId,
        list::{Paged, Paging},
        webhook::{Delivery, NewWebhook, Webhook},
    },
    error::AppError,
    pipeline::deliver::endpoints,
    runtime::Runtime,
    web::problem::{Body, Path, Query},
};
use axum::{Json, extract::State, http::StatusCode};
use serde::Deserialize;

#[derive(Deserialize)]
pub struct Page {
    page: Option<u64>,
    limit: Option<u64>,
}

pub async fn list(
    State(runtime): State<Runtime>,
    caller: Caller,
    Query(filter): Query<InProject>,
) -> Result<Json<Vec<Webhook>>, AppError> {
    let scope = caller.project(&runtime.db, &filter.resolve(&caller)?, WEBHOOKS_READ).await?;
    endpoints::list(&runtime.db, &scope).await.map(Json)
}

pub async fn create(
    State(runtime): State<Runtime>,
    caller: Caller,
    Body(new): Body<NewWebhook>,
) -> Result<(StatusCode, Json<Webhook>), AppError> {
    let scope = caller.project(&runtime.db, &new.project_id, WEBHOOKS_WRITE).await?;
    Ok((StatusCode::CREATED, Json(endpoints::create(&runtime, &scope, new).await?)))
}

pub async fn get(
    State(runtime): State<Runtime>,
    caller: Caller,
    Path(id): Path<WebhookId>,
) -> Result<Json<Webhook>, AppError> {
    let scope = caller.webhook(&runtime.db, &id, WEBHOOKS_READ).await?;
    endpoints::get(&runtime.db, &scope, &id).await.map(Json)
}

pub async fn delete(
    State(runtime): State<Runtime>,
    caller: Caller,
    Path(id): Path<WebhookId>,
) -> Result<StatusCode, AppError> {
    let scope = caller.webhook(&runtime.db, &id, WEBHOOKS_DELETE).await?;
    endpoints::delete(&runtime, &scope, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}

pub async fn deliveries(
    State(runtime): State<Runtime>,
    caller: Caller,
    Path(id): Path<WebhookId>,
    Query(page): Query<Page>,
) -> Result<Json<Paged<Delivery>>, AppError> {
    let scope = caller.webhook(&runtime.db, &id, WEBHOOKS_READ).await?;
    endpoints::deliveries(&runtime.db, &scope, &id, Paging::new(page.page, page.limit)).await.map(Json)
}
