//! The outbox: an event and its deliveries are written in the transaction in which it happened.

use super::delivery_queue::{self, NewDeliveries};
use crate::{
    access::ProjectScope,
    clock::Clock,
    db::{
        DbError, Script, Tx,
        json::Json,
        tables::{events, webhooks},
    },
    domain::{
        event::EventType,
        id::{DeliveryId, EventId, WebhookId},
        webhook::WebhookStatus,
    },
};
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryTrait};
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
    let mut script = Script::of(tx);
    publish_all(tx, &mut script, scope, clock, event_type, vec![(subject, payload)]).await?;
    script.run(tx).await
}

/// The same for several things that happened, each a subject and a payload, with whatever else is to be written.
pub async fn publish_all<P>(
    tx: &Tx,
    script: &mut Script,
    scope: &ProjectScope<P>,
    clock: &Clock,
    event_type: EventType,
    happened: Vec<(&str, Value)>,
) -> Result<(), DbError> {
    let endpoints = webhooks::Entity::find()
        .filter(super::webhooks::living(scope))
        .filter(webhooks::Column::Status.ne(WebhookStatus::Disabled.as_str()))
        .all(&tx.inner)
        .await?;
    let events: Vec<EventId> = happened
        .into_iter()
        .map(|(subject, payload)| record(script, scope, clock, event_type, subject, payload))
        .collect();
    for endpoint in endpoints.into_iter().map(super::webhooks::webhook).filter(|endpoint| endpoint.wants(event_type)) {
        let new = NewDeliveries { webhook: &endpoint.id, events: &events, event_type, test: false };
        delivery_queue::insert(script, scope, clock, new);
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
    let mut script = Script::of(tx);
    let events = [record(&mut script, scope, clock, event_type, webhook.as_str(), payload)];
    let new = NewDeliveries { webhook, events: &events, event_type, test: true };
    let delivery = delivery_queue::insert(&mut script, scope, clock, new).remove(0);
    script.run(tx).await?;
    Ok(delivery)
}

fn record<P>(
    script: &mut Script,
    scope: &ProjectScope<P>,
    clock: &Clock,
    event_type: EventType,
    subject: &str,
    payload: Value,
) -> EventId {
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
    script.add(events::Entity::insert(event.into_active_model()).build(script.backend()));
    id
}
