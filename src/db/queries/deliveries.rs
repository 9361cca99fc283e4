//! Deliveries and their attempts.

use crate::{
    access::ProjectScope,
    db::{
        Db, DbError, Script,
        tables::{attempts, deliveries, events},
    },
    domain::{
        event::{Envelope, EventType},
        id::{DeliveryId, DocumentId, EventId, WebhookId},
        list::Paging,
        time::Timestamp,
        webhook::{Attempt, Delivery, DeliveryFilter, DeliveryStatus},
    },
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, EntityTrait, IntoActiveModel, JoinType, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect, QueryTrait, sea_query::OnConflict,
};
use std::collections::HashMap;

/// A delivery with what is to be sent.
pub struct Outgoing {
    pub delivery: Delivery,
    /// Attempts that were made before it was last sent anew.
    pub tried_before: i32,
    pub envelope: Envelope,
}

pub async fn outgoing<P>(db: &Db, scope: &ProjectScope<P>, id: &DeliveryId) -> Result<Option<Outgoing>, DbError> {
    let found = all_outgoing(db, own(scope).add(deliveries::Column::Id.eq(id.clone()))).await?;
    Ok(found.into_iter().next())
}

pub(super) async fn all_outgoing(db: &Db, which: Condition) -> Result<Vec<Outgoing>, DbError> {
    let to_event =
        deliveries::Entity::belongs_to(events::Entity).from(deliveries::Column::EventId).to(events::Column::Id).into();
    let found = deliveries::Entity::find()
        .filter(which)
        .join(JoinType::InnerJoin, to_event)
        .select_also(events::Entity)
        .all(&db.pool)
        .await?;
    let (rows, told): (Vec<deliveries::Model>, Vec<Option<events::Model>>) = found.into_iter().unzip();
    let ids: Vec<(DeliveryId, i32)> = rows.iter().map(|row| (row.id.clone(), row.tried_before)).collect();
    let mut told: HashMap<_, _> = ids.into_iter().zip(told).map(|((id, tried), event)| (id, (tried, event))).collect();
    let complete = with_attempts(db, rows).await?.into_iter().filter_map(|delivery| {
        let (tried_before, event) = told.remove(&delivery.id)?;
        Some(Outgoing { tried_before, envelope: envelope(&delivery, event?), delivery })
    });
    Ok(complete.collect())
}

fn envelope(delivery: &Delivery, event: events::Model) -> Envelope {
    Envelope {
        event_type: delivery.event_type,
        event_id: event.id,
        timestamp: event.created_at,
        organization_id: event.organization_id,
        project_id: event.project_id,
        payload: event.payload.0,
        test: delivery.test,
    }
}

/// Logs an attempt and where it leaves the delivery.
pub fn record<P>(
    script: &mut Script,
    scope: &ProjectScope<P>,
    id: &DeliveryId,
    attempt: Option<&Attempt>,
    status: DeliveryStatus,
    next_attempt_at: Option<Timestamp>,
) {
    if let Some(attempt) = attempt {
        let row = attempts::Model {
            delivery_id: id.clone(),
            number: attempt.number,
            at: attempt.at,
            status_code: attempt.status_code,
            response_time: attempt.response_time,
            error: attempt.error.clone(),
            response_body: attempt.response_body.clone(),
        };
        let mut known = OnConflict::columns([attempts::Column::DeliveryId, attempts::Column::Number]);
        let insert = attempts::Entity::insert(row.into_active_model()).on_conflict(known.do_nothing().to_owned());
        script.add(insert.build(script.backend()));
    }
    let change = deliveries::ActiveModel {
        status: Set(status.as_str().to_owned()),
        next_attempt_at: Set(next_attempt_at),
        ..Default::default()
    };
    let which = own(scope).add(deliveries::Column::Id.eq(id.clone()));
    script.add(deliveries::Entity::update_many().set(change).filter(which).build(script.backend()));
}

/// Deliveries to an endpoint, newest first.
pub async fn list<P>(
    db: &Db,
    scope: &ProjectScope<P>,
    webhook: &WebhookId,
    filter: &DeliveryFilter,
    paging: Paging,
) -> Result<(Vec<Delivery>, u64), DbError> {
    let which = own(scope)
        .add(deliveries::Column::WebhookId.eq(webhook.clone()))
        .add_option(filter.status.map(|status| deliveries::Column::Status.eq(status.as_str())))
        .add_option(filter.event_type.map(|event| deliveries::Column::EventType.eq(event.as_str())));
    let total = deliveries::Entity::find().filter(which.clone()).count(&db.pool).await?;
    let rows = deliveries::Entity::find()
        .filter(which.add_option(filter.after.clone().map(|after| deliveries::Column::Id.lt(after))))
        .order_by_desc(deliveries::Column::Id)
        .offset(if filter.after.is_some() { 0 } else { paging.offset() })
        .limit(paging.limit)
        .all(&db.pool)
        .await?;
    with_attempts(db, rows).await.map(|list| (list, total))
}

/// Deliveries that tell of a document, oldest first.
pub async fn about<P>(db: &Db, scope: &ProjectScope<P>, document: &DocumentId) -> Result<Vec<Delivery>, DbError> {
    let told: Vec<EventId> = events::Entity::find()
        .filter(events::Column::Subject.eq(document.as_str()))
        .select_only()
        .column(events::Column::Id)
        .into_tuple()
        .all(&db.pool)
        .await?;
    let rows = deliveries::Entity::find()
        .filter(own(scope).add(deliveries::Column::EventId.is_in(told)))
        .order_by_asc(deliveries::Column::Id)
        .all(&db.pool)
        .await?;
    with_attempts(db, rows).await
}

async fn with_attempts(db: &Db, rows: Vec<deliveries::Model>) -> Result<Vec<Delivery>, DbError> {
    let mut tried = of_deliveries(db, &rows).await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            let (own, rest) = tried.drain(..).partition(|attempt: &attempts::Model| attempt.delivery_id == row.id);
            tried = rest;
            delivery(row, own)
        })
        .collect())
}

async fn of_deliveries(db: &Db, rows: &[deliveries::Model]) -> Result<Vec<attempts::Model>, DbError> {
    attempts::Entity::find()
        .filter(attempts::Column::DeliveryId.is_in(rows.iter().map(|row| row.id.clone())))
        .order_by_asc(attempts::Column::Number)
        .all(&db.pool)
        .await
}

fn own<P>(scope: &ProjectScope<P>) -> Condition {
    Condition::all().add(deliveries::Column::ProjectId.eq(scope.project().clone()))
}

fn delivery(row: deliveries::Model, tried: Vec<attempts::Model>) -> Option<Delivery> {
    Some(Delivery {
        id: row.id,
        webhook_id: row.webhook_id,
        event_id: row.event_id,
        event_type: EventType::parse(&row.event_type)?,
        status: DeliveryStatus::parse(&row.status)?,
        test: row.test,
        attempts: tried.into_iter().map(attempt).collect(),
        created_at: row.created_at,
        next_attempt_at: row.next_attempt_at,
    })
}

fn attempt(row: attempts::Model) -> Attempt {
    Attempt {
        number: row.number,
        at: row.at,
        status_code: row.status_code,
        response_time: row.response_time,
        error: row.error,
        response_body: row.response_body,
    }
}
