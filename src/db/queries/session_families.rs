//! Browsers that are signed in, and the refresh tokens that keep them so.

use crate::{
    db::{
        Db, DbError, Tx,
        tables::{refresh_tokens as tokens, session_families as families, sessions},
    },
    domain::{
        id::{SessionId, UserId},
        session::{Ending, Family},
        time::Timestamp,
    },
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{LockType, Query},
};

/// A refresh token as it is kept.
pub struct KeptToken {
    pub family: SessionId,
    pub used_at: Option<Timestamp>,
    /// Sealed.
    pub successor: Option<String>,
}

/// Which families of a person end.
pub enum Which<'a> {
    One(&'a SessionId),
    AllBut(&'a SessionId),
    All,
}

pub async fn insert(tx: &Tx, family: &Family) -> Result<(), DbError> {
    let row = families::Model {
        id: family.id.clone(),
        user_id: family.user.clone(),
        user_agent: family.user_agent.clone(),
        ip: family.ip.clone(),
        created_at: family.created_at,
        last_used_at: family.last_used_at,
        expires_at: family.expires_at,
        revoked_at: None,
        revoked_reason: None,
    };
    families::Entity::insert(row.into_active_model()).exec_without_returning(tx.connection()).await?;
    Ok(())
}

/// A family that has not ended, locked until the transaction ends.
pub async fn live_for_update(tx: &Tx, id: &SessionId, now: Timestamp) -> Result<Option<Family>, DbError> {
    let query = families::Entity::find_by_id(id.clone()).filter(is_live(now)).lock(LockType::NoKeyUpdate);
    Ok(query.one(tx.connection()).await?.map(family))
}

/// Whose a family is, unless it has ended.
pub async fn owner(db: &Db, id: &SessionId, now: Timestamp) -> Result<Option<UserId>, DbError> {
    let query = families::Entity::find_by_id(id.clone()).filter(is_live(now)).select_only();
    query.column(families::Column::UserId).into_tuple().one(&db.pool).await
}

/// The families of a person that have not ended, the last used first.
pub async fn of_user(db: &Db, user: &UserId, now: Timestamp) -> Result<Vec<Family>, DbError> {
    let query = families::Entity::find().filter(families::Column::UserId.eq(user.clone())).filter(is_live(now));
    let query = query.order_by_desc(families::Column::LastUsedAt).order_by_desc(families::Column::Id);
    Ok(query.all(&db.pool).await?.into_iter().map(family).collect())
}

/// Everybody who is signed in somewhere.
pub async fn signed_in(db: &Db, now: Timestamp) -> Result<Vec<UserId>, DbError> {
    let users = families::Entity::find().filter(is_live(now)).select_only().column(families::Column::UserId).distinct();
    users.into_tuple().all(&db.pool).await
}

/// Writes down where and when a family was last seen, and when it ends now.
pub async fn touch(tx: &Tx, family: &Family) -> Result<(), DbError> {
    let row = families::ActiveModel {
        id: Set(family.id.clone()),
        user_agent: Set(family.user_agent.clone()),
        ip: Set(family.ip.clone()),
        last_used_at: Set(family.last_used_at),
        expires_at: Set(family.expires_at),
        ..Default::default()
    };
    families::Entity::update(row).exec(tx.connection()).await?;
    Ok(())
}

/// Ends families of a person, and with them every access session; answers how many.
pub async fn end(tx: &Tx, user: &UserId, which: Which<'_>, ending: Ending, now: Timestamp) -> Result<u64, DbError> {
    let mut chosen = Condition::all().add(families::Column::UserId.eq(user.clone()));
    match which {
        Which::One(id) => chosen = chosen.add(families::Column::Id.eq(id.clone())),
        Which::AllBut(id) => chosen = chosen.add(families::Column::Id.ne(id.clone())),
        Which::All => {}
    }
    let ended = families::Entity::update_many()
        .set(families::ActiveModel {
            revoked_at: Set(Some(now)),
            revoked_reason: Set(Some(ending.as_str().to_owned())),
            ..Default::default()
        })
        .filter(chosen.clone())
        .filter(is_live(now))
        .exec(tx.connection())
        .await?;
    let theirs = Query::select().column(families::Column::Id).from(families::Entity).cond_where(chosen).take();
    sessions::Entity::delete_many()
        .filter(sessions::Column::FamilyId.in_subquery(theirs))
        .exec(tx.connection())
        .await?;
    Ok(ended.rows_affected)
}

/// Forgets families that ended before, with their tokens.
pub async fn delete_ended(db: &Db, before: Timestamp) -> Result<u64, DbError> {
    let tx = db.begin().await?;
    let ended =
        Condition::any().add(families::Column::ExpiresAt.lte(before)).add(families::Column::RevokedAt.lte(before));
    let gone = families::Entity::delete_many().filter(ended).exec(tx.connection()).await?;
    tx.commit().await?;
    Ok(gone.rows_affected)
}

pub async fn insert_token(tx: &Tx, hash: String, family: &SessionId, now: Timestamp) -> Result<(), DbError> {
    let row = tokens::Model { hash, family_id: family.clone(), created_at: now, used_at: None, successor: None };
    tokens::Entity::insert(row.into_active_model()).exec_without_returning(tx.connection()).await?;
    Ok(())
}

/// Whose family the token with this hash belongs to.
pub async fn family_of_token(db: &Db, hash: &str) -> Result<Option<SessionId>, DbError> {
    let query = tokens::Entity::find_by_id(hash.to_owned()).select_only().column(tokens::Column::FamilyId);
    query.into_tuple().one(&db.pool).await
}

/// The token with this hash; call it under the lock of its family.
pub async fn token(tx: &Tx, hash: &str) -> Result<Option<KeptToken>, DbError> {
    let row = tokens::Entity::find_by_id(hash.to_owned()).one(tx.connection()).await?;
    Ok(row.map(|row| KeptToken { family: row.family_id, used_at: row.used_at, successor: row.successor }))
}

/// Marks a token as used, with what it was exchanged for; what led to it is not told again.
pub async fn use_token(
    tx: &Tx,
    hash: &str,
    family: &SessionId,
    successor: String,
    now: Timestamp,
) -> Result<(), DbError> {
    tokens::Entity::update_many()
        .set(tokens::ActiveModel { successor: Set(None), ..Default::default() })
        .filter(tokens::Column::FamilyId.eq(family.clone()))
        .filter(tokens::Column::Successor.is_not_null())
        .exec(tx.connection())
        .await?;
    let row = tokens::ActiveModel {
        hash: Set(hash.to_owned()),
        used_at: Set(Some(now)),
        successor: Set(Some(successor)),
        ..Default::default()
    };
    tokens::Entity::update(row).exec(tx.connection()).await?;
    Ok(())
}

fn is_live(now: Timestamp) -> Condition {
    Condition::all().add(families::Column::RevokedAt.is_null()).add(families::Column::ExpiresAt.gt(now))
}

fn family(row: families::Model) -> Family {
    Family {
        id: row.id,
        user: row.user_id,
        user_agent: row.user_agent,
        ip: row.ip,
        created_at: row.created_at,
        last_used_at: row.last_used_at,
        expires_at: row.expires_at,
    }
}
