//! Corrections of results.

use crate::{
    access::ProjectScope,
    db::{Db, DbError, Tx, json::Json, tables::corrections},
    domain::{correction::Correction, id::ProcessingId},
};
use sea_orm::{
    ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter, QueryOrder, sea_query::OnConflict,
};

/// Keeps what changed after correction number `last`. False, and nothing kept, when another correction came between.
pub async fn insert<P>(
    tx: &Tx,
    scope: &ProjectScope<P>,
    processing: &ProcessingId,
    last: u64,
    made: &[Correction],
) -> Result<bool, DbError> {
    for (number, correction) in (last as i32 + 1..).zip(made) {
        let row = corrections::Model {
            processing_id: processing.clone(),
            number,
            organization_id: scope.organization().clone(),
            project_id: scope.project().clone(),
            path: correction.path.clone(),
            before: Json(correction.before.clone()),
            after: Json(correction.after.clone()),
            corrected_by: correction.corrected_by.clone(),
            corrected_at: correction.corrected_at,
        };
        let key = [corrections::Column::ProcessingId, corrections::Column::Number];
        let kept = corrections::Entity::insert(row.into_active_model())
            .on_conflict(OnConflict::columns(key).do_nothing().to_owned())
            .exec_without_returning(tx.connection())
            .await?;
        if kept == 0 {
            return Ok(false);
        }
    }
    Ok(true)
}

/// How many corrections a run has.
pub async fn count<P>(db: &Db, scope: &ProjectScope<P>, processing: &ProcessingId) -> Result<u64, DbError> {
    of(scope, processing).count(&db.pool).await
}

/// The corrections of a run, the oldest first.
pub async fn list<P>(db: &Db, scope: &ProjectScope<P>, processing: &ProcessingId) -> Result<Vec<Correction>, DbError> {
    let rows = of(scope, processing).order_by_asc(corrections::Column::Number).all(&db.pool).await?;
    Ok(rows
        .into_iter()
        .map(|row| Correction {
            path: row.path,
            before: row.before.0,
            after: row.after.0,
            corrected_by: row.corrected_by,
            corrected_at: row.corrected_at,
        })
        .collect())
}

fn of<P>(scope: &ProjectScope<P>, processing: &ProcessingId) -> sea_orm::Select<corrections::Entity> {
    corrections::Entity::find()
        .filter(corrections::Column::ProjectId.eq(scope.project().clone()))
        .filter(corrections::Column::ProcessingId.eq(processing.clone()))
}
