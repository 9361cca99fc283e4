//! The transaction to settle: outcome, end of the job, event. A worker that lost its lease changes nothing.

use crate::{
    access::{Claimed, ProjectScope},
    db::{
        Script, Tx,
        queries::{self, jobs::Leased},
    },
    domain::{
        batch::Ending,
        event::{Change, EventType},
        evidence::Extraction,
        processing::{Processing, ProcessingStatus},
        template::ResultFormat,
        time::Timestamp,
        usage::Usage,
    },
    error::AppError,
    pipeline::result::batches,
    runtime::{Runtime, crash},
};
use serde_json::{Value, json};

type Scope = ProjectScope<Claimed>;

/// Tells the screens that a run is being worked on; the claim has marked it.
pub fn tell_started(runtime: &Runtime, scope: &Scope, run: &Processing) {
    tell(runtime, scope, run, ProcessingStatus::InProgress, None);
}

/// Keeps a result.
pub async fn complete(
    runtime: &Runtime,
    scope: &Scope,
    job: &Leased,
    run: &Processing,
    format: ResultFormat,
    extraction: &Extraction,
    usage: Option<&Usage>,
) -> Result<(), AppError> {
    let now = runtime.clock.now();
    let Some(tx) = last_word(runtime, job).await? else { return Ok(()) };
    if !queries::processings::set_completed(&tx, scope, &run.id, extraction, usage, now).await? {
        return Ok(tx.commit().await?);
    }
    let payload = json!({
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
    });
    publish(runtime, &tx, scope, run, EventType::DocumentProcessed, payload).await?;
    let batch = batches::count(runtime, &tx, scope, run.batch_id.as_ref(), Ending::Completed, 1).await?;
    crash::point("before settled");
    tx.commit().await?;
    crash::point("settled");
    tracing::info!(processing = %run.id, millis = elapsed(run, now), confidence = extraction.confidence, "completed");
    tell(runtime, scope, run, ProcessingStatus::Completed, Some(extraction.confidence));
    batches::tell(runtime, scope, batch.as_ref());
    runtime.wake.all();
    Ok(())
}

/// Keeps the reason why there is no result.
pub async fn fail(
    runtime: &Runtime,
    scope: &Scope,
    job: &Leased,
    run: &Processing,
    code: &str,
    message: &str,
) -> Result<(), AppError> {
    let now = runtime.clock.now();
    let Some(tx) = last_word(runtime, job).await? else { return Ok(()) };
    if !queries::processings::set_failed(&tx, scope, &run.id, code, message, now).await? {
        return Ok(tx.commit().await?);
    }
    let payload = json!({
        "id": run.document_id,
        "fileName": run.file_name,
        "status": ProcessingStatus::Failed,
        "errorMessage": message,
        "processingTime": elapsed(run, now),
        // Told in the older shape alone.
        "processingId": run.id,
        "templateId": run.template_id,
    });
    publish(runtime, &tx, scope, run, EventType::DocumentFailed, payload).await?;
    let batch = batches::count(runtime, &tx, scope, run.batch_id.as_ref(), Ending::Failed, 1).await?;
    tx.commit().await?;
    tracing::info!(processing = %run.id, code, "failed");
    tell(runtime, scope, run, ProcessingStatus::Failed, None);
    batches::tell(runtime, scope, batch.as_ref());
    runtime.wake.all();
    Ok(())
}

/// Tells receivers of webhooks, and whoever sent it by LINE.
async fn publish(
    runtime: &Runtime,
    tx: &Tx,
    scope: &Scope,
    run: &Processing,
    event: EventType,
    payload: Value,
) -> Result<(), AppError> {
    let (clock, document) = (&runtime.clock, &run.document_id);
    let mut script = Script::of(tx);
    queries::outbox::publish_all(tx, &mut script, scope, clock, event, vec![(document.as_str(), payload)]).await?;
    queries::line_messages::answer(&mut script, scope, clock, document);
    Ok(script.run(tx).await?)
}

/// Ends a job that has nothing left to do.
pub async fn drop_job(runtime: &Runtime, job: &Leased) -> Result<(), AppError> {
    match last_word(runtime, job).await? {
        Some(tx) => Ok(tx.commit().await?),
        None => Ok(()),
    }
}

/// A transaction in which the job ends; none for a worker that lost it.
async fn last_word(runtime: &Runtime, job: &Leased) -> Result<Option<Tx>, AppError> {
    let tx = runtime.db.begin().await?;
    if queries::jobs::finish(&tx, job).await? {
        return Ok(Some(tx));
    }
    tracing::warn!(job = %job.id, "a late finish was ignored");
    Ok(None)
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
