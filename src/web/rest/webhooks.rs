//! `/webhooks`

use super::{
    InProject, cursor,
    cut::{self, Cut},
};
use crate::{
    access::{Caller, WEBHOOKS_DELETE, WEBHOOKS_READ, WEBHOOKS_WRITE},
    domain::{
        event::EventType,
        id::{DeliveryId, WebhookId},
        list::{PageNumber, PageSize, Paged, Paging},
        time::Timestamp,
        webhook::{
            Delivery, DeliveryDetail, DeliveryFilter, DeliveryStatus, NewWebhook, Recovered, Webhook, WebhookChange,
        },
    },
    error::AppError,
    pipeline::deliver::{endpoints, log},
    runtime::Runtime,
    web::{
        openapi::answers::{Conflict, NotFound, Unprocessable},
        problem::{Body, Path, Query},
    },
};
use axum::{Json, extract::State, http::StatusCode};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

#[derive(Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Page {
    page: Option<PageNumber>,
    limit: Option<PageSize>,
    status: Option<DeliveryStatus>,
    event_type: Option<EventType>,
    /// The `nextCursor` of an answer: what comes after it, however deep.
    #[param(pattern = "^c_[0-9a-z]{26}$")]
    cursor: Option<String>,
}

#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "secret": "your-webhook-signing-secret" }))]
pub struct NewSecret {
    #[schema(min_length = 16, max_length = 256)]
    secret: Option<String>,
}

#[derive(Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({ "eventType": "document.processed" }))]
pub struct NewTest {
    event_type: Option<EventType>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "since": "2026-03-31T12:00:00.000Z" }))]
pub struct Recovery {
    since: Timestamp,
}

/// The endpoints of a project, newest first.
#[utoipa::path(
    get,
    path = "/webhooks",
    operation_id = "listWebhooks",
    tag = "Webhooks",
    extensions(("x-permission" = json!("webhooks:read"))),
    params(InProject),
    responses((status = 200, body = Vec<Webhook>, headers(("X-Total-Count" = u64, description = "How many there are in all."))), NotFound)
)]
pub async fn list(
    State(runtime): State<Runtime>,
    caller: Caller,
    Query(filter): Query<InProject>,
) -> cut::Answer<Webhook> {
    let scope = caller.project(&runtime.db, &filter.resolve(&caller)?, WEBHOOKS_READ).await?;
    Ok(Cut::of(endpoints::list(&runtime, &scope).await?, filter.page, filter.limit))
}

/// Makes an endpoint. Its secret is in this answer and never again.
#[utoipa::path(
    post,
    path = "/webhooks",
    operation_id = "createWebhook",
    tag = "Webhooks",
    extensions(("x-permission" = json!("webhooks:write"))),
    request_body = NewWebhook,
    responses((status = 201, body = Webhook), NotFound, Unprocessable)
)]
pub async fn create(
    State(runtime): State<Runtime>,
    caller: Caller,
    Body(new): Body<NewWebhook>,
) -> Result<(StatusCode, Json<Webhook>), AppError> {
    let project = super::project(new.project_id.clone(), &caller)?;
    let scope = caller.project(&runtime.db, &project, WEBHOOKS_WRITE).await?;
    Ok((StatusCode::CREATED, Json(endpoints::create(&runtime, &scope, new).await?)))
}

/// An endpoint.
#[utoipa::path(
    get,
    path = "/webhooks/{id}",
    operation_id = "getWebhook",
    tag = "Webhooks",
    extensions(("x-permission" = json!("webhooks:read"))),
    params(("id" = WebhookId, Path)),
    responses((status = 200, body = Webhook), NotFound)
)]
pub async fn get(
    State(runtime): State<Runtime>,
    caller: Caller,
    Path(id): Path<WebhookId>,
) -> Result<Json<Webhook>, AppError> {
    let scope = caller.webhook(&runtime.db, &id, WEBHOOKS_READ).await?;
    endpoints::get(&runtime, &scope, &id).await.map(Json)
}

/// Changes an endpoint; what is left out stays.
#[utoipa::path(
    patch,
    path = "/webhooks/{id}",
    operation_id = "updateWebhook",
    tag = "Webhooks",
    extensions(("x-permission" = json!("webhooks:write"))),
    params(("id" = WebhookId, Path)),
    request_body = WebhookChange,
    responses((status = 200, body = Webhook), NotFound)
)]
pub async fn update(
    State(runtime): State<Runtime>,
    caller: Caller,
    Path(id): Path<WebhookId>,
    Body(change): Body<WebhookChange>,
) -> Result<Json<Webhook>, AppError> {
    let scope = caller.webhook(&runtime.db, &id, WEBHOOKS_WRITE).await?;
    endpoints::update(&runtime, &scope, &id, change).await.map(Json)
}

/// Removes an endpoint with its log.
#[utoipa::path(
    delete,
    path = "/webhooks/{id}",
    operation_id = "deleteWebhook",
    tag = "Webhooks",
    extensions(("x-permission" = json!("webhooks:delete"))),
    params(("id" = WebhookId, Path)),
    responses((status = 204), NotFound)
)]
pub async fn delete(
    State(runtime): State<Runtime>,
    caller: Caller,
    Path(id): Path<WebhookId>,
) -> Result<StatusCode, AppError> {
    let scope = caller.webhook(&runtime.db, &id, WEBHOOKS_DELETE).await?;
    endpoints::delete(&runtime, &scope, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Gives an endpoint a new secret; the old one signs as well for 24 hours.
#[utoipa::path(
    post,
    path = "/webhooks/{id}/secret",
    operation_id = "rotateWebhookSecret",
    tag = "Webhooks",
    extensions(("x-permission" = json!("webhooks:write"))),
    params(("id" = WebhookId, Path)),
    request_body = Option<NewSecret>,
    responses((status = 200, body = Webhook), NotFound, Conflict)
)]
pub async fn rotate(
    State(runtime): State<Runtime>,
    caller: Caller,
    Path(id): Path<WebhookId>,
    body: Option<Body<NewSecret>>,
) -> Result<Json<Webhook>, AppError> {
    let scope = caller.webhook(&runtime.db, &id, WEBHOOKS_WRITE).await?;
    endpoints::rotate(&runtime, &scope, &id, body.unwrap_or_default().0.secret).await.map(Json)
}

/// Sends an event with made-up data.
#[utoipa::path(
    post,
    path = "/webhooks/{id}/test",
    operation_id = "testWebhook",
    tag = "Webhooks",
    extensions(("x-permission" = json!("webhooks:write"))),
    params(("id" = WebhookId, Path)),
    request_body = Option<NewTest>,
    responses((status = 202, body = Delivery), NotFound, Conflict, Unprocessable)
)]
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

/// Takes up again every delivery that failed since a time.
#[utoipa::path(
    post,
    path = "/webhooks/{id}/recover",
    operation_id = "recoverWebhook",
    tag = "Webhooks",
    extensions(("x-permission" = json!("webhooks:write"))),
    params(("id" = WebhookId, Path)),
    request_body = Recovery,
    responses((status = 202, body = Recovered), NotFound, Conflict)
)]
pub async fn recover(
    State(runtime): State<Runtime>,
    caller: Caller,
    Path(id): Path<WebhookId>,
    Body(Recovery { since }): Body<Recovery>,
) -> Result<(StatusCode, Json<Recovered>), AppError> {
    let scope = caller.webhook(&runtime.db, &id, WEBHOOKS_WRITE).await?;
    Ok((StatusCode::ACCEPTED, Json(log::recover(&runtime, &scope, &id, since).await?)))
}

/// What was sent to an endpoint, newest first.
#[utoipa::path(
    get,
    path = "/webhooks/{id}/deliveries",
    operation_id = "listDeliveries",
    tag = "Webhooks",
    extensions(("x-permission" = json!("webhooks:read"))),
    params(("id" = WebhookId, Path), Page),
    responses((status = 200, body = Paged<Delivery>), NotFound)
)]
pub async fn deliveries(
    State(runtime): State<Runtime>,
    caller: Caller,
    Path(id): Path<WebhookId>,
    Query(page): Query<Page>,
) -> Result<Json<Paged<Delivery>>, AppError> {
    let scope = caller.webhook(&runtime.db, &id, WEBHOOKS_READ).await?;
    let after = cursor::behind(page.cursor.as_deref())?;
    let filter = DeliveryFilter { status: page.status, event_type: page.event_type, after };
    let deliveries = log::deliveries(&runtime, &scope, &id, &filter, Paging::asked(page.page, page.limit)).await?;
    Ok(Json(cursor::onward(deliveries, |delivery| &delivery.id)))
}

/// A delivery with its body and every attempt.
#[utoipa::path(
    get,
    path = "/webhooks/{id}/deliveries/{delivery}",
    operation_id = "getDelivery",
    tag = "Webhooks",
    extensions(("x-permission" = json!("webhooks:read"))),
    params(("id" = WebhookId, Path), ("delivery" = DeliveryId, Path)),
    responses((status = 200, body = DeliveryDetail), NotFound)
)]
pub async fn delivery(
    State(runtime): State<Runtime>,
    caller: Caller,
    Path((id, delivery)): Path<(WebhookId, DeliveryId)>,
) -> Result<Json<DeliveryDetail>, AppError> {
    let scope = caller.webhook(&runtime.db, &id, WEBHOOKS_READ).await?;
    log::one(&runtime, &scope, &id, &delivery).await.map(Json)
}

/// Sends a delivery once more.
#[utoipa::path(
    post,
    path = "/webhooks/{id}/deliveries/{delivery}/resend",
    operation_id = "resendDelivery",
    tag = "Webhooks",
    extensions(("x-permission" = json!("webhooks:write"))),
    params(("id" = WebhookId, Path), ("delivery" = DeliveryId, Path)),
    responses((status = 202, body = Delivery), NotFound, Conflict)
)]
pub async fn resend(
    State(runtime): State<Runtime>,
    caller: Caller,
    Path((id, delivery)): Path<(WebhookId, DeliveryId)>,
) -> Result<(StatusCode, Json<Delivery>), AppError> {
    let scope = caller.webhook(&runtime.db, &id, WEBHOOKS_WRITE).await?;
    Ok((StatusCode::ACCEPTED, Json(log::resend(&runtime, &scope, &id, &delivery).await?)))
}
