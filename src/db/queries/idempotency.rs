//! What was answered to requests with a key, until the keys are forgotten.

use crate::{
    access::ProjectScope,
    db::{Db, DbError, Tx, json::Json, tables::idempotency_keys as keys},
    domain::{idempotency::IdempotencyKey, time::Timestamp},
};
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, Select, sea_query::OnConflict};
use serde_json::Value;

/// A request that was answered.
pub struct Answered {
    /// Of the request.
    pub fingerprint: String,
    pub answer: Value,
}

/// What was answered to the request with this key, as long as that is remembered.
pub async fn find<P>(
    db: &Db,
    scope: &ProjectScope<P>,
    key: &IdempotencyKey,
    now: Timestamp,
) -> Result<Option<Answered>, DbError> {
    Ok(remembered(scope, key, now).one(&db.pool).await?.map(answered))
}

/// The same as a transaction sees it.
pub async fn find_in<P>(
    tx: &Tx,
    scope: &ProjectScope<P>,
    key: &IdempotencyKey,
    now: Timestamp,
) -> Result<Option<Answered>, DbError> {
    Ok(remembered(scope, key, now).one(tx.connection()).await?.map(answered))
}

fn remembered<P>(scope: &ProjectScope<P>, key: &IdempotencyKey, now: Timestamp) -> Select<keys::Entity> {
    let place = (scope.project().0.clone(), key.as_str().to_owned());
    keys::Entity::find_by_id(place).filter(keys::Column::ExpiresAt.gt(now))
}

fn answered(row: keys::Model) -> Answered {
    Answered { fingerprint: row.fingerprint, answer: row.answer.0 }
}

/// Remembers an answer; `false` when the key has another one: then nothing may be kept.
///
/// Of two requests with one key the second waits here until the first has committed or given up.
pub async fn remember<P>(
    tx: &Tx,
    scope: &ProjectScope<P>,
    key: &IdempotencyKey,
    answered: Answered,
    now: Timestamp,
    until: Timestamp,
) -> Result<bool, DbError> {
    let row = keys::Model {
        place: scope.project().0.clone(),
        key: key.as_str().to_owned(),
        organization_id: scope.organization().clone(),
        fingerprint: answered.fingerprint,
        answer: Json(answered.answer),
        created_at: now,
        expires_at: until,
    };
    let unless_remembered = OnConflict::columns([keys::Column::Place, keys::Column::Key])
        .update_columns([
            keys::Column::OrganizationId,
            keys::Column::Fingerprint,
            keys::Column::Answer,
            keys::Column::CreatedAt,
            keys::Column::ExpiresAt,
        ])
        .action_and_where(keys::Column::ExpiresAt.lte(now))
        .to_owned();
    let written = keys::Entity::insert(row.into_active_model())
        .on_conflict(unless_remembered)
        .exec_without_returning(tx.connection())
        .await?;
    Ok(written > 0)
}

/// Forgets what has expired.
pub async fn delete_expired(db: &Db, now: Timestamp) -> Result<u64, DbError> {
    let tx = db.begin().await?;
    let gone = keys::Entity::delete_many().filter(keys::Column::ExpiresAt.lte(now)).exec(tx.connection()).await?;
    tx.commit().await?;
    Ok(gone.rows_affected)
}
