//! Accounts elsewhere that people sign in with: known by issuer and subject, never by an address.

use crate::{
    db::{
        Db, DbError, Tx,
        tables::{identities, users},
    },
    domain::{
        id::{IdentityId, UserId},
        login::Identity,
        time::Timestamp,
    },
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    SqlErr, sea_query::LockType,
};

/// An account elsewhere that becomes somebody's.
pub struct NewIdentity<'a> {
    pub id: IdentityId,
    pub user: &'a UserId,
    pub provider: &'a str,
    pub issuer: &'a str,
    pub subject: &'a str,
    pub email: Option<String>,
}

/// Whose it is, and the id it is kept under.
pub async fn owner(db: &Db, issuer: &str, subject: &str) -> Result<Option<(IdentityId, UserId)>, DbError> {
    let query = identities::Entity::find()
        .filter(identities::Column::Issuer.eq(issuer))
        .filter(identities::Column::Subject.eq(subject));
    Ok(query.one(&db.pool).await?.map(|row| (row.id, row.user_id)))
}

/// `false` when it is somebody's already.
pub async fn insert(tx: &Tx, new: NewIdentity<'_>, now: Timestamp) -> Result<bool, DbError> {
    let row = identities::Model {
        id: new.id,
        user_id: new.user.clone(),
        provider: new.provider.to_owned(),
        issuer: new.issuer.to_owned(),
        subject: new.subject.to_owned(),
        email: new.email,
        created_at: now,
        last_used_at: now,
    };
    match identities::Entity::insert(row.into_active_model()).exec_without_returning(tx.connection()).await {
        Ok(_) => Ok(true),
        Err(error) if matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_))) => Ok(false),
        Err(error) => Err(error),
    }
}

pub async fn touch(tx: &Tx, id: &IdentityId, email: Option<String>, now: Timestamp) -> Result<(), DbError> {
    let row = identities::ActiveModel {
        id: Set(id.clone()),
        email: Set(email),
        last_used_at: Set(now),
        ..Default::default()
    };
    identities::Entity::update(row).exec(tx.connection()).await?;
    Ok(())
}

/// All of a person's, the oldest first.
pub async fn of_user(db: &Db, user: &UserId) -> Result<Vec<Identity>, DbError> {
    let query = identities::Entity::find().filter(identities::Column::UserId.eq(user.clone()));
    let rows = query.order_by_asc(identities::Column::Id).all(&db.pool).await?;
    Ok(rows
        .into_iter()
        .map(|row| Identity {
            id: row.id,
            provider: row.provider,
            email: row.email,
            created_at: row.created_at,
            last_used_at: row.last_used_at,
        })
        .collect())
}

/// How many a person has; no other transaction gives or takes any until this one ends.
pub async fn count_for_update(tx: &Tx, user: &UserId) -> Result<u64, DbError> {
    users::Entity::find_by_id(user.clone()).lock(LockType::NoKeyUpdate).one(tx.connection()).await?;
    identities::Entity::find().filter(identities::Column::UserId.eq(user.clone())).count(tx.connection()).await
}

/// Which provider it was of; none when this person has no such identity. Call it under the lock of the person.
pub async fn delete(tx: &Tx, user: &UserId, id: &IdentityId) -> Result<Option<String>, DbError> {
    let own = identities::Entity::find_by_id(id.clone()).filter(identities::Column::UserId.eq(user.clone()));
    let Some(row) = own.one(tx.connection()).await? else { return Ok(None) };
    identities::Entity::delete_by_id(id.clone()).exec(tx.connection()).await?;
    Ok(Some(row.provider))
}
