//! A worker: claims jobs of one kind, keeps their leases while they run, hands back what it cannot finish.

use super::{JobKind, Leased, backoff};
use crate::{db::queries::jobs, error::AppError, runtime::Runtime};
use futures::FutureExt;
use std::{panic::AssertUnwindSafe, sync::Arc, time::Duration};
use tokio::{sync::Semaphore, task::JoinSet, time::sleep};
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
    fn kind(&self) -> JobKind;

    /// How many jobs at once.
    fn slots(&self) -> usize;

    /// Does one job and ends it ([`jobs::finish`] or [`jobs::put_back`]) in the transaction that keeps its outcome.
    /// It may run more than once, and may be dropped at any await: an `Err` or a panic puts the job back.
    async fn run(&self, job: &Leased) -> Result<(), AppError>;
}

/// Works until `stop`, then finishes or hands back what it holds.
pub async fn run(runtime: Runtime, work: Arc<dyn Work>, stop: CancellationToken) {
    let bell = match work.kind() {
        JobKind::Extract => runtime.wake.extract.clone(),
        JobKind::Deliver => runtime.wake.deliver.clone(),
    };
    let slots = Arc::new(Semaphore::new(work.slots()));
    let mut running = JoinSet::new();
    loop {
        let permit = tokio::select! {
            permit = slots.clone().acquire_owned() => permit.expect("the semaphore is never closed"),
            () = stop.cancelled() => break,
        };
        while running.try_join_next().is_some() {}
        let now = runtime.clock.now();
        match jobs::claim(&runtime.db, work.kind(), now, lease_end(&runtime)).await {
            Ok(Some(job)) => {
                let (runtime, work, stop) = (runtime.clone(), work.clone(), stop.clone());
                running.spawn(async move {
                    hold(&runtime, work.as_ref(), &job, &stop).await;
                    drop(permit);
                });
            }
            Ok(None) => {
                drop(permit);
                tokio::select! {
                    () = bell.notified() => {}
                    () = sleep(until_next(&runtime, work.kind()).await) => {}
                    () = stop.cancelled() => break,
                }
            }
            Err(error) => {
                tracing::error!(%error, "no job could be claimed");
                sleep(SWEEP).await;
            }
        }
    }
    while running.join_next().await.is_some() {}
}

/// Runs one job under its lease.
async fn hold(runtime: &Runtime, work: &dyn Work, job: &Leased, stop: &CancellationToken) {
    let drained = async {
        stop.cancelled().await;
        sleep(DRAIN).await;
    };
    let outcome = tokio::select! {
        outcome = AssertUnwindSafe(work.run(job)).catch_unwind() => outcome,
        () = keep_lease(runtime, job) => {
            tracing::warn!(job = %job.id, "the lease was lost; another worker has the job");
            return;
        }
        () = drained => {
            if let Err(error) = jobs::hand_back(&runtime.db, job).await {
                tracing::warn!(job = %job.id, %error, "not handed back; the lease will end by itself");
            }
            return;
        }
    };
    match outcome {
        Ok(Ok(())) => {}
        Ok(Err(error)) => put_back(runtime, job, &error.to_string()).await,
        Err(_) => put_back(runtime, job, "it panicked").await,
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
    let run_at = runtime.clock.now().plus_millis(wait.as_millis() as i64);
    tracing::warn!(job = %job.id, attempt = job.attempt, reason, "the job is put back");
    let back = async {
        let tx = runtime.db.begin().await?;
        jobs::put_back(&tx, job, run_at).await?;
        tx.commit().await
    };
    if let Err(error) = back.await {
        tracing::warn!(job = %job.id, %error, "not put back; the lease will end by itself");
    }
}

fn lease_end(runtime: &Runtime) -> crate::domain::time::Timestamp {
    runtime.clock.now().plus_millis(runtime.config.queue.lease().as_millis() as i64)
}

/// How long to sleep if nobody rings.
async fn until_next(runtime: &Runtime, kind: JobKind) -> Duration {
    match jobs::next_ready(&runtime.db, kind).await {
        Ok(Some(at)) => Duration::from_millis(at.millis_since(runtime.clock.now()).max(1) as u64).min(SWEEP),
        _ => SWEEP,
    }
}
