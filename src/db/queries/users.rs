//! People.
//!
//! An address has one holder. Who signs up with an address that is taken gets an account all the same, which claims
//! it: to an outsider both look alike. Whoever confirms the address by mail holds it from then on.

use crate::{
    db::{Db, DbError, Tx, tables::users},
    domain::{id::UserId, tenancy::User, time::Timestamp},
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
};
use std::collections::HashMap;

/// Accounts that an address can sign in to: its holder, and the newest that claim it.
const MOST_CANDIDATES: u64 = 16;

/// An account that an address may mean.
#[derive(Clone, Debug)]
pub struct Candidate {
    pub user: User,
    pub password_hash: String,
    /// Does it hold the address, or only claim it?
    pub holds: bool,
    pub signed_in_at: Option<Timestamp>,
}

/// `false` when the address is taken.
pub async fn insert(tx: &Tx, user: &User, password_hash: String) -> Result<bool, DbError> {
    let taken =
        users::Entity::find().filter(users::Column::Email.eq(&user.email)).one(tx.connection()).await?.is_some();
    if taken {
        return Ok(false);
    }
    let row = row(user, password_hash);
    match users::Entity::insert(row.into_active_model()).exec_without_returning(tx.connection()).await {
        Ok(_) => Ok(true),
        // Two at once under PostgreSQL: the second meets the unique index.
        Err(error) if matches!(error.sql_err(), Some(sea_orm::SqlErr::UniqueConstraintViolation(_))) => Ok(false),
        Err(error) => Err(error),
    }
}

/// The same for an address that is taken: this account claims it.
pub async fn insert_claim(tx: &Tx, user: &User, password_hash: String) -> Result<(), DbError> {
    let own = row(user, password_hash);
    let row = users::Model { email: user.id.0.clone(), claims: Some(user.email.clone()), ..own };
    users::Entity::insert(row.into_active_model()).exec_without_returning(tx.connection()).await?;
    Ok(())
}

fn row(user: &User, password_hash: String) -> users::Model {
    users::Model {
        id: user.id.clone(),
        email: user.email.clone(),
        name: user.name.clone(),
        password_hash,
        created_at: user.created_at,
        email_verified_at: user.email_verified.then_some(user.created_at),
        claims: None,
        // Who signs up by themselves is in; for whom somebody else did it, the first sign-in is still to come.
        signed_in_at: (!user.email_verified).then_some(user.created_at),
    }
}

/// The accounts that this address may mean, its holder first.
pub async fn candidates(db: &Db, email: &str) -> Result<Vec<Candidate>, DbError> {
    let meant = Condition::any().add(users::Column::Email.eq(email)).add(users::Column::Claims.eq(email));
    let query = users::Entity::find().filter(meant).order_by_desc(users::Column::Id).limit(MOST_CANDIDATES);
    let mut rows = query.all(&db.pool).await?;
    if !rows.iter().any(|row| row.claims.is_none()) {
        // More than that many claim it.
        rows.extend(users::Entity::find().filter(users::Column::Email.eq(email)).one(&db.pool).await?);
    }
    let mut found: Vec<Candidate> = rows.into_iter().map(candidate).collect();
    found.sort_by_key(|candidate| !candidate.holds);
    Ok(found)
}

/// Does somebody hold this address who showed that it is theirs?
pub async fn is_proven(db: &Db, email: &str) -> Result<bool, DbError> {
    let row = users::Entity::find().filter(users::Column::Email.eq(email)).one(&db.pool).await?;
    Ok(row.is_some_and(|row| row.email_verified_at.is_some()))
}

/// Who holds this address.
pub async fn holder(tx: &Tx, email: &str) -> Result<Option<User>, DbError> {
    let row = users::Entity::find().filter(users::Column::Email.eq(email)).one(tx.connection()).await?;
    Ok(row.map(user))
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
    let row = users::Entity::find_by_id(id.clone()).one(tx.connection()).await?;
    Ok(row.is_some_and(|row| !row.password_hash.is_empty()))
}

/// The same as a transaction sees it, if this person holds the address of theirs: what is written there is for them.
pub async fn reachable(tx: &Tx, id: &UserId) -> Result<Option<User>, DbError> {
    let held = users::Entity::find_by_id(id.clone()).filter(users::Column::Claims.is_null());
    Ok(held.one(tx.connection()).await?.map(user))
}

/// A person with the hash of the password.
pub async fn with_password(db: &Db, id: &UserId) -> Result<Option<Candidate>, DbError> {
    Ok(users::Entity::find_by_id(id.clone()).one(&db.pool).await?.map(candidate))
}

/// Names of people, for what they did.
pub async fn names(db: &Db, ids: impl Iterator<Item = UserId>) -> Result<HashMap<UserId, String>, DbError> {
    let rows = users::Entity::find().filter(users::Column::Id.is_in(ids)).all(&db.pool).await?;
    Ok(rows.into_iter().map(|row| (row.id, row.name)).collect())
}

pub async fn set_name(tx: &Tx, id: &UserId, name: &str) -> Result<(), DbError> {
    change(tx, id, users::ActiveModel { name: Set(name.to_owned()), ..Default::default() }).await
}

pub async fn set_password(tx: &Tx, id: &UserId, password_hash: String) -> Result<(), DbError> {
    change(tx, id, users::ActiveModel { password_hash: Set(password_hash), ..Default::default() }).await
}

pub async fn set_signed_in(tx: &Tx, id: &UserId, now: Timestamp) -> Result<(), DbError> {
    change(tx, id, users::ActiveModel { signed_in_at: Set(Some(now)), ..Default::default() }).await
}

/// This person showed that `email` is theirs: they hold it from now on. `false`, and nothing happened, when somebody
/// else showed the same before.
pub async fn confirm_email(tx: &Tx, id: &UserId, email: &str, now: Timestamp) -> Result<bool, DbError> {
    let others = users::Entity::find()
        .filter(users::Column::Email.eq(email))
        .filter(users::Column::Id.ne(id.clone()))
        .one(tx.connection())
        .await?;
    if let Some(other) = others {
        if other.email_verified_at.is_some() {
            return Ok(false);
        }
        let gives_up = users::ActiveModel {
            email: Set(other.id.0.clone()),
            claims: Set(Some(email.to_owned())),
            ..Default::default()
        };
        change(tx, &other.id, gives_up).await?;
    }
    let holds = users::ActiveModel {
        email: Set(email.to_owned()),
        claims: Set(None),
        email_verified_at: Set(Some(now)),
        ..Default::default()
    };
    change(tx, id, holds).await?;
    Ok(true)
}

async fn change(tx: &Tx, id: &UserId, row: users::ActiveModel) -> Result<(), DbError> {
    users::Entity::update_many().set(row).filter(users::Column::Id.eq(id.clone())).exec(tx.connection()).await?;
    Ok(())
}

fn candidate(row: users::Model) -> Candidate {
    Candidate {
        password_hash: row.password_hash.clone(),
        holds: row.claims.is_none(),
        signed_in_at: row.signed_in_at,
        user: user(row),
    }
}

fn user(row: users::Model) -> User {
    User {
        id: row.id,
        email: row.claims.unwrap_or(row.email),
        name: row.name,
        email_verified: row.email_verified_at.is_some(),
        created_at: row.created_at,
    }
}
