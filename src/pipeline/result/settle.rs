//! The transaction to settle: outcomes, ends of jobs, events, for whoever is done at the same time. A worker that lost
//! its lease changes nothing.

use crate::{
    access::{Claimed, ProjectScope},
    clock::Clock,
    db::{
        Script, Tx,
        queries::{self, jobs::Leased, outbox::Happened},
    },
    domain::{
        batch::Ending,
        event::{Change, EventType},
        evidence::Extraction,
        id::{BatchId, JobId},
        processing::{Processing, ProcessingStatus},
        template::ResultFormat,
        time::Timestamp,
        usage::Usage,
    },
    error::AppError,
    pipeline::result::batches,
    runtime::{Round, Rounds, Runtime, crash},
};
use serde_json::{Value, json};
use std::collections::{BTreeMap, HashSet};

type Scope = ProjectScope<Claimed>;

/// Keeps what became of runs.
pub struct Settler {
    rounds: Rounds<Outcome>,
}

/// What became of a run, and the job that it was.
pub struct Outcome {
    pub scope: Scope,
    pub job: Leased,
    pub run: Processing,
    pub ended: Ended,
}

pub enum Ended {
    Completed {
        format: ResultFormat,
        extraction: Box<Extraction>,
        usage: Option<Usage>,
    },
    /// A machine's code and a person's sentence.
    Failed {
        code: String,
        message: String,
    },
}

impl Settler {
    #[must_use]
    pub fn start(runtime: Runtime) -> Self {
        Self { rounds: Rounds::start(Settling { runtime }) }
    }

    /// Keeps an outcome, together with those that are there at the same time.
    ///
    /// # Errors
    /// When it could not be kept; then the job is still to be ended.
    pub async fn settle(&self, outcome: Outcome) -> Result<(), AppError> {
        self.rounds.join(outcome).await
    }
}

struct Settling {
    runtime: Runtime,
}

#[async_trait::async_trait]
impl Round for Settling {
    type Item = Outcome;

    async fn go(&self, outcomes: &[Outcome]) -> Result<(), AppError> {
        let (runtime, now) = (&self.runtime, self.runtime.clock.now());
        let scopes = outcomes.iter().map(|outcome| &outcome.scope);
        let listeners = queries::outbox::listeners(&runtime.db, scopes).await?;

        let tx = runtime.db.begin().await?;
        let still_ours = queries::jobs::finish_all(&tx, outcomes.iter().map(|outcome| &outcome.job)).await?;
        let kept = kept(&tx, outcomes, &still_ours).await?;
        let mut script = Script::of(&tx);
        for outcome in &kept {
            outcome.write(&mut script, &runtime.clock, now);
        }
        let happened = kept.iter().map(|outcome| outcome.happened(now)).collect();
        queries::outbox::publish_all(&mut script, &runtime.clock, &listeners, happened);
        script.run(&tx).await?;
        // The end of a batch is told after the ends of its files.
        let mut counted = Vec::new();
        for ((id, ending), (scope, files)) in of_batches(&kept) {
            if let Some(batch) = batches::count(runtime, &tx, scope, Some(id), ending, files).await? {
                counted.push((scope, batch));
            }
        }
        for _ in &kept {
            crash::point("before settled");
        }
        tx.commit().await?;
        for outcome in kept {
            crash::point("settled");
            outcome.tell(runtime, now);
        }
        for (scope, batch) in &counted {
            batches::tell(runtime, scope, Some(batch));
        }
        runtime.wake.all();
        Ok(())
    }
}

/// Those whose job was not lost, and whose run has not ended otherwise.
async fn kept<'a>(tx: &Tx, outcomes: &'a [Outcome], still_ours: &HashSet<JobId>) -> Result<Vec<&'a Outcome>, AppError> {
    let (ours, late): (Vec<_>, Vec<_>) =
        outcomes.iter().partition(|outcome: &&Outcome| still_ours.contains(&outcome.job.id));
    for outcome in late {
        tracing::warn!(job = %outcome.job.id, "a late finish was ignored");
    }
    let open = queries::claims::still_open(tx, ours.iter().map(|outcome| &outcome.job)).await?;
    Ok(ours.into_iter().filter(|outcome| open.contains(&outcome.run.id)).collect())
}

/// How many files of which batch ended how, always in the same order: whoever counts at the same time waits, but not
/// for each other.
fn of_batches<'a>(outcomes: &[&'a Outcome]) -> BTreeMap<(&'a BatchId, Ending), (&'a Scope, i32)> {
    let mut files = BTreeMap::new();
    for outcome in outcomes {
        if let Some(batch) = &outcome.run.batch_id {
            files.entry((batch, outcome.ending())).or_insert((&outcome.scope, 0)).1 += 1;
        }
    }
    files
}

impl Outcome {
    fn write(&self, script: &mut Script, clock: &Clock, now: Timestamp) {
        let Self { scope, run, .. } = self;
        match &self.ended {
            Ended::Completed { extraction, usage, .. } => {
                queries::processings::complete(script, scope, &run.id, extraction, usage.as_ref(), now);
            }
            Ended::Failed { code, message } => {
                queries::processings::fail(script, scope, &run.id, code, message, now);
            }
        }
        // Whoever sent it by LINE is told there.
        queries::line_messages::answer(script, scope, clock, &run.document_id);
    }

    fn happened(&self, now: Timestamp) -> Happened<'_, Claimed> {
        let (event_type, payload) = match &self.ended {
            Ended::Completed { format, extraction, .. } => {
                (EventType::DocumentProcessed, self.processed(*format, extraction, now))
            }
            Ended::Failed { message, .. } => (EventType::DocumentFailed, self.failed(message, now)),
        };
        Happened { scope: &self.scope, event_type, subject: self.run.document_id.as_str(), payload }
    }

    fn processed(&self, format: ResultFormat, extraction: &Extraction, now: Timestamp) -> Value {
        let run = &self.run;
        json!({
            "id": run.document_id,
            "fileName": run.file_name,
            "status": ProcessingStatus::Completed,
            "extractedData": extraction.result,
            "confidence": (f64::from(extraction.confidence) * 10_000.0).round() / 10_000.0,
            "processingTime": elapsed(run, now),
            "processedAt": now,
            "processingId": run.id,
            "templateId": run.template_id,
            "format": format,
        })
    }

    fn failed(&self, message: &str, now: Timestamp) -> Value {
        let run = &self.run;
        json!({
            "id": run.document_id,
            "fileName": run.file_name,
            "status": ProcessingStatus::Failed,
            "errorMessage": message,
            "processingTime": elapsed(run, now),
            // Told in the older shape alone.
            "processingId": run.id,
            "templateId": run.template_id,
        })
    }

    fn ending(&self) -> Ending {
        match self.ended {
            Ended::Completed { .. } => Ending::Completed,
            Ended::Failed { .. } => Ending::Failed,
        }
    }

    fn tell(&self, runtime: &Runtime, now: Timestamp) {
        let Self { scope, run, .. } = self;
        match &self.ended {
            Ended::Completed { extraction, .. } => {
                let confidence = extraction.confidence;
                tracing::info!(processing = %run.id, millis = elapsed(run, now), confidence, "completed");
                tell(runtime, scope, run, ProcessingStatus::Completed, Some(confidence));
            }
            Ended::Failed { code, .. } => {
                tracing::info!(processing = %run.id, code, "failed");
                tell(runtime, scope, run, ProcessingStatus::Failed, None);
            }
        }
    }
}

/// Tells the screens that a run is being worked on; the claim has marked it.
pub fn tell_started(runtime: &Runtime, scope: &Scope, run: &Processing) {
    tell(runtime, scope, run, ProcessingStatus::InProgress, None);
}

/// Ends a job that has nothing left to do.
///
/// # Errors
/// When the database does not answer.
pub async fn drop_job(runtime: &Runtime, job: &Leased) -> Result<(), AppError> {
    let tx = runtime.db.begin().await?;
    queries::jobs::finish(&tx, job).await?;
    Ok(tx.commit().await?)
}

/// Milliseconds since the work began.
fn elapsed(run: &Processing, now: Timestamp) -> i64 {
    run.started_at.map_or(0, |started| now.millis_since(started))
}

fn tell(runtime: &Runtime, scope: &Scope, run: &Processing, status: ProcessingStatus, confidence: Option<f32>) {
    let change =
        Change::Processing { processing_id: run.id.clone(), document_id: run.document_id.clone(), status, confidence };
    let (organization, project) = (scope.organization().clone(), scope.project().clone());
    runtime.live.tell_in_batch(organization, project, run.batch_id.clone(), change);
}
