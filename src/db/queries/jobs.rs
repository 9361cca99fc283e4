//! The queue on the database: enqueue in the caller's transaction, hold under a lease, finish under a fence.

mod claim;

pub use claim::{Room, claim};

use crate::{
    db::{Db, DbError, Script, Tx, tables::jobs},
    domain::{
        id::{JobId, OrgId, ProjectId},
        time::Timestamp,
    },
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, Statement,
    Value,
};
use std::collections::HashSet;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum JobKind {
    /// Subject: a processing.
    Extract,
    /// Subject: a delivery.
    Deliver,
    /// Subject: a message to a LINE bot.
    Line,
}

impl JobKind {
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Extract => "extract",
            Self::Deliver => "deliver",
            Self::Line => "line",
        }
    }
}

/// Who goes first within a lane.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Priority {
    /// Somebody is looking at it.
    Interactive,
    /// One of many.
    Batch,
}

const WAITING: &str = "waiting";
pub(super) const DELAYED: &str = "delayed";
pub(super) const LEASED: &str = "leased";

/// Work to be put into one lane of the queue; a subject that is in it already stays as it is.
pub struct NewJobs<'a> {
    pub kind: JobKind,
    pub organization: &'a OrgId,
    pub project: &'a ProjectId,
    /// Lanes are served in turn: an organization's documents, an endpoint's deliveries.
    pub lane: &'a str,
    pub priority: Priority,
    pub now: Timestamp,
    /// What each is about, first come first.
    pub subjects: Vec<(JobId, &'a str)>,
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

/// Start-time fair queueing (Goyal, Vin, Cheng 1996): a job's turn comes one after the last of its lane, and never
/// before the one that is served next. A lane with one job waits for two of each other lane at most, however many
/// those have waiting.
pub fn enqueue(script: &mut Script, mut jobs: NewJobs<'_>) {
    let mut values = Vec::new();
    let mut rows = Vec::new();
    for (place, (id, subject)) in std::mem::take(&mut jobs.subjects).into_iter().enumerate() {
        values.extend([id.0.into(), subject.into()]);
        let at = OWN_VALUES + values.len();
        rows.push(format!("SELECT ${} AS id, ${at} AS subject, {place} AS place", at - 1));
    }
    if !rows.is_empty() {
        insert(script, &jobs, &rows.join(" UNION ALL "), values);
    }
}

/// The same for the one subject that `found` selects, if there is one: nobody needs to look before. In `found`, `$8`
/// stands for `about`.
pub(super) fn enqueue_found(script: &mut Script, jobs: &NewJobs<'_>, id: JobId, found: &str, about: &str) {
    let row = format!("SELECT $7 AS id, found.subject AS subject, 0 AS place FROM ({found}) AS found");
    insert(script, jobs, &row, vec![id.0.into(), about.into()]);
}

/// Values of a job that its `rows` do not bring.
const OWN_VALUES: usize = 6;

fn insert(script: &mut Script, jobs: &NewJobs<'_>, rows: &str, own: Vec<Value>) {
    let greatest = if script.is_postgres() { "GREATEST" } else { "MAX" };
    // One look into the index for each priority: a range would walk the whole lane.
    let last = |priority: i32| {
        format!(
            "(SELECT COALESCE(MAX(turn), -1) + 1 FROM jobs
              WHERE kind = $3 AND state = '{WAITING}' AND lane = $4 AND priority = {priority})"
        )
    };
    let after = (0..=jobs.priority as i32).map(last).collect::<Vec<_>>().join(", ");
    let mut values: Vec<Value> = vec![
        jobs.organization.as_str().into(),
        jobs.project.as_str().into(),
        jobs.kind.as_str().into(),
        jobs.lane.into(),
        (jobs.priority as i32).into(),
        jobs.now.0.into(),
    ];
    values.extend(own);
    let sql = format!(
        "INSERT INTO jobs (id, organization_id, project_id, kind, subject, lane, priority, turn, state, due_at,
                           attempt, fence)
         SELECT new.id, $1, $2, $3, new.subject, $4, $5,
                {greatest}({after}, COALESCE((SELECT served FROM queue_turns WHERE kind = $3), 0)) + new.place,
                '{WAITING}', $6, 0, 0
         FROM ({rows}) AS new
         WHERE 1 = 1
         ON CONFLICT (kind, subject) DO NOTHING"
    );
    script.add(Statement::from_sql_and_values(script.backend(), sql, values));
}

/// Is there anything that could be claimed? Looking costs nothing; only a find is worth the writer's turn.
pub async fn any_ready(db: &Db, kind: JobKind, now: Timestamp) -> Result<bool, DbError> {
    let sql = format!(
        "SELECT 1 FROM jobs WHERE kind = $1 AND state = '{WAITING}'
         UNION ALL SELECT 1 FROM jobs WHERE kind = $1 AND state = '{DELAYED}' AND due_at <= $2
         UNION ALL SELECT 1 FROM jobs WHERE kind = $1 AND state = '{LEASED}' AND due_at <= $2
         LIMIT 1"
    );
    let statement = Statement::from_sql_and_values(db.backend(), sql, [kind.as_str().into(), now.0.into()]);
    Ok(db.pool.query_one_raw(statement).await?.is_some())
}

/// When the next job of this kind is due that is not waiting already: a delay or a lease ends.
pub async fn next_due(db: &Db, kind: JobKind) -> Result<Option<Timestamp>, DbError> {
    let earliest = |state| format!("SELECT MIN(due_at) AS at FROM jobs WHERE kind = $1 AND state = '{state}'");
    let sql = format!("SELECT MIN(at) AS at FROM ({} UNION ALL {}) AS due", earliest(DELAYED), earliest(LEASED));
    let statement = Statement::from_sql_and_values(db.backend(), sql, [kind.as_str().into()]);
    let row = db.pool.query_one_raw(statement).await?;
    Ok(row.and_then(|row| row.try_get::<Option<i64>>("", "at").ok().flatten()).map(Timestamp))
}

/// How many jobs of the same lane go before this subject's; none when it is not waiting.
pub async fn ahead(db: &Db, kind: JobKind, subject: &str) -> Result<Option<i64>, DbError> {
    let sql = format!(
        "SELECT (SELECT COUNT(*) FROM jobs
                 WHERE kind = own.kind AND state = '{WAITING}' AND lane = own.lane
                   AND (priority < own.priority OR (priority = own.priority AND turn < own.turn))) AS ahead
         FROM jobs own WHERE own.kind = $1 AND own.subject = $2 AND own.state = '{WAITING}'"
    );
    let statement = Statement::from_sql_and_values(db.backend(), sql, [kind.as_str().into(), subject.into()]);
    let row = db.pool.query_one_raw(statement).await?;
    row.map(|row| row.try_get("", "ahead")).transpose()
}

/// Keeps a job; `false` when it was lost to another worker.
pub async fn extend(db: &Db, job: &Leased, lease_until: Timestamp) -> Result<bool, DbError> {
    let tx = db.begin().await?;
    let kept = jobs::Entity::update_many()
        .set(jobs::ActiveModel { due_at: Set(lease_until), ..Default::default() })
        .filter(held(job))
        .exec(tx.connection())
        .await?;
    tx.commit().await?;
    Ok(kept.rows_affected > 0)
}

/// Ends a job inside the transaction that keeps its outcome; `false` when it was lost: then nothing may be kept.
pub async fn finish(tx: &Tx, job: &Leased) -> Result<bool, DbError> {
    Ok(jobs::Entity::delete_many().filter(held(job)).exec(tx.connection()).await?.rows_affected > 0)
}

/// The same for several: those of them that were not lost.
pub async fn finish_all(tx: &Tx, held_by_us: impl IntoIterator<Item = &Leased>) -> Result<HashSet<JobId>, DbError> {
    let any = held_by_us.into_iter().fold(Condition::any(), |any, job| any.add(held(job)));
    let ended = jobs::Entity::delete_many().filter(any).exec_with_returning(tx.connection()).await?;
    Ok(ended.into_iter().map(|job| job.id).collect())
}

/// Puts a job back until `due_at`; `false` when it was lost.
pub async fn put_back(tx: &Tx, job: &Leased, due_at: Timestamp) -> Result<bool, DbError> {
    let back = jobs::ActiveModel { state: Set(DELAYED.to_owned()), due_at: Set(due_at), ..Default::default() };
    Ok(jobs::Entity::update_many().set(back).filter(held(job)).exec(tx.connection()).await?.rows_affected > 0)
}

/// Puts a job back until `due_at` as if it had never been claimed; `false` when it was lost.
pub async fn postpone(tx: &Tx, job: &Leased, due_at: Timestamp) -> Result<bool, DbError> {
    let back = jobs::ActiveModel {
        state: Set(DELAYED.to_owned()),
        due_at: Set(due_at),
        attempt: Set(job.attempt - 1),
        ..Default::default()
    };
    Ok(jobs::Entity::update_many().set(back).filter(held(job)).exec(tx.connection()).await?.rows_affected > 0)
}

/// Hands a job back as if it had never been claimed.
pub async fn hand_back(db: &Db, job: &Leased) -> Result<(), DbError> {
    let tx = db.begin().await?;
    let back =
        jobs::ActiveModel { state: Set(WAITING.to_owned()), attempt: Set(job.attempt - 1), ..Default::default() };
    jobs::Entity::update_many().set(back).filter(held(job)).exec(tx.connection()).await?;
    tx.commit().await
}

/// Ends every lease: right when no other process can be holding one.
pub async fn release_all(db: &Db) -> Result<u64, DbError> {
    let tx = db.begin().await?;
    let freed = jobs::Entity::update_many()
        .set(jobs::ActiveModel { state: Set(WAITING.to_owned()), ..Default::default() })
        .filter(jobs::Column::State.eq(LEASED))
        .exec(tx.connection())
        .await?;
    tx.commit().await?;
    Ok(freed.rows_affected)
}

fn held(job: &Leased) -> Condition {
    Condition::all()
        .add(jobs::Column::Id.eq(job.id.clone()))
        .add(jobs::Column::Fence.eq(job.fence))
        .add(jobs::Column::State.eq(LEASED))
}
