//! Webhook endpoints: list, make, change, remove, and what was delivered.

use crate::{
    domain::{
        event::EventType,
        id::{DeliveryId, ProjectId, WebhookId},
        list::Paged,
        webhook::{Delivery, DeliveryDetail, DeliveryStatus, Recovered, Webhook, WebhookStatus},
        webhook_form::WebhookForm,
    },
    error::AppError,
};
use leptos::prelude::*;

/// Deliveries on one page of the log.
pub const PAGE: u64 = 25;

#[server(prefix = "/fn", endpoint = "webhooks/list")]
pub async fn list_webhooks(project: ProjectId) -> Result<Vec<Webhook>, AppError> {
    use crate::{access::WEBHOOKS_READ, pipeline::deliver::endpoints, web::request};
    let (runtime, caller) = request::caller().await?;
    let scope = caller.project(&runtime.db, &project, WEBHOOKS_READ).await?;
    endpoints::list(&runtime, &scope).await
}

#[server(prefix = "/fn", endpoint = "webhooks/get")]
pub async fn get_webhook(webhook: WebhookId) -> Result<Webhook, AppError> {
    use crate::{access::WEBHOOKS_READ, pipeline::deliver::endpoints, web::request};
    let (runtime, caller) = request::caller().await?;
    let scope = caller.webhook(&runtime.db, &webhook, WEBHOOKS_READ).await?;
    endpoints::get(&runtime, &scope, &webhook).await
}

/// Makes an endpoint; the answer holds the secret, once.
#[server(prefix = "/fn", endpoint = "webhooks/create")]
pub async fn create_webhook(project: ProjectId, form: WebhookForm) -> Result<Webhook, AppError> {
    use crate::{access::WEBHOOKS_WRITE, pipeline::deliver::endpoints, web::request};
    let (runtime, caller) = request::caller().await?;
    let scope = caller.project(&runtime.db, &project, WEBHOOKS_WRITE).await?;
    endpoints::create(&runtime, &scope, form.into_new(project)?).await
}

#[server(prefix = "/fn", endpoint = "webhooks/update")]
pub async fn update_webhook(webhook: WebhookId, form: WebhookForm) -> Result<(), AppError> {
    use crate::{access::WEBHOOKS_WRITE, pipeline::deliver::endpoints, web::request};
    let (runtime, caller) = request::caller().await?;
    let scope = caller.webhook(&runtime.db, &webhook, WEBHOOKS_WRITE).await?;
    endpoints::update(&runtime, &scope, &webhook, form.into_change()?).await.map(drop)
}

/// Pauses, resumes or disables.
#[server(prefix = "/fn", endpoint = "webhooks/status")]
pub async fn set_webhook_status(webhook: WebhookId, status: WebhookStatus) -> Result<(), AppError> {
    use crate::{access::WEBHOOKS_WRITE, domain::webhook::WebhookChange, pipeline::deliver::endpoints, web::request};
    let (runtime, caller) = request::caller().await?;
    let scope = caller.webhook(&runtime.db, &webhook, WEBHOOKS_WRITE).await?;
    let change = WebhookChange { status: Some(status), ..WebhookChange::default() };
    endpoints::update(&runtime, &scope, &webhook, change).await.map(drop)
}

/// Replaces the secret; the answer holds the new one, once.
#[server(prefix = "/fn", endpoint = "webhooks/secret")]
pub async fn rotate_webhook_secret(
    webhook: WebhookId,
    #[server(default)] secret: Option<String>,
) -> Result<Webhook, AppError> {
    use crate::{access::WEBHOOKS_WRITE, pipeline::deliver::endpoints, web::request};
    let (runtime, caller) = request::caller().await?;
    let scope = caller.webhook(&runtime.db, &webhook, WEBHOOKS_WRITE).await?;
    endpoints::rotate(&runtime, &scope, &webhook, secret).await
}

/// Sends a made-up event.
#[server(prefix = "/fn", endpoint = "webhooks/test")]
pub async fn test_webhook(webhook: WebhookId, event: EventType) -> Result<Delivery, AppError> {
    use crate::{access::WEBHOOKS_WRITE, pipeline::deliver::log, web::request};
    let (runtime, caller) = request::caller().await?;
    let scope = caller.webhook(&runtime.db, &webhook, WEBHOOKS_WRITE).await?;
    log::test(&runtime, &scope, &webhook, Some(event)).await
}

/// Sends again what failed in the last hours.
#[server(prefix = "/fn", endpoint = "webhooks/recover")]
pub async fn recover_webhook(webhook: WebhookId, hours: u32) -> Result<Recovered, AppError> {
    use crate::{access::WEBHOOKS_WRITE, pipeline::deliver::log, web::request};
    let (runtime, caller) = request::caller().await?;
    let scope = caller.webhook(&runtime.db, &webhook, WEBHOOKS_WRITE).await?;
    let since = runtime.clock.now().plus_millis(-i64::from(hours) * 60 * 60 * 1000);
    log::recover(&runtime, &scope, &webhook, since).await
}

#[server(prefix = "/fn", endpoint = "webhooks/delete")]
pub async fn delete_webhook(webhook: WebhookId) -> Result<(), AppError> {
    use crate::{access::WEBHOOKS_DELETE, pipeline::deliver::endpoints, web::request};
    let (runtime, caller) = request::caller().await?;
    let scope = caller.webhook(&runtime.db, &webhook, WEBHOOKS_DELETE).await?;
    endpoints::delete(&runtime, &scope, &webhook).await
}

/// One page of the log, newest first, each delivery with its attempts.
#[server(prefix = "/fn", endpoint = "webhooks/deliveries")]
pub async fn list_deliveries(
    webhook: WebhookId,
    #[server(default)] status: Option<DeliveryStatus>,
    #[server(default)] event: Option<EventType>,
    #[server(default)] page: Option<u64>,
) -> Result<Paged<Delivery>, AppError> {
    use crate::{
        access::WEBHOOKS_READ,
        domain::{list::Paging, webhook::DeliveryFilter},
        pipeline::deliver::log,
        web::request,
    };
    let (runtime, caller) = request::caller().await?;
    let scope = caller.webhook(&runtime.db, &webhook, WEBHOOKS_READ).await?;
    let filter = DeliveryFilter { status, event_type: event, after: None };
    log::deliveries(&runtime, &scope, &webhook, &filter, Paging::new(page, Some(PAGE))).await
}

/// One delivery with what is sent.
#[server(prefix = "/fn", endpoint = "webhooks/delivery")]
pub async fn get_delivery(webhook: WebhookId, delivery: DeliveryId) -> Result<DeliveryDetail, AppError> {
    use crate::{access::WEBHOOKS_READ, pipeline::deliver::log, web::request};
    let (runtime, caller) = request::caller().await?;
    let scope = caller.webhook(&runtime.db, &webhook, WEBHOOKS_READ).await?;
    log::one(&runtime, &scope, &webhook, &delivery).await
}

/// Sends one again.
#[server(prefix = "/fn", endpoint = "webhooks/resend")]
pub async fn resend_delivery(webhook: WebhookId, delivery: DeliveryId) -> Result<(), AppError> {
    use crate::{access::WEBHOOKS_WRITE, pipeline::deliver::log, web::request};
    let (runtime, caller) = request::caller().await?;
    let scope = caller.webhook(&runtime.db, &webhook, WEBHOOKS_WRITE).await?;
    log::resend(&runtime, &scope, &webhook, &delivery).await.map(drop)
}
