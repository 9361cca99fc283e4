//! People.

use crate::{
    db::{Db, DbError, Tx, tables::users},
    domain::{id::UserId, tenancy::User},
};
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use std::collections::HashMap;

/// `false` when the address is taken.
pub async fn insert(tx: &Tx, user: &User, password_hash: String) -> Result<bool, DbError> {
    let taken = users::Entity::find().filter(users::Column::Email.eq(&user.email)).one(&tx.inner).await?.is_some();
    if taken {
        return Ok(false);
    }
    let row = users::Model {
        id: user.id.clone(),
        email: user.email.clone(),
        name: user.name.clone(),
        password_hash,
        created_at: user.created_at,
    };
    match users::Entity::insert(row.into_active_model()).exec_without_returning(&tx.inner).await {
        Ok(_) => Ok(true),
        // Two at once under PostgreSQL: the second meets the unique index.
        Err(error) if matches!(error.sql_err(), Some(sea_orm::SqlErr::UniqueConstraintViolation(_))) => Ok(false),
        Err(error) => Err(error),
    }
}

/// The person with this address, and the hash of the password.
pub async fn by_email(db: &Db, email: &str) -> Result<Option<(User, String)>, DbError> {
    let row = users::Entity::find().filter(users::Column::Email.eq(email)).one(&db.pool).await?;
    Ok(row.map(|row| {
        let hash = row.password_hash.clone();
        (user(row), hash)
    }))
}

pub async fn by_id(db: &Db, id: &UserId) -> Result<Option<User>, DbError> {
    Ok(users::Entity::find_by_id(id.clone()).one(&db.pool).await?.map(user))
}

/// Does this person sign in with a password here?
pub async fn has_password(db: &Db, id: &UserId) -> Result<bool, DbError> {
    let row = users::Entity::find_by_id(id.clone()).one(&db.pool).await?;
    Ok(row.is_some_and(|row| !row.password_hash.is_empty()))
}

/// The same as a transaction sees it.
pub async fn has_password_in(tx: &Tx, id: &UserId) -> Result<bool, DbError> {
    let row = users::Entity::find_by_id(id.clone()).one(&tx.inner).await?;
    Ok(row.is_some_and(|row| !row.password_hash.is_empty()))
}

/// Names of people, for what they did.
pub async fn names(db: &Db, ids: impl Iterator<Item = UserId>) -> Result<HashMap<UserId, String>, DbError> {
    let rows = users::Entity::find().filter(users::Column::Id.is_in(ids)).all(&db.pool).await?;
    Ok(rows.into_iter().map(|row| (row.id, row.name)).collect())
}

fn user(row: users::Model) -> User {
    User { id: row.id, email: row.email, name: row.name, created_at: row.created_at }
}
