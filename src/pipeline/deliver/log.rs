//! The log of an endpoint: what was sent, and sending it again.

use super::{body::body, endpoints, sample};
use crate::{
    access::{ProjectScope, WebhooksRead, WebhooksWrite},
    db::queries::{self, deliveries::Outgoing, delivery_queue, outbox},
    domain::{
        event::EventType,
        id::{DeliveryId, WebhookId},
        list::{Paged, Paging},
        time::Timestamp,
        webhook::{Delivery, DeliveryDetail, DeliveryFilter, Recovered, Webhook, WebhookStatus},
    },
    error::AppError,
    runtime::Runtime,
};

/// Deliveries that one call takes up again.
const MAX_RECOVERED: u64 = 10_000;

/// Deliveries to one endpoint, newest first.
pub async fn deliveries(
    runtime: &Runtime,
    scope: &ProjectScope<WebhooksRead>,
    id: &WebhookId,
    filter: &DeliveryFilter,
    paging: Paging,
) -> Result<Paged<Delivery>, AppError> {
    endpoints::get(runtime, scope, id).await?;
    let (deliveries, total) = queries::deliveries::list(&runtime.db, scope, id, filter, paging).await?;
    Ok(paging.of(deliveries, total))
}

/// One delivery with its attempts and what is sent.
pub async fn one<P>(
    runtime: &Runtime,
    scope: &ProjectScope<P>,
    id: &WebhookId,
    delivery: &DeliveryId,
) -> Result<DeliveryDetail, AppError> {
    let webhook = endpoints::get(runtime, scope, id).await?;
    let outgoing = outgoing(runtime, scope, id, delivery).await?;
    let body = body(webhook.payload_style, &outgoing.envelope);
    Ok(DeliveryDetail { delivery: outgoing.delivery, body })
}

/// Sends a made-up event, marked as such, in the way of every other; it is tried once.
///
/// # Errors
/// 409 when the endpoint is disabled.
pub async fn test(
    runtime: &Runtime,
    scope: &ProjectScope<WebhooksWrite>,
    id: &WebhookId,
    event: Option<EventType>,
) -> Result<Delivery, AppError> {
    let webhook = reachable(runtime, scope, id).await?;
    let event = event.or_else(|| webhook.events.first().copied()).unwrap_or(EventType::DocumentProcessed);
    let payload = sample::payload(event, scope.project(), runtime.clock.now());
    let tx = runtime.db.begin().await?;
    let delivery = outbox::publish_test(&tx, scope, &runtime.clock, id, event, payload).await?;
    tx.commit().await?;
    runtime.wake.all();
    Ok(outgoing(runtime, scope, id, &delivery).await?.delivery)
}

/// Sends one again, under the same event id, with all attempts before it; one that waits for its next attempt has it
/// now.
///
/// # Errors
/// 409 when the endpoint is disabled.
pub async fn resend(
    runtime: &Runtime,
    scope: &ProjectScope<WebhooksWrite>,
    id: &WebhookId,
    delivery: &DeliveryId,
) -> Result<Delivery, AppError> {
    reachable(runtime, scope, id).await?;
    outgoing(runtime, scope, id, delivery).await?;
    let tx = runtime.db.begin().await?;
    delivery_queue::resend(&tx, scope, &runtime.clock, delivery).await?;
    tx.commit().await?;
    runtime.wake.all();
    Ok(outgoing(runtime, scope, id, delivery).await?.delivery)
}

/// Sends again, oldest first, whatever failed since a time.
///
/// # Errors
/// 409 when the endpoint is disabled.
pub async fn recover(
    runtime: &Runtime,
    scope: &ProjectScope<WebhooksWrite>,
    id: &WebhookId,
    since: Timestamp,
) -> Result<Recovered, AppError> {
    reachable(runtime, scope, id).await?;
    let mut all = Recovered { recovered: 0, more: true };
    // What has failed again by now was taken up already.
    let mut last = None;
    while all.more && all.recovered < MAX_RECOVERED {
        let taken = delivery_queue::recover(&runtime.db, scope, &runtime.clock, id, since, last.as_ref()).await?;
        runtime.wake.all();
        (all.recovered, all.more) = (all.recovered + taken.len() as u64, !taken.is_empty());
        last = taken.into_iter().last();
    }
    Ok(all)
}

/// The endpoint, unless nothing is sent to it.
async fn reachable<P>(runtime: &Runtime, scope: &ProjectScope<P>, id: &WebhookId) -> Result<Webhook, AppError> {
    let webhook = endpoints::get(runtime, scope, id).await?;
    if webhook.status == WebhookStatus::Disabled {
        let message = "The endpoint is disabled, so nothing was sent. Make it active first.";
        return Err(AppError::conflict("endpoint_disabled", message));
    }
    Ok(webhook)
}

/// A delivery of this endpoint.
async fn outgoing<P>(
    runtime: &Runtime,
    scope: &ProjectScope<P>,
    id: &WebhookId,
    delivery: &DeliveryId,
) -> Result<Outgoing, AppError> {
    let found = queries::deliveries::outgoing(&runtime.db, scope, delivery).await?;
    found.filter(|found| found.delivery.webhook_id == *id).ok_or_else(|| AppError::not_found("delivery"))
}
