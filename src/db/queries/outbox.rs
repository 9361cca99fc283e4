//! The outbox: an event and its deliveries are written in the transaction in which it happened.

use super::jobs::{self, JobKind, NewJob, Priority};
use crate::{
    access::ProjectScope,
    clock::Clock,
    db::{
        DbError, Tx,
        json::Json,
        tables::{deliveries, events, webhooks},
    },
    domain::{
        event::EventType,
        id::{DeliveryId, JobId},
        webhook::{DeliveryStatus, WebhookStatus},
    },
};
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use serde_json::Value;

/// Records what happened, and one delivery for each active endpoint that asked to know.
pub async fn publish<P>(
    tx: &Tx,
    scope: &ProjectScope<P>,
    clock: &Clock,
    event_type: EventType,
    subject: &str,
    payload: Value,
) -> Result<(), DbError> {
    let (id, now) = (clock.event_id(), clock.now());
    let event = events::Model {
        id: id.clone(),
        organization_id: scope.organization().clone(),
        project_id: scope.project().clone(),
        event_type: event_type.as_str().to_owned(),
        subject: subject.to_owned(),
        payload: Json(payload),
        created_at: now,
    };
    events::Entity::insert(event.into_active_model()).exec_without_returning(&tx.inner).await?;

    let endpoints = webhooks::Entity::find()
        .filter(super::webhooks::living(scope))
        .filter(webhooks::Column::Status.eq(WebhookStatus::Active.as_str()))
        .all(&tx.inner)
        .await?;
    for endpoint in endpoints.into_iter().map(super::webhooks::webhook) {
        if !endpoint.events.contains(&event_type) {
            continue;
        }
        let delivery = deliveries::Model {
            id: clock.id(DeliveryId::PREFIX),
            organization_id: scope.organization().clone(),
            project_id: scope.project().clone(),
            webhook_id: endpoint.id.clone(),
            event_id: id.clone(),
            event_type: event_type.as_str().to_owned(),
            status: DeliveryStatus::Pending.as_str().to_owned(),
            next_attempt_at: Some(now),
            created_at: now,
        };
        let job = NewJob {
            id: clock.id(JobId::PREFIX),
            kind: JobKind::Deliver,
            organization: scope.organization(),
            project: scope.project(),
            subject: delivery.id.as_str(),
            lane: endpoint.id.as_str(),
            priority: Priority::Interactive,
            now,
        };
        jobs::enqueue(tx, job).await?;
        deliveries::Entity::insert(delivery.into_active_model()).exec_without_returning(&tx.inner).await?;
    }
    Ok(())
}
