//! Work that is not wanted any more: a run, or all of a batch that nobody has begun.

use crate::{
    access::{BatchesWrite, DocumentsWrite, ProjectScope},
    db::queries::{self, batches, cancellations},
    domain::{
        audit::AuditAction,
        batch::{BatchDetail, Ending},
        event::Change,
        id::{BatchId, DocumentId, ProcessingId},
        processing::{Processing, ProcessingStatus},
    },
    error::AppError,
    pipeline::result,
    runtime::Runtime,
    workspace::audit,
};

/// Cancels a run that waits or is being read; whoever reads it keeps nothing.
///
/// # Errors
/// 404 for a run that is not there, 409 for one that has ended.
pub async fn cancel(
    runtime: &Runtime,
    scope: &ProjectScope<DocumentsWrite>,
    id: &ProcessingId,
) -> Result<Processing, AppError> {
    let missing = || AppError::not_found("processing");
    let run = queries::processings::get(&runtime.db, scope, id).await?.ok_or_else(missing)?;
    let tx = runtime.db.begin().await?;
    if !cancellations::cancel(&tx, scope, id, runtime.clock.now()).await? {
        let message = "This run has ended already; what it found is kept.";
        return Err(AppError::conflict("already_ended", message));
    }
    let batch = result::batches::count(runtime, &tx, scope, run.batch_id.as_ref(), Ending::Cancelled, 1).await?;
    let deed = audit::entity("processing", id, &run.file_name);
    audit::record(runtime, &tx, scope, AuditAction::ProcessingCancelled, deed, audit::Change::none()).await?;
    tx.commit().await?;
    tracing::info!(processing = %id, "cancelled");
    tell(runtime, scope, run.batch_id.as_ref(), id, &run.document_id);
    result::batches::tell(runtime, scope, batch.as_ref());
    runtime.wake.all();
    queries::processings::get(&runtime.db, scope, id).await?.ok_or_else(missing)
}

/// Cancels what waits of a batch; files that are being read go on, and end it.
///
/// # Errors
/// 404 for a batch that is not there, 409 for one that has ended.
pub async fn cancel_batch(
    runtime: &Runtime,
    scope: &ProjectScope<BatchesWrite>,
    id: &BatchId,
) -> Result<BatchDetail, AppError> {
    let batch = batches::get(&runtime.db, scope, id).await?.ok_or_else(|| AppError::not_found("batch"))?;
    if batch.status.is_final() {
        let message = "Every file of this batch has ended already; the results are kept.";
        return Err(AppError::conflict("already_ended", message));
    }
    let tx = runtime.db.begin().await?;
    let runs = cancellations::cancel_waiting(&tx, scope, id, runtime.clock.now()).await?;
    let deed = audit::entity("batch", id, &batch.name);
    let batch = match runs.len() as i32 {
        0 => None,
        files => result::batches::count(runtime, &tx, scope, Some(id), Ending::Cancelled, files).await?,
    };
    let change = audit::Change::none().with("cancelledFiles", 0, runs.len());
    audit::record(runtime, &tx, scope, AuditAction::BatchCancelled, deed, change).await?;
    tx.commit().await?;
    tracing::info!(batch = %id, files = runs.len(), "cancelled");
    for (run, document) in &runs {
        tell(runtime, scope, Some(id), run, document);
    }
    result::batches::tell(runtime, scope, batch.as_ref());
    runtime.wake.all();
    result::batches::described(runtime, scope, id).await
}

fn tell<P>(
    runtime: &Runtime,
    scope: &ProjectScope<P>,
    batch: Option<&BatchId>,
    run: &ProcessingId,
    document: &DocumentId,
) {
    let change = Change::Processing {
        processing_id: run.clone(),
        document_id: document.clone(),
        status: ProcessingStatus::Cancelled,
        confidence: None,
    };
    runtime.live.tell_in_batch(scope.organization().clone(), scope.project().clone(), batch.cloned(), change);
}
