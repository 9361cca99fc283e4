//! Webhook endpoints: made, listed, changed, paused, given a new secret, removed.

use super::{check::Wrong, secrets, sign};
use crate::{
    access::{ProjectScope, WebhooksDelete, WebhooksRead, WebhooksWrite},
    config::Secret,
    db::{
        Tx,
        queries::{
            self, delivery_queue,
            webhooks::{OldSecret, SealedWebhook},
        },
    },
    domain::{
        audit::{AuditAction, AuditEntity},
        id::WebhookId,
        time::Timestamp,
        webhook::{HIDDEN, Headers, NewWebhook, Webhook, WebhookChange, WebhookStatus},
    },
    error::AppError,
    runtime::Runtime,
    workspace::audit::{self, Change},
};

/// How long a secret that was replaced still signs, in days.
const OVERLAP: i64 = 1;
/// Most secrets that sign at once beside the newest: each makes the header longer.
const MAX_OLD: usize = 4;
const BY_HAND: &str = "It was disabled by hand.";

/// Makes an active endpoint; the answer holds its secret, once.
///
/// # Errors
/// 400, field by field.
pub async fn create(
    runtime: &Runtime,
    scope: &ProjectScope<WebhooksWrite>,
    new: NewWebhook,
) -> Result<Webhook, AppError> {
    let secret = new.secret.filter(|secret| !secret.is_empty()).unwrap_or_else(sign::random_secret);
    let webhook = Webhook {
        id: runtime.clock.id(WebhookId::PREFIX),
        organization_id: scope.organization().clone(),
        project_id: scope.project().clone(),
        name: new.name.trim().to_owned(),
        description: new.description.trim().to_owned(),
        url: new.url.trim().to_owned(),
        events: new.events,
        headers: new.headers,
        payload_style: new.payload_style,
        attempts: new.attempts.unwrap_or(runtime.config.webhooks.attempts),
        status: WebhookStatus::Active,
        disabled_reason: None,
        disabled_at: None,
        failing_since: None,
        old_secret_until: None,
        created_at: runtime.clock.now(),
        secret: None,
    };
    let mut wrong = Wrong::default();
    wrong.name(&webhook.name);
    wrong.description(&webhook.description);
    wrong.url(&webhook.url);
    wrong.events(&webhook.events);
    wrong.headers(&webhook.headers, &Headers::new());
    wrong.attempts(webhook.attempts);
    wrong.secret(&secret);
    wrong.into_result()?;
    let headers = sealed_headers(runtime, &webhook.id, webhook.headers.clone(), &Headers::new());
    let sealed = secrets::seal(&runtime.vault, &webhook.id, &Secret::new(&*secret));
    let tx = runtime.db.begin().await?;
    queries::webhooks::insert(&tx, scope, &webhook, &headers, sealed).await?;
    let change = Change::made(&webhook);
    audit::record(runtime, &tx, scope, AuditAction::WebhookCreated, deed(&webhook), change).await?;
    tx.commit().await?;
    let shown = headers.into_keys().map(|name| (name, HIDDEN.to_owned())).collect();
    Ok(Webhook { secret: Some(secret), headers: shown, ..webhook })
}

pub async fn list(runtime: &Runtime, scope: &ProjectScope<WebhooksRead>) -> Result<Vec<Webhook>, AppError> {
    let found = queries::webhooks::list(&runtime.db, scope).await?;
    Ok(found.into_iter().map(|webhook| now_true(webhook, runtime.clock.now())).collect())
}

pub async fn get<P>(runtime: &Runtime, scope: &ProjectScope<P>, id: &WebhookId) -> Result<Webhook, AppError> {
    let found = queries::webhooks::get(&runtime.db, scope, id).await?.ok_or_else(missing)?;
    Ok(now_true(found, runtime.clock.now()))
}

/// Changes what is named. A paused endpoint keeps its deliveries waiting, and has them when it is active again; a
/// disabled one has them given up at once.
///
/// # Errors
/// 400, field by field.
pub async fn update(
    runtime: &Runtime,
    scope: &ProjectScope<WebhooksWrite>,
    id: &WebhookId,
    change: WebhookChange,
) -> Result<Webhook, AppError> {
    let trimmed = |text: Option<String>| text.map(|text| text.trim().to_owned());
    let (name, url) = (trimmed(change.name), trimmed(change.url));
    let mut change = WebhookChange { name, url, description: trimmed(change.description), ..change };
    let tx = runtime.db.begin().await?;
    let old = queries::webhooks::sealed_for_update(&tx, scope, id).await?.ok_or_else(missing)?;
    check_change(&change, &old)?;
    change.headers = change.headers.map(|headers| sealed_headers(runtime, id, headers, &old.headers));
    queries::webhooks::update(&tx, scope, id, &change).await?;
    if let Some(status) = change.status.filter(|status| *status != old.webhook.status) {
        let reason = (status == WebhookStatus::Disabled).then_some(BY_HAND);
        queries::webhooks::set_status(&tx, scope, id, status, reason, runtime.clock.now()).await?;
        if status == WebhookStatus::Disabled {
            delivery_queue::abandon(&tx, scope, id).await?;
        }
    }
    record_update(runtime, &tx, scope, &old).await?;
    tx.commit().await?;
    if change.status == Some(WebhookStatus::Active) {
        release(runtime).await?;
    }
    get(runtime, scope, id).await
}

/// Makes a new secret, or takes the given one; the answer holds it, once. The one before signs as well for a day.
///
/// # Errors
/// 400 for a secret that cannot be used, 409 when too many sign already.
pub async fn rotate(
    runtime: &Runtime,
    scope: &ProjectScope<WebhooksWrite>,
    id: &WebhookId,
    secret: Option<String>,
) -> Result<Webhook, AppError> {
    let secret = secret.filter(|secret| !secret.is_empty()).unwrap_or_else(sign::random_secret);
    let mut wrong = Wrong::default();
    wrong.secret(&secret);
    wrong.into_result()?;
    let now = runtime.clock.now();
    let tx = runtime.db.begin().await?;
    let SealedWebhook { webhook, secret: last, old_secrets: mut old, .. } =
        queries::webhooks::sealed_for_update(&tx, scope, id).await?.ok_or_else(missing)?;
    old.retain(|old| old.until > now);
    if old.len() >= MAX_OLD {
        let message = "The secret was replaced so often that older ones still sign; wait until the first has ended.";
        return Err(AppError::conflict("too_many_secrets", message));
    }
    old.insert(0, OldSecret { secret: last, until: now.plus_days(OVERLAP) });
    let sealed = secrets::seal(&runtime.vault, id, &Secret::new(&*secret));
    queries::webhooks::set_secrets(&tx, scope, id, sealed, &old).await?;
    audit::record(runtime, &tx, scope, AuditAction::WebhookSecretRotated, deed(&webhook), Change::none()).await?;
    tx.commit().await?;
    Ok(Webhook { secret: Some(secret), ..get(runtime, scope, id).await? })
}

/// Nothing is sent to it from now on.
pub async fn delete(runtime: &Runtime, scope: &ProjectScope<WebhooksDelete>, id: &WebhookId) -> Result<(), AppError> {
    let webhook = get(runtime, scope, id).await?;
    let tx = runtime.db.begin().await?;
    if !queries::webhooks::delete(&tx, scope, id, runtime.clock.now()).await? {
        return Err(missing());
    }
    delivery_queue::abandon(&tx, scope, id).await?;
    audit::record(runtime, &tx, scope, AuditAction::WebhookDeleted, deed(&webhook), Change::none()).await?;
    Ok(tx.commit().await?)
}

/// What the audit trail calls an endpoint.
pub(super) fn deed(webhook: &Webhook) -> AuditEntity {
    audit::entity("webhook", &webhook.id, &webhook.name)
}

/// How an endpoint differs, in this transaction, from what it was.
async fn record_update<P: Sync>(
    runtime: &Runtime,
    tx: &Tx,
    scope: &ProjectScope<P>,
    old: &SealedWebhook,
) -> Result<(), AppError> {
    let now = queries::webhooks::sealed_for_update(tx, scope, &old.webhook.id).await?.ok_or_else(missing)?;
    let mut change = Change::between(&old.webhook, &now.webhook);
    if now.headers != old.headers {
        change = change.with("headers", &old.headers, &now.headers);
    }
    let is_over = now.webhook.status == WebhookStatus::Disabled && old.webhook.status != WebhookStatus::Disabled;
    let action = if is_over { AuditAction::WebhookDisabled } else { AuditAction::WebhookUpdated };
    audit::record(runtime, tx, scope, action, deed(&now.webhook), change).await
}

/// Lets go whatever waited for endpoints that are active again.
pub(super) async fn release(runtime: &Runtime) -> Result<(), AppError> {
    while delivery_queue::release(&runtime.db, &runtime.clock).await? > 0 {
        runtime.wake.all();
    }
    Ok(())
}

fn check_change(change: &WebhookChange, old: &SealedWebhook) -> Result<(), AppError> {
    let mut wrong = Wrong::default();
    change.name.iter().for_each(|name| wrong.name(name));
    change.description.iter().for_each(|description| wrong.description(description));
    change.url.iter().for_each(|url| wrong.url(url));
    change.events.iter().for_each(|events| wrong.events(events));
    change.headers.iter().for_each(|headers| wrong.headers(headers, &old.headers));
    change.attempts.iter().for_each(|attempts| wrong.attempts(*attempts));
    wrong.into_result()
}

/// What is hidden stays as it is in `old`.
fn sealed_headers(runtime: &Runtime, id: &WebhookId, headers: Headers, old: &Headers) -> Headers {
    let seal = |(name, value): (String, String)| {
        let sealed = match old.get(&name).filter(|_| value == HIDDEN) {
            Some(old) => old.clone(),
            None => secrets::seal_header(&runtime.vault, id, &name, value),
        };
        (name, sealed)
    };
    headers.into_iter().map(seal).collect()
}

/// An overlap that has ended is none.
fn now_true(webhook: Webhook, now: Timestamp) -> Webhook {
    let old_secret_until = webhook.old_secret_until.filter(|until| *until > now);
    Webhook { old_secret_until, ..webhook }
}

pub(super) fn missing() -> AppError {
    AppError::not_found("webhook")
}
