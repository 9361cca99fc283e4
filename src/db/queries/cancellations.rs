//! Runs that are not wanted any more: out of the queue and marked, in the caller's transaction.
//!
//! Whoever finishes such a run later finds its job gone, and keeps nothing.

use super::jobs::JobKind;
use crate::{
    access::ProjectScope,
    db::{
        DbError, Tx,
        tables::{jobs, processings},
    },
    domain::{
        id::{BatchId, DocumentId, ProcessingId},
        processing::ProcessingStatus,
        time::Timestamp,
    },
};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, Statement, TryGetable};

/// Cancels one run, whoever may be working on it; `false` when it has ended already.
pub async fn cancel<P>(tx: &Tx, scope: &ProjectScope<P>, id: &ProcessingId, now: Timestamp) -> Result<bool, DbError> {
    // The job first, as whoever settles does: the two wait for each other here and nowhere else.
    jobs::Entity::delete_many()
        .filter(jobs::Column::Kind.eq(JobKind::Extract.as_str()))
        .filter(jobs::Column::Subject.eq(id.as_str()))
        .exec(tx.connection())
        .await?;
    Ok(!mark(tx, scope, std::slice::from_ref(id), now).await?.is_empty())
}

/// Cancels the runs of a batch that nobody is working on, and says which.
pub async fn cancel_waiting<P>(
    tx: &Tx,
    scope: &ProjectScope<P>,
    batch: &BatchId,
    now: Timestamp,
) -> Result<Vec<(ProcessingId, DocumentId)>, DbError> {
    // A job that is being claimed or settled this very moment is being worked on.
    let skip = if tx.is_postgres() { "FOR UPDATE OF jobs SKIP LOCKED" } else { "" };
    let sql = format!(
        "DELETE FROM jobs WHERE id IN (
             SELECT jobs.id FROM jobs JOIN processings ON processings.id = jobs.subject
             WHERE jobs.kind = $1 AND processings.project_id = $2 AND processings.batch_id = $3
               AND (jobs.state <> 'leased' OR jobs.due_at < $4) {skip})
         RETURNING subject"
    );
    let values =
        [JobKind::Extract.as_str().into(), scope.project().as_str().into(), batch.as_str().into(), now.0.into()];
    let rows = tx.connection().query_all_raw(Statement::from_sql_and_values(tx.backend(), sql, values)).await?;
    let subjects = rows.iter().map(|row| String::try_get(row, "", "subject").map(ProcessingId));
    let ids = subjects.collect::<Result<Vec<_>, _>>()?;
    mark(tx, scope, &ids, now).await
}

/// Marks those that have not ended, and says which they were.
async fn mark<P>(
    tx: &Tx,
    scope: &ProjectScope<P>,
    ids: &[ProcessingId],
    now: Timestamp,
) -> Result<Vec<(ProcessingId, DocumentId)>, DbError> {
    let change = processings::ActiveModel {
        status: Set(ProcessingStatus::Cancelled.as_str().to_owned()),
        completed_at: Set(Some(now)),
        ..Default::default()
    };
    let open = [ProcessingStatus::Pending, ProcessingStatus::InProgress].map(ProcessingStatus::as_str);
    let marked = processings::Entity::update_many()
        .set(change)
        .filter(processings::Column::ProjectId.eq(scope.project().clone()))
        .filter(processings::Column::Id.is_in(ids.iter().cloned()))
        .filter(processings::Column::Status.is_in(open))
        .exec_with_returning(tx.connection())
        .await?;
    Ok(marked.into_iter().map(|run| (run.id, run.document_id)).collect())
}
