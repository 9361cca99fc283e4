//! Access sessions, as the session layer stores them.

use crate::{
    db::{Db, DbError, json::Json, queries::session_families, tables::sessions},
    domain::{id::SessionId, time::Timestamp},
};
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, sea_query::OnConflict};
use serde_json::Value;

/// `family`: whose it is, once somebody is signed in.
pub async fn save(
    db: &Db,
    id: String,
    data: Value,
    family: Option<SessionId>,
    expires_at: Timestamp,
) -> Result<(), DbError> {
    let row = sessions::Model { id, data: Json(data), expires_at, family_id: family };
    let tx = db.begin().await?;
    sessions::Entity::insert(row.into_active_model())
        .on_conflict(
            OnConflict::column(sessions::Column::Id)
                .update_columns([sessions::Column::Data, sessions::Column::ExpiresAt, sessions::Column::FamilyId])
                .to_owned(),
        )
        .exec_without_returning(tx.connection())
        .await?;
    tx.commit().await
}

/// The content and end of a session that has not ended, and whose family has not: one that was written by a request
/// that was under way while the family ended is worth nothing.
pub async fn load(db: &Db, id: String, now: Timestamp) -> Result<Option<(Value, Timestamp)>, DbError> {
    let row = sessions::Entity::find_by_id(id).filter(sessions::Column::ExpiresAt.gt(now)).one(&db.pool).await?;
    let Some(row) = row else { return Ok(None) };
    if let Some(family) = &row.family_id
        && session_families::owner(db, family, now).await?.is_none()
    {
        return Ok(None);
    }
    Ok(Some((row.data.0, row.expires_at)))
}

pub async fn delete(db: &Db, id: String) -> Result<(), DbError> {
    let tx = db.begin().await?;
    sessions::Entity::delete_by_id(id).exec(tx.connection()).await?;
    tx.commit().await
}

/// Forgets what has ended.
pub async fn delete_expired(db: &Db, now: Timestamp) -> Result<u64, DbError> {
    let tx = db.begin().await?;
    let gone =
        sessions::Entity::delete_many().filter(sessions::Column::ExpiresAt.lte(now)).exec(tx.connection()).await?;
    tx.commit().await?;
    Ok(gone.rows_affected)
}
