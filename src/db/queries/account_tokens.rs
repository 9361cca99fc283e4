//! Tokens of links in mails: kept as hashes, used once.

use crate::{
    db::{Db, DbError, Tx, tables::account_tokens as tokens},
    domain::{id::UserId, time::Timestamp},
};
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};

/// What a link is good for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Showing that an address is one's own: the one of the account, or a new one.
    Email,
    /// A new password without the old one.
    Password,
}

impl Purpose {
    fn as_str(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Password => "password",
        }
    }
}

/// Whose link it is, and which address it went to.
pub struct Found {
    pub user: UserId,
    pub email: String,
}

pub async fn insert(
    tx: &Tx,
    hash: String,
    user: &UserId,
    purpose: Purpose,
    email: &str,
    expires_at: Timestamp,
) -> Result<(), DbError> {
    let row = tokens::Model {
        hash,
        user_id: user.clone(),
        purpose: purpose.as_str().to_owned(),
        email: email.to_owned(),
        expires_at,
    };
    tokens::Entity::insert(row.into_active_model()).exec_without_returning(tx.connection()).await?;
    Ok(())
}

/// Whose link this is, without using it up.
pub async fn find(db: &Db, hash: &str, purpose: Purpose, now: Timestamp) -> Result<Option<Found>, DbError> {
    let row = tokens::Entity::find_by_id(hash.to_owned())
        .filter(tokens::Column::Purpose.eq(purpose.as_str()))
        .filter(tokens::Column::ExpiresAt.gt(now))
        .one(&db.pool)
        .await?;
    Ok(row.map(|row| Found { user: row.user_id, email: row.email }))
}

/// Uses a link up; `false` when it was used up before.
pub async fn take(tx: &Tx, hash: &str, purpose: Purpose, now: Timestamp) -> Result<bool, DbError> {
    let gone = tokens::Entity::delete_many()
        .filter(tokens::Column::Hash.eq(hash))
        .filter(tokens::Column::Purpose.eq(purpose.as_str()))
        .filter(tokens::Column::ExpiresAt.gt(now))
        .exec(tx.connection())
        .await?;
    Ok(gone.rows_affected > 0)
}

/// Makes every other link of this kind worthless.
pub async fn delete_of(tx: &Tx, user: &UserId, purpose: Purpose) -> Result<(), DbError> {
    tokens::Entity::delete_many()
        .filter(tokens::Column::UserId.eq(user.clone()))
        .filter(tokens::Column::Purpose.eq(purpose.as_str()))
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// Forgets what has expired.
pub async fn delete_expired(db: &Db, now: Timestamp) -> Result<u64, DbError> {
    let tx = db.begin().await?;
    let gone = tokens::Entity::delete_many().filter(tokens::Column::ExpiresAt.lte(now)).exec(tx.connection()).await?;
    tx.commit().await?;
    Ok(gone.rows_affected)
}
