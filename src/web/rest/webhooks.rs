//! `/webhooks`

use super::InProject;
use crate::{
    access::{Caller, WEBHOOKS_DELETE, WEBHOOKS_READ, WEBHOOKS_WRITE},
    domain::{
        event::EventType,
        id::{DeliveryId, WebhookId},
        list::{Paged, Paging},
        time::Timestamp,
        webhook::{
            Delivery, DeliveryDetail, DeliveryFilter, DeliveryStatus, NewWebhook, Recovered, Webhook, WebhookChange,
        },
    },
    error::AppError,
    pipeline::deliver::{endpoints, log},
    runtime::Runtime,
    web::problem::{Body, Path, Query},
};
use axum::{Json, extract::State, http::StatusCode};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Page {
    page: Option<u64>,
    limit: Option<u64>,
    status: Option<DeliveryStatus>,
    event_type: Option<EventType>,
}

#[derive(Default, Deserialize)]
pub struct NewSecret {
    secret: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NewTest {
    event_type: Option<EventType>,
}

#[derive(Deserialize)]
pub struct Recovery {
    since: Timestamp,
}

pub async fn list(
    State(runtime): State<Runtime>,
    caller: Caller,
    Query(filter): Query<InProject>,
) -> Result<Json<Vec<Webhook>>, AppError> {
    let scope = caller.project(&runtime.db, &filter.resolve(&caller)?, WEBHOOKS_READ).await?;
    endpoints::list(&runtime, &scope).await.map(Json)
}

pub async fn create(
    State(runtime): State<Runtime>,
    caller: Caller,
    Body(new): Body<NewWebhook>,
) -> Result<(StatusCode, Json<Webhook>), AppError> {
    let project = super::project(new.project_id.clone(), &caller)?;
    let scope = caller.project(&runtime.db, &project, WEBHOOKS_WRITE).await?;
    Ok((StatusCode::CREATED, Json(endpoints::create(&runtime, &scope, new).await?)))
}

pub async fn get(
    State(runtime): State<Runtime>,
    caller: Caller,
    Path(id): Path<WebhookId>,
) -> Result<Json<Webhook>, AppError> {
    let scope = caller.webhook(&runtime.db, &id, WEBHOOKS_READ).await?;
    endpoints::get(&runtime, &scope, &id).await.map(Json)
}

pub async fn update(
    State(runtime): State<Runtime>,
    caller: Caller,
    Path(id): Path<WebhookId>,
    Body(change): Body<WebhookChange>,
) -> Result<Json<Webhook>, AppError> {
    let scope = caller.webhook(&runtime.db, &id, WEBHOOKS_WRITE).await?;
    endpoints::update(&runtime, &scope, &id, change).await.map(Json)
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

pub async fn rotate(
    State(runtime): State<Runtime>,
    caller: Caller,
    Path(id): Path<WebhookId>,
    body: Option<Body<NewSecret>>,
) -> Result<Json<Webhook>, AppError> {
    let scope = caller.webhook(&runtime.db, &id, WEBHOOKS_WRITE).await?;
    endpoints::rotate(&runtime, &scope, &id, body.unwrap_or_default().0.secret).await.map(Json)
}

pub async fn test(
    State(runtime): State<Runtime>,
    caller: Caller,
    Path(id): Path<WebhookId>,
    body: Option<Body<NewTest>>,
) -> Result<(StatusCode, Json<Delivery>), AppError> {
    let scope = caller.webhook(&runtime.db, &id, WEBHOOKS_WRITE).await?;
    let event = body.unwrap_or_default().0.event_type;
    Ok((StatusCode::ACCEPTED, Json(log::test(&runtime, &scope, &id, event).await?)))
}

pub async fn recover(
    State(runtime): State<Runtime>,
    caller: Caller,
    Path(id): Path<WebhookId>,
    Body(Recovery { since }): Body<Recovery>,
) -> Result<(StatusCode, Json<Recovered>), AppError> {
    let scope = caller.webhook(&runtime.db, &id, WEBHOOKS_WRITE).await?;
    Ok((StatusCode::ACCEPTED, Json(log::recover(&runtime, &scope, &id, since).await?)))
}

pub async fn deliveries(
    State(runtime): State<Runtime>,
    caller: Caller,
    Path(id): Path<WebhookId>,
    Query(page): Query<Page>,
) -> Result<Json<Paged<Delivery>>, AppError> {
    let scope = caller.webhook(&runtime.db, &id, WEBHOOKS_READ).await?;
    let filter = DeliveryFilter { status: page.status, event_type: page.event_type };
    log::deliveries(&runtime, &scope, &id, filter, Paging::new(page.page, page.limit)).await.map(Json)
}

pub async fn delivery(
    State(runtime): State<Runtime>,
    caller: Caller,
    Path((id, delivery)): Path<(WebhookId, DeliveryId)>,
) -> Result<Json<DeliveryDetail>, AppError> {
    let scope = caller.webhook(&runtime.db, &id, WEBHOOKS_READ).await?;
    log::one(&runtime, &scope, &id, &delivery).await.map(Json)
}

pub async fn resend(
    State(runtime): State<Runtime>,
    caller: Caller,
    Path((id, delivery)): Path<(WebhookId, DeliveryId)>,
) -> Result<(StatusCode, Json<Delivery>), AppError> {
    let scope = caller.webhook(&runtime.db, &id, WEBHOOKS_WRITE).await?;
    Ok((StatusCode::ACCEPTED, Json(log::resend(&runtime, &scope, &id, &delivery).await?)))
}
