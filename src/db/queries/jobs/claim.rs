//! Taking jobs: lanes in turn, none beyond its room, the delayed and the lost when they are due.

use super::{DELAYED, JobKind, LEASED, Leased, WAITING, any_ready};
use crate::{
    db::{Db, DbError, Script, Tx},
    domain::time::Timestamp,
};
use sea_orm::{ConnectionTrait, FromQueryResult, Statement, Value};

/// What a claim may take.
#[derive(Clone, Copy, Debug)]
pub struct Room {
    /// Jobs in all.
    pub jobs: usize,
    /// Jobs of one lane that may be leased at once, whoever holds them.
    pub per_lane: usize,
}

/// A lane that has work and room.
#[derive(FromQueryResult)]
struct Lane {
    lane: String,
    leased: i64,
    turn: i64,
}

/// Takes the jobs whose turn it is, until `lease_until`; the caller commits.
///
/// Claims of one kind exclude each other, so that the room of a lane holds over all processes.
pub async fn claim(
    db: &Db,
    kind: JobKind,
    room: Room,
    now: Timestamp,
    lease_until: Timestamp,
) -> Result<Option<(Tx, Vec<Leased>)>, DbError> {
    if room.jobs == 0 || !any_ready(db, kind, now).await? {
        return Ok(None);
    }
    let tx = db.begin().await?;
    if tx.is_postgres() {
        let lock = "SELECT pg_advisory_xact_lock(hashtext($1))";
        let key = format!("ocriva.claim.{}", kind.as_str());
        tx.connection().execute_raw(Statement::from_sql_and_values(tx.backend(), lock, [key.into()])).await?;
        // A lease that a power cut takes away is a job that waits again: nothing to sync a disk for.
        tx.connection().execute_unprepared("SET LOCAL synchronous_commit = off").await?;
    }
    bring_back(&tx, kind, now).await?;
    let lanes: Vec<Lane> =
        lanes(&tx, kind).await?.into_iter().filter(|lane| (lane.leased as usize) < room.per_lane).collect();
    let chosen = next(&tx, kind, &lanes, room).await?;
    if chosen.is_empty() {
        tx.commit().await?;
        return Ok(None);
    }
    let mut script = Script::of(&tx);
    let last = chosen.iter().map(|job| job.turn).max().unwrap_or_default();
    serve(&mut script, kind, last + 1);
    lease(&mut script, &chosen, lease_until);
    let mut claimed: Vec<Leased> = script.rows(&tx).await?;
    claimed.sort_by_key(|job| chosen.iter().position(|one| one.id == job.id.0));
    Ok(Some((tx, claimed)))
}

/// Delays and leases that are over wait again.
async fn bring_back(tx: &Tx, kind: JobKind, now: Timestamp) -> Result<(), DbError> {
    let sql = format!(
        "UPDATE jobs SET state = '{WAITING}' WHERE kind = $1 AND state IN ('{DELAYED}', '{LEASED}') AND due_at <= $2"
    );
    let values = [kind.as_str().into(), now.0.into()];
    tx.connection().execute_raw(Statement::from_sql_and_values(tx.backend(), sql, values)).await?;
    Ok(())
}

/// Lanes that have work, by the turn of their first job; as many looks into the index as there are lanes.
async fn lanes(tx: &Tx, kind: JobKind) -> Result<Vec<Lane>, DbError> {
    let sql = format!(
        "WITH RECURSIVE lanes (lane) AS (
             SELECT MIN(lane) FROM jobs WHERE kind = $1 AND state = '{WAITING}'
             UNION ALL
             SELECT (SELECT MIN(jobs.lane) FROM jobs
                     WHERE kind = $1 AND state = '{WAITING}' AND jobs.lane > lanes.lane)
             FROM lanes WHERE lanes.lane IS NOT NULL)
         SELECT lane,
                (SELECT COUNT(*) FROM jobs WHERE kind = $1 AND state = '{LEASED}' AND jobs.lane = lanes.lane) AS leased,
                (SELECT turn FROM jobs WHERE kind = $1 AND state = '{WAITING}' AND jobs.lane = lanes.lane
                 ORDER BY priority, turn LIMIT 1) AS turn
         FROM lanes WHERE lane IS NOT NULL"
    );
    let statement = Statement::from_sql_and_values(tx.backend(), sql, [kind.as_str().into()]);
    let mut lanes = Lane::find_by_statement(statement).all(tx.connection()).await?;
    lanes.sort_by_key(|lane| lane.turn);
    Ok(lanes)
}

/// A job that may be taken.
#[derive(FromQueryResult)]
struct Waiting {
    id: String,
    lane: String,
    priority: i32,
    turn: i64,
}

/// The jobs whose turn it is.
async fn next(tx: &Tx, kind: JobKind, lanes: &[Lane], room: Room) -> Result<Vec<Waiting>, DbError> {
    // A lane's first job stands before all others of it: later lanes cannot have one of the first `jobs`.
    let lanes = &lanes[..lanes.len().min(room.jobs)];
    if lanes.is_empty() {
        return Ok(Vec::new());
    }
    let mut values: Vec<Value> = vec![kind.as_str().into()];
    let mut parts = Vec::new();
    for lane in lanes {
        values.push(lane.lane.as_str().into());
        let most = (room.per_lane - lane.leased as usize).min(room.jobs);
        parts.push(format!(
            "SELECT * FROM (SELECT id, lane, priority, turn FROM jobs
                            WHERE kind = $1 AND state = '{WAITING}' AND lane = ${}
                            ORDER BY priority, turn, id LIMIT {most}) AS part{}",
            values.len(),
            values.len(),
        ));
    }
    let sql = parts.join(" UNION ALL ");
    let mut found = Waiting::find_by_statement(Statement::from_sql_and_values(tx.backend(), sql, values))
        .all(tx.connection())
        .await?;
    in_turn(&mut found);
    found.truncate(room.jobs);
    Ok(found)
}

/// By turn; but within a lane nothing goes before what is ahead of it there.
fn in_turn(jobs: &mut [Waiting]) {
    jobs.sort_by(|a, b| (&a.lane, a.priority, a.turn).cmp(&(&b.lane, b.priority, b.turn)));
    for at in 1..jobs.len() {
        if jobs[at].lane == jobs[at - 1].lane {
            jobs[at].turn = jobs[at].turn.max(jobs[at - 1].turn);
        }
    }
    jobs.sort_by_key(|job| job.turn);
}

fn lease(script: &mut Script, chosen: &[Waiting], until: Timestamp) {
    let places: Vec<String> = (2..=chosen.len() + 1).map(|place| format!("${place}")).collect();
    // A job that was cancelled since it was chosen is not there any more.
    let sql = format!(
        "UPDATE jobs SET state = '{LEASED}', due_at = $1, fence = fence + 1, attempt = attempt + 1
         WHERE id IN ({}) AND state = '{WAITING}'
         RETURNING id, organization_id, project_id, subject, attempt, fence",
        places.join(", ")
    );
    let mut values: Vec<Value> = vec![until.0.into()];
    values.extend(chosen.iter().map(|job| job.id.as_str().into()));
    script.add(Statement::from_sql_and_values(script.backend(), sql, values));
}

/// Newcomers start from the turn after the one that is being served. From that very turn, a lane that brings one job
/// after the other, each when the one before was taken, would always be ahead of those that have more waiting.
fn serve(script: &mut Script, kind: JobKind, turn: i64) {
    let sql = "INSERT INTO queue_turns (kind, served) VALUES ($1, $2)
               ON CONFLICT (kind) DO UPDATE SET served = excluded.served WHERE queue_turns.served < excluded.served";
    script.add(Statement::from_sql_and_values(script.backend(), sql, [kind.as_str().into(), turn.into()]));
}
