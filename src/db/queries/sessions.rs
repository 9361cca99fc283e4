//! Browser sessions, as the session layer stores them.

use crate::{
    db::{Db, DbError, json::Json, tables::sessions},
    domain::time::Timestamp,
};
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, sea_query::OnConflict};
use serde_json::Value;

pub async fn save(db: &Db, id: String, data: Value, expires_at: Timestamp) -> Result<(), DbError> {
    let row = sessions::Model { id, data: Json(data), expires_at };
    let tx = db.begin().await?;
    sessions::Entity::insert(row.into_active_model())
        .on_conflict(
            OnConflict::column(sessions::Column::Id)
                .update_columns([sessions::Column::Data, sessions::Column::ExpiresAt])
                .to_owned(),
        )
        .exec_without_returning(&tx.inner)
        .await?;
    tx.commit().await
}

/// The content and end of a session that has not ended.
pub async fn load(db: &Db, id: String, now: Timestamp) -> Result<Option<(Value, Timestamp)>, DbError> {
    let row = sessions::Entity::find_by_id(id).filter(sessions::Column::ExpiresAt.gt(now)).one(&db.pool).await?;
    Ok(row.map(|row| (row.data.0, row.expires_at)))
}

pub async fn delete(db: &Db, id: String) -> Result<(), DbError> {
    let tx = db.begin().await?;
    sessions::Entity::delete_by_id(id).exec(&tx.inner).await?;
    tx.commit().await
}

/// Forgets what has ended.
pub async fn delete_expired(db: &Db, now: Timestamp) -> Result<u64, DbError> {
    let tx = db.begin().await?;
    let gone = sessions::Entity::delete_many().filter(sessions::Column::ExpiresAt.lte(now)).exec(&tx.inner).await?;
    tx.commit().await?;
    Ok(gone.rows_affected)
}
