//! The outbox: an event and its deliveries are written in the transaction in which it happened.

use super::delivery_queue::{self, NewDelivery};
use crate::{
    access::ProjectScope,
    clock::Clock,
    db::{
        DbError, Tx,
        json::Json,
        tables::{events, webhooks},
    },
    domain::{
        event::EventType,
        id::{DeliveryId, EventId, WebhookId},
        webhook::WebhookStatus,
    },
};
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use serde_json::Value;

/// Records what happened, and one delivery for each endpoint that asked to know. A paused one gets its own when it is
/// active again; a disabled one never.
pub async fn publish<P>(
    tx: &Tx,
    scope: &ProjectScope<P>,
    clock: &Clock,
    event_type: EventType,
    subject: &str,
    payload: Value,
) -> Result<(), DbError> {
    let event = record(tx, scope, clock, event_type, subject, payload).await?;
    let endpoints = webhooks::Entity::find()
        .filter(super::webhooks::living(scope))
        .filter(webhooks::Column::Status.ne(WebhookStatus::Disabled.as_str()))
        .all(&tx.inner)
        .await?;
    for endpoint in endpoints.into_iter().map(super::webhooks::webhook).filter(|endpoint| endpoint.wants(event_type)) {
        let new = NewDelivery { webhook: &endpoint.id, event: &event, event_type, test: false };
        delivery_queue::insert(tx, scope, clock, new).await?;
    }
    Ok(())
}

/// An event that did not happen, for one endpoint alone.
pub async fn publish_test<P>(
    tx: &Tx,
    scope: &ProjectScope<P>,
    clock: &Clock,
    webhook: &WebhookId,
    event_type: EventType,
    payload: Value,
) -> Result<DeliveryId, DbError> {
    let event = record(tx, scope, clock, event_type, webhook.as_str(), payload).await?;
    delivery_queue::insert(tx, scope, clock, NewDelivery { webhook, event: &event, event_type, test: true }).await
}

async fn record<P>(
    tx: &Tx,
    scope: &ProjectScope<P>,
    clock: &Clock,
    event_type: EventType,
    subject: &str,
    payload: Value,
) -> Result<EventId, DbError> {
    let id = clock.event_id();
    let event = events::Model {
        id: id.clone(),
        organization_id: scope.organization().clone(),
        project_id: scope.project().clone(),
        event_type: event_type.as_str().to_owned(),
        subject: subject.to_owned(),
        payload: Json(payload),
        created_at: clock.now(),
    };
    events::Entity::insert(event.into_active_model()).exec_without_returning(&tx.inner).await?;
    Ok(id)
}
