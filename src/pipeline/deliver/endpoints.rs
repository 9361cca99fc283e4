//! Webhook endpoints: made, listed, removed, and the log of what they were sent.

use super::sign;
use crate::domain::text;
use crate::{
    access::{ProjectScope, WebhooksDelete, WebhooksRead, WebhooksWrite},
    db::{Db, queries},
    domain::{
        id::WebhookId,
        list::{Paged, Paging},
        webhook::{Delivery, NewWebhook, Webhook, WebhookStatus},
    },
    error::{AppError, FieldError},
    runtime::Runtime,
};
use reqwest::Url;

/// Longest name, in characters.
const MAX_NAME: usize = 100;
/// Longest address, in bytes.
const MAX_URL: usize = 2048;
/// Shortest secret that a tenant may choose, in characters.
const MIN_SECRET: usize = 16;
/// Longest one.
const MAX_SECRET: usize = 256;

/// Makes an active endpoint; the answer holds its secret, once.
///
/// # Errors
/// 400, field by field.
pub async fn create(
    runtime: &Runtime,
    scope: &ProjectScope<WebhooksWrite>,
    new: NewWebhook,
) -> Result<Webhook, AppError> {
    let secret = new.secret.clone().filter(|secret| !secret.is_empty()).unwrap_or_else(sign::random_secret);
    check(&new, &secret)?;
    let webhook = Webhook {
        id: runtime.clock.id(WebhookId::PREFIX),
        organization_id: scope.organization().clone(),
        project_id: scope.project().clone(),
        name: new.name.trim().to_owned(),
        url: new.url.trim().to_owned(),
        events: new.events,
        status: WebhookStatus::Active,
        created_at: runtime.clock.now(),
        secret: None,
    };
    let tx = runtime.db.begin().await?;
    queries::webhooks::insert(&tx, scope, &webhook, secret.clone()).await?;
    tx.commit().await?;
    Ok(Webhook { secret: Some(secret), ..webhook })
}

pub async fn list(db: &Db, scope: &ProjectScope<WebhooksRead>) -> Result<Vec<Webhook>, AppError> {
    Ok(queries::webhooks::list(db, scope).await?)
}

pub async fn get(db: &Db, scope: &ProjectScope<WebhooksRead>, id: &WebhookId) -> Result<Webhook, AppError> {
    queries::webhooks::get(db, scope, id).await?.ok_or_else(missing)
}

/// Nothing is sent to it from now on.
pub async fn delete(runtime: &Runtime, scope: &ProjectScope<WebhooksDelete>, id: &WebhookId) -> Result<(), AppError> {
    let tx = runtime.db.begin().await?;
    if !queries::webhooks::delete(&tx, scope, id, runtime.clock.now()).await? {
        return Err(missing());
    }
    Ok(tx.commit().await?)
}

/// The log of one endpoint, newest first.
pub async fn deliveries(
    db: &Db,
    scope: &ProjectScope<WebhooksRead>,
    id: &WebhookId,
    paging: Paging,
) -> Result<Paged<Delivery>, AppError> {
    get(db, scope, id).await?;
    let (deliveries, total) = queries::deliveries::list(db, scope, id, paging).await?;
    Ok(paging.of(deliveries, total))
}

fn check(new: &NewWebhook, secret: &str) -> Result<(), AppError> {
    let mut wrong = Vec::new();
    let name = new.name.trim();
    if !text::is_name(name, MAX_NAME) {
        wrong.push(FieldError::new("name", format!("The name needs 1 to {MAX_NAME} characters.")));
    }
    let url = Url::parse(new.url.trim()).ok();
    if !url.is_some_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host()) || new.url.len() > MAX_URL {
        wrong.push(FieldError::new("url", "The address must be a full one, such as https://example.com/ocriva."));
    }
    if new.events.is_empty() {
        wrong.push(FieldError::new("events", "Choose at least one event."));
    }
    if !(MIN_SECRET..=MAX_SECRET).contains(&secret.chars().count()) {
        wrong.push(FieldError::new(
            "secret",
            format!("The secret needs {MIN_SECRET} to {MAX_SECRET} characters; leave it empty and one is made."),
        ));
    }
    if wrong.is_empty() { Ok(()) } else { Err(AppError::invalid(wrong)) }
}

fn missing() -> AppError {
    AppError::not_found("webhook")
}
