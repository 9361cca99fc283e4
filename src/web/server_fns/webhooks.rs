//! Webhook endpoints: list, make, remove, and what was delivered.

use crate::{
    domain::{
        event::EventType,
        id::{ProjectId, WebhookId},
        webhook::{Delivery, Webhook},
    },
    error::AppError,
};
use leptos::prelude::*;

#[server(prefix = "/fn", endpoint = "webhooks/list")]
pub async fn list_webhooks(project: ProjectId) -> Result<Vec<Webhook>, AppError> {
    use crate::{access::WEBHOOKS_READ, pipeline::deliver::endpoints, web::request};
    let (runtime, caller) = request::caller().await?;
    let scope = caller.project(&runtime.db, &project, WEBHOOKS_READ).await?;
    endpoints::list(&runtime.db, &scope).await
}

#[server(prefix = "/fn", endpoint = "webhooks/get")]
pub async fn get_webhook(webhook: WebhookId) -> Result<Webhook, AppError> {
    use crate::{access::WEBHOOKS_READ, pipeline::deliver::endpoints, web::request};
    let (runtime, caller) = request::caller().await?;
    let scope = caller.webhook(&runtime.db, &webhook, WEBHOOKS_READ).await?;
    endpoints::get(&runtime.db, &scope, &webhook).await
}

/// Makes an endpoint; the answer holds the secret, once.
#[server(prefix = "/fn", endpoint = "webhooks/create")]
pub async fn create_webhook(
    project: ProjectId,
    name: String,
    url: String,
    #[server(default)] events: Vec<EventType>,
    #[server(default)] secret: Option<String>,
) -> Result<Webhook, AppError> {
    use crate::{access::WEBHOOKS_WRITE, domain::webhook::NewWebhook, pipeline::deliver::endpoints, web::request};
    let (runtime, caller) = request::caller().await?;
    let scope = caller.project(&runtime.db, &project, WEBHOOKS_WRITE).await?;
    endpoints::create(&runtime, &scope, NewWebhook { project_id: project, name, url, events, secret }).await
}

#[server(prefix = "/fn", endpoint = "webhooks/delete")]
pub async fn delete_webhook(webhook: WebhookId) -> Result<(), AppError> {
    use crate::{access::WEBHOOKS_DELETE, pipeline::deliver::endpoints, web::request};
    let (runtime, caller) = request::caller().await?;
    let scope = caller.webhook(&runtime.db, &webhook, WEBHOOKS_DELETE).await?;
    endpoints::delete(&runtime, &scope, &webhook).await
}

/// The newest deliveries with all their attempts.
#[server(prefix = "/fn", endpoint = "webhooks/deliveries")]
pub async fn list_deliveries(webhook: WebhookId) -> Result<Vec<Delivery>, AppError> {
    use crate::{
        access::WEBHOOKS_READ,
        domain::list::{MAX_LIMIT, Paging},
        pipeline::deliver::endpoints,
        web::request,
    };
    let (runtime, caller) = request::caller().await?;
    let scope = caller.webhook(&runtime.db, &webhook, WEBHOOKS_READ).await?;
    Ok(endpoints::deliveries(&runtime.db, &scope, &webhook, Paging::new(None, Some(MAX_LIMIT))).await?.data)
}
