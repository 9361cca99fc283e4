//! Batches on their way to the end: every run that ends is counted, and the last one ends the batch.

use crate::{
    access::{BatchesRead, ExportLink, ProjectScope},
    db::{
        Db, Tx,
        queries::{self, batches},
    },
    domain::{
        batch::{Batch, BatchDetail, BatchFilter, Ending},
        event::{Change, EventType},
        export::ExportFormat,
        id::BatchId,
        list::{Paged, Paging},
    },
    error::AppError,
    runtime::Runtime,
};
use serde_json::json;

/// Counts `files` that ended like this in the transaction that ends them. With the last one it ends the batch and
/// publishes `batch.completed`, once: a batch that has ended is not counted any more.
pub(super) async fn count<P>(
    runtime: &Runtime,
    tx: &Tx,
    scope: &ProjectScope<P>,
    batch: Option<&BatchId>,
    ending: Ending,
    files: i32,
) -> Result<Option<Batch>, AppError> {
    let Some(id) = batch else { return Ok(None) };
    let Some(mut batch) = batches::count(tx, scope, id, ending, files).await? else { return Ok(None) };
    let status = batch.counts.status();
    if status.is_final() {
        let now = runtime.clock.now();
        batches::close(tx, scope, id, status, now).await?;
        (batch.status, batch.completed_at) = (status, Some(now));
        let payload = json!({
            "batchId": batch.id,
            "name": batch.name,
            "totalFiles": batch.counts.total_files,
            "completedFiles": batch.counts.completed_files,
            "failedFiles": batch.counts.failed_files,
            "status": batch.status,
            "completedAt": batch.completed_at,
            "exportUrl": export_url(runtime, id),
        });
        queries::outbox::publish(tx, scope, &runtime.clock, EventType::BatchCompleted, id.as_str(), payload).await?;
    }
    Ok(Some(batch))
}

/// After the commit: the screens may look.
pub(super) fn tell<P>(runtime: &Runtime, scope: &ProjectScope<P>, batch: Option<&Batch>) {
    let Some(batch) = batch else { return };
    let (organization, project) = (scope.organization().clone(), scope.project().clone());
    runtime.live.tell_in_batch(organization, project, Some(batch.id.clone()), Change::of_batch(batch));
}

/// Newest first.
pub async fn list(
    db: &Db,
    scope: &ProjectScope<BatchesRead>,
    paging: Paging,
    filter: &BatchFilter,
) -> Result<Paged<Batch>, AppError> {
    let (rows, total) = batches::list(db, scope, paging, filter).await?;
    Ok(paging.of(rows, total))
}

/// One batch with each of its files, and a fresh link to its results once it has ended.
///
/// # Errors
/// 404 when it is not there.
pub async fn detail(
    runtime: &Runtime,
    scope: &ProjectScope<BatchesRead>,
    id: &BatchId,
) -> Result<BatchDetail, AppError> {
    described(runtime, scope, id).await
}

pub(super) async fn described<P>(
    runtime: &Runtime,
    scope: &ProjectScope<P>,
    id: &BatchId,
) -> Result<BatchDetail, AppError> {
    let db = &runtime.db;
    let batch = batches::get(db, scope, id).await?.ok_or_else(|| AppError::not_found("batch"))?;
    let template = queries::templates::name(db, scope, &batch.template_id).await?;
    Ok(BatchDetail {
        template_name: template.unwrap_or_default(),
        files: batches::files(db, scope, id).await?,
        export_url: batch.status.is_final().then(|| export_url(runtime, id)),
        batch,
    })
}

/// Where the results are had without signing in.
fn export_url(runtime: &Runtime, id: &BatchId) -> String {
    let ExportLink { batch, expires, signature } = ExportLink::new(&runtime.signer, id, runtime.clock.now());
    let (base, format) = (runtime.config.public_url(), ExportFormat::Csv.as_str());
    format!("{base}/batches/{batch}/export?format={format}&expires={expires}&signature={signature}")
}
