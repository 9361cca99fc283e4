//! Deliveries on their way: put into the queue, held, sent anew, given up, forgotten.

use super::jobs::{self, DELAYED, JobKind, LEASED, NewJobs, Priority};
use crate::{
    access::ProjectScope,
    clock::Clock,
    db::{
        Db, DbError, Script, Tx,
        tables::{attempts, deliveries, events, jobs as queue, webhooks},
    },
    domain::{
        event::EventType,
        id::{DeliveryId, EventId, JobId, WebhookId},
        time::Timestamp,
        webhook::{DeliveryStatus, WebhookStatus},
    },
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    sea_query::{Expr, LockType, SelectStatement},
};

/// Deliveries that are taken up in one transaction.
const BATCH: u64 = 100;

/// An event that an endpoint is told of.
pub(super) struct Told<'a, P> {
    pub scope: &'a ProjectScope<P>,
    pub event: EventId,
    pub event_type: EventType,
}

/// Makes a delivery of each event, to be sent at once.
pub(super) fn insert<P>(
    script: &mut Script,
    clock: &Clock,
    webhook: &WebhookId,
    events: Vec<Told<'_, P>>,
    test: bool,
) -> Vec<DeliveryId> {
    if events.is_empty() {
        return Vec::new();
    }
    let now = clock.now();
    let row = |Told { scope, event, event_type }: Told<'_, P>| deliveries::Model {
        id: clock.id(DeliveryId::PREFIX),
        organization_id: scope.organization().clone(),
        project_id: scope.project().clone(),
        webhook_id: webhook.clone(),
        event_id: event,
        event_type: event_type.as_str().to_owned(),
        status: DeliveryStatus::Pending.as_str().to_owned(),
        test,
        tried_before: 0,
        next_attempt_at: Some(now),
        created_at: now,
    };
    let rows: Vec<deliveries::Model> = events.into_iter().map(row).collect();
    let made = rows.iter().cloned().map(IntoActiveModel::into_active_model);
    script.add(deliveries::Entity::insert_many(made).build(script.backend()));
    enqueue(script, clock, &rows, Priority::Interactive);
    rows.into_iter().map(|row| row.id).collect()
}

/// Sends a delivery again, with all its attempts before it; one that waits for its next attempt has it now.
pub async fn resend<P>(tx: &Tx, scope: &ProjectScope<P>, clock: &Clock, id: &DeliveryId) -> Result<(), DbError> {
    let now = clock.now();
    // The job before the delivery: the order in which an attempt settles.
    let delayed = Condition::all()
        .add(queue::Column::Kind.eq(JobKind::Deliver.as_str()))
        .add(queue::Column::Subject.eq(id.as_str()))
        .add(queue::Column::State.eq(DELAYED));
    let sooner = queue::ActiveModel { due_at: Set(now), ..Default::default() };
    queue::Entity::update_many().set(sooner).filter(delayed).exec(tx.connection()).await?;
    let next = deliveries::ActiveModel { next_attempt_at: Set(Some(now)), ..Default::default() };
    let due =
        own(scope).add(deliveries::Column::Id.eq(id.clone())).add(deliveries::Column::NextAttemptAt.is_not_null());
    deliveries::Entity::update_many().set(next).filter(due).exec(tx.connection()).await?;

    let ended = own(scope).add(is_not(DeliveryStatus::Pending));
    anew(tx, clock, std::slice::from_ref(id), ended, Priority::Interactive).await
}

/// Takes up the oldest failed deliveries since a time and `after` another one, tests apart; which, at most a batch.
pub async fn recover<P>(
    db: &Db,
    scope: &ProjectScope<P>,
    clock: &Clock,
    webhook: &WebhookId,
    since: Timestamp,
    after: Option<&DeliveryId>,
) -> Result<Vec<DeliveryId>, DbError> {
    let failed = own(scope)
        .add(deliveries::Column::WebhookId.eq(webhook.clone()))
        .add(is(DeliveryStatus::Failed))
        .add(deliveries::Column::Test.eq(false))
        .add(deliveries::Column::CreatedAt.gte(since))
        .add_option(after.map(|after| deliveries::Column::Id.gt(after.clone())));
    let tx = db.begin().await?;
    let query = deliveries::Entity::find().filter(failed.clone()).order_by_asc(deliveries::Column::Id).limit(BATCH);
    let ids: Vec<DeliveryId> =
        query.select_only().column(deliveries::Column::Id).into_tuple().all(tx.connection()).await?;
    anew(&tx, clock, &ids, failed, Priority::Batch).await?;
    tx.commit().await?;
    Ok(ids)
}

/// Lets go what waited for endpoints that are active now; how many, at most a batch.
pub async fn release(db: &Db, clock: &Clock) -> Result<u64, DbError> {
    let active = webhooks::Entity::find()
        .filter(webhooks::Column::Status.eq(WebhookStatus::Active.as_str()))
        .filter(webhooks::Column::DeletedAt.is_null())
        .select_only()
        .column(webhooks::Column::Id)
        .into_query();
    let held = Condition::all()
        .add(is(DeliveryStatus::Pending))
        .add(deliveries::Column::NextAttemptAt.is_null())
        .add(deliveries::Column::WebhookId.in_subquery(active));
    let query = deliveries::Entity::find().filter(held).order_by_asc(deliveries::Column::Id).limit(BATCH);
    let ids: Vec<DeliveryId> = query.select_only().column(deliveries::Column::Id).into_tuple().all(&db.pool).await?;
    if ids.is_empty() {
        return Ok(0);
    }
    let tx = db.begin().await?;
    let still = Condition::all().add(is(DeliveryStatus::Pending)).add(deliveries::Column::NextAttemptAt.is_null());
    anew(&tx, clock, &ids, still, Priority::Batch).await?;
    tx.commit().await?;
    Ok(ids.len() as u64)
}

/// Gives up whatever waits for an endpoint; what is being sent right now ends by itself.
pub async fn abandon<P>(tx: &Tx, scope: &ProjectScope<P>, webhook: &WebhookId) -> Result<(), DbError> {
    let waiting = own(scope).add(deliveries::Column::WebhookId.eq(webhook.clone())).add(is(DeliveryStatus::Pending));
    let subjects = deliveries::Entity::find().filter(waiting.clone()).select_only().column(deliveries::Column::Id);
    queue::Entity::delete_many()
        .filter(queue::Column::Kind.eq(JobKind::Deliver.as_str()))
        .filter(queue::Column::State.ne(LEASED))
        .filter(queue::Column::Subject.in_subquery(subjects.into_query()))
        .exec(tx.connection())
        .await?;
    let over = deliveries::ActiveModel {
        status: Set(DeliveryStatus::Failed.as_str().to_owned()),
        next_attempt_at: Set(None),
        ..Default::default()
    };
    let left = waiting.add(deliveries::Column::Id.not_in_subquery(in_queue()));
    deliveries::Entity::update_many().set(over).filter(left).exec(tx.connection()).await?;
    Ok(())
}

/// Forgets deliveries from before `until` that nothing will be done for, and events that nobody was told of any more;
/// how many, at most `most` of each.
pub async fn delete_old(db: &Db, until: Timestamp, most: u64) -> Result<u64, DbError> {
    let idle = Condition::any().add(is_not(DeliveryStatus::Pending)).add(deliveries::Column::NextAttemptAt.is_null());
    let old: Vec<DeliveryId> = deliveries::Entity::find()
        .filter(deliveries::Column::CreatedAt.lt(until))
        .filter(idle.clone())
        .limit(most)
        .select_only()
        .column(deliveries::Column::Id)
        .into_tuple()
        .all(&db.pool)
        .await?;
    let told = deliveries::Entity::find().select_only().column(deliveries::Column::EventId).into_query();
    let mut untold: Vec<EventId> = Vec::new();
    if old.is_empty() {
        untold = events::Entity::find()
            .filter(events::Column::CreatedAt.lt(until))
            .filter(events::Column::Id.not_in_subquery(told))
            .limit(most)
            .select_only()
            .column(events::Column::Id)
            .into_tuple()
            .all(&db.pool)
            .await?;
    }
    if old.is_empty() && untold.is_empty() {
        return Ok(0);
    }
    let count = (old.len() + untold.len()) as u64;
    let tx = db.begin().await?;
    // One may have been sent anew since it was looked for: it keeps its attempts.
    let gone: Vec<DeliveryId> = deliveries::Entity::find()
        .filter(deliveries::Column::Id.is_in(old))
        .filter(idle)
        .select_only()
        .column(deliveries::Column::Id)
        .into_tuple()
        .all(tx.connection())
        .await?;
    attempts::Entity::delete_many()
        .filter(attempts::Column::DeliveryId.is_in(gone.clone()))
        .exec(tx.connection())
        .await?;
    deliveries::Entity::delete_many().filter(deliveries::Column::Id.is_in(gone)).exec(tx.connection()).await?;
    events::Entity::delete_many().filter(events::Column::Id.is_in(untold)).exec(tx.connection()).await?;
    tx.commit().await?;
    Ok(count)
}

/// Puts those of `ids` that are `fit` into the queue as if they had never been tried.
async fn anew(tx: &Tx, clock: &Clock, ids: &[DeliveryId], fit: Condition, priority: Priority) -> Result<(), DbError> {
    let rows = deliveries::Entity::find()
        .filter(fit)
        .filter(deliveries::Column::Id.is_in(ids.iter().cloned()))
        .order_by_asc(deliveries::Column::WebhookId)
        .order_by_asc(deliveries::Column::Id)
        .lock(LockType::NoKeyUpdate)
        .all(tx.connection())
        .await?;
    let mut script = Script::of(tx);
    for of_endpoint in rows.chunk_by(|one, next| one.webhook_id == next.webhook_id) {
        enqueue(&mut script, clock, of_endpoint, priority);
    }
    script.run(tx).await?;
    let tried = "(SELECT COUNT(*) FROM attempts WHERE attempts.delivery_id = deliveries.id)";
    deliveries::Entity::update_many()
        .col_expr(deliveries::Column::Status, Expr::value(DeliveryStatus::Pending.as_str()))
        .col_expr(deliveries::Column::TriedBefore, Expr::cust(tried))
        .col_expr(deliveries::Column::NextAttemptAt, Expr::value(clock.now().0))
        .filter(deliveries::Column::Id.is_in(rows.into_iter().map(|row| row.id)))
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// Puts deliveries to one endpoint into the queue.
fn enqueue(script: &mut Script, clock: &Clock, deliveries: &[deliveries::Model], priority: Priority) {
    let Some(first) = deliveries.first() else { return };
    let jobs = NewJobs {
        kind: JobKind::Deliver,
        organization: &first.organization_id,
        project: &first.project_id,
        lane: first.webhook_id.as_str(),
        priority,
        now: clock.now(),
        subjects: deliveries.iter().map(|delivery| (clock.id(JobId::PREFIX), delivery.id.as_str())).collect(),
    };
    jobs::enqueue(script, jobs);
}

/// The ids of deliveries that have a job.
fn in_queue() -> SelectStatement {
    queue::Entity::find()
        .filter(queue::Column::Kind.eq(JobKind::Deliver.as_str()))
        .select_only()
        .column(queue::Column::Subject)
        .into_query()
}

fn own<P>(scope: &ProjectScope<P>) -> Condition {
    Condition::all().add(deliveries::Column::ProjectId.eq(scope.project().clone()))
}

fn is(status: DeliveryStatus) -> Expr {
    deliveries::Column::Status.eq(status.as_str())
}

fn is_not(status: DeliveryStatus) -> Expr {
    deliveries::Column::Status.ne(status.as_str())
}
