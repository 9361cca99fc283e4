//! The outbox: an event and its deliveries are written in the transaction in which it happened.

use super::delivery_queue::{self, Told};
use crate::{
    access::ProjectScope,
    clock::Clock,
    db::{
        Db, DbError, Script, Tx,
        json::Json,
        tables::{events, webhooks},
    },
    domain::{
        event::EventType,
        id::{DeliveryId, EventId, WebhookId},
        webhook::{Webhook, WebhookStatus},
    },
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryTrait};
use serde_json::Value;
use std::collections::HashSet;

/// Something that happened, to be told.
pub struct Happened<'a, P> {
    pub scope: &'a ProjectScope<P>,
    pub event_type: EventType,
    pub subject: &'a str,
    pub payload: Value,
}

/// The endpoints that are told of what happens in some projects. A paused one gets its own when it is active again; a
/// disabled one never.
pub struct Listeners(Vec<Webhook>);

/// Who listens now.
pub async fn listeners<'a, P: 'a>(
    db: &Db,
    scopes: impl IntoIterator<Item = &'a ProjectScope<P>>,
) -> Result<Listeners, DbError> {
    in_projects(&db.pool, scopes).await
}

/// Records what happened, and one delivery for each endpoint that asked to know, with whatever else is to be written.
pub fn publish_all<P>(script: &mut Script, clock: &Clock, listeners: &Listeners, happened: Vec<Happened<'_, P>>) {
    let mut told: Vec<Vec<Told<'_, P>>> = listeners.0.iter().map(|_| Vec::new()).collect();
    for Happened { scope, event_type, subject, payload } in happened {
        let event = record(script, scope, clock, event_type, subject, payload);
        for (endpoint, told) in listeners.0.iter().zip(&mut told) {
            if endpoint.project_id == *scope.project() && endpoint.wants(event_type) {
                told.push(Told { scope, event: event.clone(), event_type });
            }
        }
    }
    for (endpoint, told) in listeners.0.iter().zip(told) {
        delivery_queue::insert(script, clock, &endpoint.id, told, false);
    }
}

/// The same for one thing that happened.
pub async fn publish<P>(
    tx: &Tx,
    scope: &ProjectScope<P>,
    clock: &Clock,
    event_type: EventType,
    subject: &str,
    payload: Value,
) -> Result<(), DbError> {
    let listeners = in_projects(tx.connection(), [scope]).await?;
    let mut script = Script::of(tx);
    publish_all(&mut script, clock, &listeners, vec![Happened { scope, event_type, subject, payload }]);
    script.run(tx).await
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
    let event = record(&mut script, scope, clock, event_type, webhook.as_str(), payload);
    let told = vec![Told { scope, event, event_type }];
    let delivery = delivery_queue::insert(&mut script, clock, webhook, told, true).remove(0);
    script.run(tx).await?;
    Ok(delivery)
}

async fn in_projects<'a, P: 'a>(
    connection: &impl ConnectionTrait,
    scopes: impl IntoIterator<Item = &'a ProjectScope<P>>,
) -> Result<Listeners, DbError> {
    let projects: HashSet<&str> = scopes.into_iter().map(|scope| scope.project().as_str()).collect();
    let endpoints = webhooks::Entity::find()
        .filter(webhooks::Column::ProjectId.is_in(projects))
        .filter(webhooks::Column::DeletedAt.is_null())
        .filter(webhooks::Column::Status.ne(WebhookStatus::Disabled.as_str()))
        .all(connection)
        .await?;
    Ok(Listeners(endpoints.into_iter().map(super::webhooks::webhook).collect()))
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
