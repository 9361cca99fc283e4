//! The results of many documents as one file.

use super::{Exported, columns::Columns, table::Table};
use crate::{
    access::{BatchesRead, DocumentsRead, ProjectScope},
    db::queries::{self, exports},
    domain::{
        export::{ExportFormat, Rows},
        id::BatchId,
        processing::ProcessingFilter,
        schema::Schema,
    },
    error::{AppError, Kind},
    runtime::Runtime,
};
use std::sync::Arc;
use tokio::task::spawn_blocking;

/// The file is made in memory, so there is an end to it.
const MAX_DOCUMENTS: u64 = 10_000;
/// Documents that are fetched at once.
const PORTION: u64 = 500;

/// Writes the newest run of each document that the filter lets through, newest document first; one without a result
/// yet has its state and nothing else.
///
/// # Errors
/// 422 for a format that holds one document, or when there are too many.
pub async fn many(
    runtime: &Runtime,
    scope: &ProjectScope<DocumentsRead>,
    filter: &ProcessingFilter,
    format: ExportFormat,
    rows: Rows,
) -> Result<Exported, AppError> {
    let day = runtime.clock.now().iso().chars().take(10).collect::<String>();
    let bytes = written(runtime, scope, filter, format, rows).await?;
    Ok(Exported { name: format!("documents-{day}.{}", format.extension()), mime: format.mime().into(), bytes })
}

/// The same for the documents of one batch; the file has its name.
///
/// # Errors
/// 404 for a batch that is not there, 422 for a format that holds one document.
pub async fn of_batch(
    runtime: &Runtime,
    scope: &ProjectScope<BatchesRead>,
    id: &BatchId,
    format: ExportFormat,
    rows: Rows,
) -> Result<Exported, AppError> {
    let batch = queries::batches::get(&runtime.db, scope, id).await?.ok_or_else(|| AppError::not_found("batch"))?;
    let filter = ProcessingFilter { batch_id: Some(batch.id), ..ProcessingFilter::default() };
    let bytes = written(runtime, scope, &filter, format, rows).await?;
    let name = batch.name.replace(['/', '\\'], "-");
    Ok(Exported { name: format!("{name}.{}", format.extension()), mime: format.mime().into(), bytes })
}

async fn written<P>(
    runtime: &Runtime,
    scope: &ProjectScope<P>,
    filter: &ProcessingFilter,
    format: ExportFormat,
    rows: Rows,
) -> Result<Vec<u8>, AppError> {
    let count = exports::count(&runtime.db, scope, filter).await?;
    if count > MAX_DOCUMENTS {
        let message = format!(
            "{count} documents are more than one file takes ({MAX_DOCUMENTS}). Narrow it by template or status."
        );
        return Err(AppError::new(Kind::Unprocessable, "too_many_documents", message));
    }
    let mut table = Table::begin(format, rows, Arc::new(columns(runtime, scope, filter).await?))?;
    let mut after = None;
    loop {
        let records = exports::records(&runtime.db, scope, filter, after.as_ref(), PORTION).await?;
        let Some(last) = records.last() else { break };
        after = Some(last.document_id.clone());
        table = aside(move || {
            table.add(&records)?;
            Ok(table)
        })
        .await?;
    }
    let now = runtime.clock.now();
    aside(move || table.finish(now)).await
}

/// The fields of all templates in question: the newest version's in its order, then what others have more.
async fn columns<P>(
    runtime: &Runtime,
    scope: &ProjectScope<P>,
    filter: &ProcessingFilter,
) -> Result<Columns, AppError> {
    let mut columns = Columns::default();
    for (id, version) in exports::templates(&runtime.db, scope, filter).await? {
        let template = queries::templates::version(&runtime.db, scope, &id, version).await?;
        let schema = template.and_then(|template| Schema::parse(&template.template_schema).ok());
        columns.extend(schema.as_ref().map(Columns::of).unwrap_or_default());
    }
    Ok(columns)
}

/// Tables of thousands of rows are no work for a thread that answers requests.
async fn aside<T: Send + 'static>(work: impl FnOnce() -> Result<T, AppError> + Send + 'static) -> Result<T, AppError> {
    spawn_blocking(work).await.unwrap_or_else(|error| {
        tracing::error!(%error, "an export gave up");
        Err(AppError::internal())
    })
}
