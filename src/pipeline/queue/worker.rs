//! A worker: claims jobs of one kind, keeps their leases while they run, hands back what it cannot finish.

use super::{JobKind, Leased, Pace, backoff};
use crate::{
    db::{
        Tx,
        queries::jobs::{self, Room},
    },
    domain::time::Timestamp,
    error::AppError,
    runtime::{Runtime, crash},
};
use futures::FutureExt;
use std::{panic::AssertUnwindSafe, sync::Arc, time::Duration};
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    task::JoinSet,
    time::{Instant, sleep},
};
use tokio_util::sync::CancellationToken;

/// At least this often the worker looks by itself: a lost wake-up costs no more.
const SWEEP: Duration = Duration::from_secs(1);
/// What is still running this long after the order to stop is handed back.
const DRAIN: Duration = Duration::from_secs(20);
/// Waits between tries of a job that failed for reasons of our own (a database that went away).
const FIRST_WAIT: Duration = Duration::from_secs(2);
const LONGEST_WAIT: Duration = Duration::from_secs(60);

/// What is done with jobs of one kind.
#[async_trait::async_trait]
pub trait Work: Send + Sync + 'static {
    /// What a job is about.
    type Needs: Send;

    fn kind(&self) -> JobKind;

    /// How many jobs at once.
    fn slots(&self) -> usize;

    /// How many jobs of one lane at once, over all processes.
    fn slots_per_lane(&self) -> usize;

    /// Part of the transaction that claims: what everybody may see of it at once.
    async fn claimed(&self, tx: &Tx, jobs: &[Leased]) -> Result<(), AppError>;

    /// What each of the claimed jobs is about.
    async fn look_up(&self, jobs: &[Leased]) -> Result<Vec<Self::Needs>, AppError>;

    /// Does one job and ends it ([`jobs::finish`] or [`jobs::put_back`]) in the transaction that keeps its outcome.
    /// It may run more than once, and may be dropped at any await: an `Err` or a panic puts the job back.
    /// The slot can be given back when only the outcome is left to be kept.
    async fn run(&self, job: &Leased, needs: Self::Needs, slot: Slot) -> Result<(), AppError>;
}

/// The right to work; given back when dropped.
pub struct Slot {
    _permit: OwnedSemaphorePermit,
    since: Instant,
    pace: Arc<Pace>,
}

impl Drop for Slot {
    fn drop(&mut self) {
        self.pace.took(self.since.elapsed());
    }
}

/// Works until `stop`, then finishes or hands back what it holds.
pub async fn run<W: Work>(runtime: Runtime, work: W, stop: CancellationToken) {
    let bell = match work.kind() {
        JobKind::Extract => runtime.wake.extract.clone(),
        JobKind::Deliver => runtime.wake.deliver.clone(),
        JobKind::Line => runtime.wake.line.clone(),
    };
    let work = Arc::new(work);
    let pace = Arc::new(Pace::new(work.slots()));
    let slots = Arc::new(Semaphore::new(work.slots()));
    let mut held = JoinSet::new();
    while !stop.is_cancelled() {
        let room = Room { jobs: pace.holds().saturating_sub(held.len()), per_lane: work.slots_per_lane() };
        let claimed = match claim(&runtime, work.as_ref(), room).await {
            Ok(claimed) => claimed,
            Err(error) => {
                tracing::error!(%error, "no job could be claimed");
                sleep(SWEEP).await;
                continue;
            }
        };
        let full = room.jobs == 0 || claimed.len() == room.jobs;
        for (job, needs) in claimed {
            let (runtime, work, stop) = (runtime.clone(), work.clone(), stop.clone());
            let (slots, pace) = (slots.clone(), pace.clone());
            held.spawn(async move { hold(&runtime, work.as_ref(), &job, needs, slots, pace, &stop).await });
        }
        let pause = if full { SWEEP } else { until_next(&runtime, work.kind()).await };
        tokio::select! {
            // An end makes room: here, or in the lane of the job.
            Some(_) = held.join_next() => while held.try_join_next().is_some() {},
            () = bell.notified(), if !full => {}
            () = sleep(pause), if !full => {}
            () = stop.cancelled() => {}
        }
    }
    while held.join_next().await.is_some() {}
}

async fn claim<W: Work>(runtime: &Runtime, work: &W, room: Room) -> Result<Vec<(Leased, W::Needs)>, AppError> {
    let claim = jobs::claim(&runtime.db, work.kind(), room, runtime.clock.now(), lease_end(runtime)).await?;
    let Some((tx, jobs)) = claim else { return Ok(Vec::new()) };
    work.claimed(&tx, &jobs).await?;
    tx.commit().await?;
    crash::point(match work.kind() {
        JobKind::Extract => "document claimed",
        JobKind::Deliver => "delivery claimed",
        JobKind::Line => "LINE message claimed",
    });
    match work.look_up(&jobs).await {
        Ok(needs) => Ok(jobs.into_iter().zip(needs).collect()),
        Err(_) => Ok(one_by_one(runtime, work, jobs).await),
    }
}

/// What is about something that cannot be looked up is put back; the others go on.
async fn one_by_one<W: Work>(runtime: &Runtime, work: &W, jobs: Vec<Leased>) -> Vec<(Leased, W::Needs)> {
    let mut found = Vec::new();
    for job in jobs {
        match work.look_up(std::slice::from_ref(&job)).await {
            Ok(needs) => found.extend(needs.into_iter().map(|needs| (job.clone(), needs))),
            Err(error) => put_back(runtime, &job, &error.to_string()).await,
        }
    }
    found
}

/// Runs one job under its lease, as soon as there is a slot.
async fn hold<W: Work>(
    runtime: &Runtime,
    work: &W,
    job: &Leased,
    needs: W::Needs,
    slots: Arc<Semaphore>,
    pace: Arc<Pace>,
    stop: &CancellationToken,
) {
    let drained = async {
        stop.cancelled().await;
        sleep(DRAIN).await;
    };
    let begun = async {
        let permit = tokio::select! {
            permit = slots.acquire_owned() => permit.expect("the semaphore is never closed"),
            () = stop.cancelled() => return None,
        };
        let slot = Slot { _permit: permit, since: Instant::now(), pace };
        Some(AssertUnwindSafe(work.run(job, needs, slot)).catch_unwind().await)
    };
    let outcome = tokio::select! {
        outcome = begun => outcome,
        () = keep_lease(runtime, job) => {
            tracing::warn!(job = %job.id, "the lease was lost; another worker has the job");
            return;
        }
        () = drained => None,
    };
    match outcome {
        Some(Ok(Ok(()))) => {}
        Some(Ok(Err(error))) => put_back(runtime, job, &error.to_string()).await,
        Some(Err(_)) => put_back(runtime, job, "it panicked").await,
        None => {
            if let Err(error) = jobs::hand_back(&runtime.db, job).await {
                tracing::warn!(job = %job.id, %error, "not handed back; the lease will end by itself");
            }
        }
    }
}

/// Beats until the job is lost.
async fn keep_lease(runtime: &Runtime, job: &Leased) {
    // Three beats fit into a lease: one may fail.
    let beat = runtime.config.queue.lease() / 3;
    loop {
        sleep(beat).await;
        match jobs::extend(&runtime.db, job, lease_end(runtime)).await {
            Ok(true) => {}
            Ok(false) => return,
            Err(error) => tracing::warn!(job = %job.id, %error, "the lease could not be extended"),
        }
    }
}

async fn put_back(runtime: &Runtime, job: &Leased, reason: &str) {
    let wait = backoff(job.attempt, FIRST_WAIT, 2.0, LONGEST_WAIT, rand::random());
    let due_at = runtime.clock.now().plus_millis(wait.as_millis() as i64);
    tracing::warn!(job = %job.id, attempt = job.attempt, reason, "the job is put back");
    let back = async {
        let tx = runtime.db.begin().await?;
        jobs::put_back(&tx, job, due_at).await?;
        tx.commit().await
    };
    if let Err(error) = back.await {
        tracing::warn!(job = %job.id, %error, "not put back; the lease will end by itself");
    }
}

fn lease_end(runtime: &Runtime) -> Timestamp {
    runtime.clock.now().plus_millis(runtime.config.queue.lease().as_millis() as i64)
}

/// How long to sleep if nobody rings.
async fn until_next(runtime: &Runtime, kind: JobKind) -> Duration {
    match jobs::next_due(&runtime.db, kind).await {
        Ok(Some(at)) => Duration::from_millis(at.millis_since(runtime.clock.now()).max(1) as u64).min(SWEEP),
        _ => SWEEP,
    }
}
