//! The queue on the database: enqueue in the caller's transaction, claim under a lease, finish under a fence.

use crate::{
    db::{Db, DbError, Tx, tables::jobs},
    domain::{
        id::{JobId, OrgId, ProjectId},
        time::Timestamp,
    },
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, DbBackend, EntityTrait, FromQueryResult, IntoActiveModel, QueryFilter,
    Statement, sea_query::OnConflict,
};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum JobKind {
    /// Subject: a processing.
    Extract,
    /// Subject: a delivery.
    Deliver,
}

impl JobKind {
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Extract => "extract",
            Self::Deliver => "deliver",
        }
    }
}

/// Work to be put into the queue; a subject that is in it already stays as it is.
pub struct NewJob<'a> {
    pub id: JobId,
    pub kind: JobKind,
    pub organization: &'a OrgId,
    pub project: &'a ProjectId,
    pub subject: &'a str,
    pub run_at: Timestamp,
}

/// A job under lease.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Leased {
    pub id: JobId,
    pub organization_id: OrgId,
    pub project_id: ProjectId,
    pub subject: String,
    /// From 1.
    pub attempt: i32,
    /// Grows with every claim: who holds an older number has lost the job.
    pub fence: i64,
}

pub async fn enqueue(tx: &Tx, job: NewJob<'_>) -> Result<(), DbError> {
    let row = jobs::Model {
        id: job.id,
        organization_id: job.organization.clone(),
        project_id: job.project.clone(),
        kind: job.kind.as_str().to_owned(),
        subject: job.subject.to_owned(),
        run_at: job.run_at,
        attempt: 0,
        fence: 0,
        lease_until: None,
    };
    jobs::Entity::insert(row.into_active_model())
        .on_conflict(OnConflict::columns([jobs::Column::Kind, jobs::Column::Subject]).do_nothing().to_owned())
        .exec_without_returning(&tx.inner)
        .await?;
    Ok(())
}

/// Takes the job that has been ready the longest, until `lease_until`.
pub async fn claim(db: &Db, kind: JobKind, now: Timestamp, lease_until: Timestamp) -> Result<Option<Leased>, DbError> {
    if !any_ready(db, kind, now).await? {
        return Ok(None);
    }
    // SQLite has one writer; PostgreSQL steps over rows that another worker is just taking.
    let skip = if db.backend() == DbBackend::Postgres { "FOR UPDATE SKIP LOCKED" } else { "" };
    let sql = format!(
        "UPDATE jobs SET lease_until = $1, fence = fence + 1, attempt = attempt + 1 WHERE id = (
             SELECT id FROM jobs
             WHERE kind = $2 AND run_at <= $3 AND (lease_until IS NULL OR lease_until < $3)
             ORDER BY run_at, id LIMIT 1 {skip})
         RETURNING id, organization_id, project_id, subject, attempt, fence"
    );
    let values = [lease_until.0.into(), kind.as_str().into(), now.0.into()];
    let tx = db.begin().await?;
    let job =
        Leased::find_by_statement(Statement::from_sql_and_values(db.backend(), sql, values)).one(&tx.inner).await?;
    tx.commit().await?;
    Ok(job)
}

/// Looking costs nothing; only a find is worth the writer's turn.
async fn any_ready(db: &Db, kind: JobKind, now: Timestamp) -> Result<bool, DbError> {
    let ready = jobs::Entity::find()
        .filter(jobs::Column::Kind.eq(kind.as_str()))
        .filter(jobs::Column::RunAt.lte(now))
        .filter(Condition::any().add(jobs::Column::LeaseUntil.is_null()).add(jobs::Column::LeaseUntil.lt(now)));
    Ok(ready.one(&db.pool).await?.is_some())
}

/// When the next job of this kind becomes ready, leased ones at the end of their lease.
pub async fn next_ready(db: &Db, kind: JobKind) -> Result<Option<Timestamp>, DbError> {
    let sql = "SELECT MIN(COALESCE(lease_until + 1, run_at)) AS at FROM jobs WHERE kind = $1";
    let statement = Statement::from_sql_and_values(db.backend(), sql, [kind.as_str().into()]);
    use sea_orm::ConnectionTrait;
    let row = db.pool.query_one_raw(statement).await?;
    Ok(row.and_then(|row| row.try_get::<Option<i64>>("", "at").ok().flatten()).map(Timestamp))
}

/// Keeps a job; `false` when it was lost to another worker.
pub async fn extend(db: &Db, job: &Leased, lease_until: Timestamp) -> Result<bool, DbError> {
    let tx = db.begin().await?;
    let kept = jobs::Entity::update_many()
        .set(jobs::ActiveModel { lease_until: Set(Some(lease_until)), ..Default::default() })
        .filter(held(job))
        .exec(&tx.inner)
        .await?;
    tx.commit().await?;
    Ok(kept.rows_affected > 0)
}

/// Ends a job inside the transaction that keeps its outcome; `false` when it was lost: then nothing may be kept.
pub async fn finish(tx: &Tx, job: &Leased) -> Result<bool, DbError> {
    Ok(jobs::Entity::delete_many().filter(held(job)).exec(&tx.inner).await?.rows_affected > 0)
}

/// Puts a job back for `run_at`; `false` when it was lost.
pub async fn put_back(tx: &Tx, job: &Leased, run_at: Timestamp) -> Result<bool, DbError> {
    let back = jobs::ActiveModel { run_at: Set(run_at), lease_until: Set(None), ..Default::default() };
    Ok(jobs::Entity::update_many().set(back).filter(held(job)).exec(&tx.inner).await?.rows_affected > 0)
}

/// Hands a job back as if it had never been claimed.
pub async fn hand_back(db: &Db, job: &Leased) -> Result<(), DbError> {
    let tx = db.begin().await?;
    let back = jobs::ActiveModel { lease_until: Set(None), attempt: Set(job.attempt - 1), ..Default::default() };
    jobs::Entity::update_many().set(back).filter(held(job)).exec(&tx.inner).await?;
    tx.commit().await
}

/// Ends every lease: right when no other process can be holding one.
pub async fn release_all(db: &Db) -> Result<u64, DbError> {
    let tx = db.begin().await?;
    let freed = jobs::Entity::update_many()
        .set(jobs::ActiveModel { lease_until: Set(None), ..Default::default() })
        .filter(jobs::Column::LeaseUntil.is_not_null())
        .exec(&tx.inner)
        .await?;
    tx.commit().await?;
    Ok(freed.rows_affected)
}

fn held(job: &Leased) -> Condition {
    Condition::all().add(jobs::Column::Id.eq(job.id.clone())).add(jobs::Column::Fence.eq(job.fence))
}
