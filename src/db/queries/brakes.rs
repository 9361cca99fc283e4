//! The brakes on guessing, one row for each thing that is counted, until it is forgotten.

use crate::{
    db::{Db, DbError, Tx, tables::brakes},
    domain::time::Timestamp,
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, Statement, sea_query::OnConflict,
};
use std::collections::HashMap;

/// What is known of one thing that is counted.
#[derive(Clone, Copy, Debug)]
pub struct Brake {
    pub failures: i32,
    pub blocked_until: Timestamp,
}

/// Until the transaction ends nobody else counts for `place`: of many tries at once each is counted.
pub async fn lock(tx: &Tx, place: &str) -> Result<(), DbError> {
    if tx.is_postgres() {
        let sql = "SELECT pg_advisory_xact_lock(hashtext($1))";
        tx.connection().execute_raw(Statement::from_sql_and_values(tx.backend(), sql, [place.into()])).await?;
    }
    Ok(())
}

/// Those that are not forgotten.
pub async fn read(tx: &Tx, ids: &[String], now: Timestamp) -> Result<HashMap<String, Brake>, DbError> {
    let query = brakes::Entity::find()
        .filter(brakes::Column::Id.is_in(ids.iter().map(String::as_str)))
        .filter(brakes::Column::ForgottenAt.gt(now));
    let rows = query.all(tx.connection()).await?;
    let brake = |row: brakes::Model| (row.id, Brake { failures: row.failures, blocked_until: row.blocked_until });
    Ok(rows.into_iter().map(brake).collect())
}

pub async fn write(tx: &Tx, id: &str, brake: Brake, forgotten_at: Timestamp) -> Result<(), DbError> {
    let row =
        brakes::Model { id: id.to_owned(), failures: brake.failures, blocked_until: brake.blocked_until, forgotten_at };
    let over = OnConflict::column(brakes::Column::Id)
        .update_columns([brakes::Column::Failures, brakes::Column::BlockedUntil, brakes::Column::ForgottenAt])
        .to_owned();
    brakes::Entity::insert(row.into_active_model()).on_conflict(over).exec_without_returning(tx.connection()).await?;
    Ok(())
}

pub async fn delete(tx: &Tx, ids: &[String]) -> Result<(), DbError> {
    let these = brakes::Column::Id.is_in(ids.iter().map(String::as_str));
    brakes::Entity::delete_many().filter(these).exec(tx.connection()).await?;
    Ok(())
}

/// Forgets what is over.
pub async fn delete_expired(db: &Db, now: Timestamp) -> Result<u64, DbError> {
    let tx = db.begin().await?;
    let gone = brakes::Entity::delete_many().filter(brakes::Column::ForgottenAt.lte(now)).exec(tx.connection()).await?;
    tx.commit().await?;
    Ok(gone.rows_affected)
}
