//! A document is removed: its record and results in one transaction, then its files.

use super::pages;
use crate::{
    access::{DocumentsDelete, ProjectScope},
    db::queries::{documents, removal},
    domain::{audit::AuditAction, id::DocumentId},
    error::AppError,
    runtime::Runtime,
    workspace::audit,
};

/// Removes a document with its runs. Should the process die before the files are gone, the sweep takes them: nobody
/// has them any more. What was delivered stays in the log of its endpoint, and batches keep their counts.
///
/// # Errors
/// 404 when it is gone already, 409 while it is being read.
pub async fn remove(runtime: &Runtime, scope: &ProjectScope<DocumentsDelete>, id: &DocumentId) -> Result<(), AppError> {
    let missing = || AppError::not_found("document");
    let tx = runtime.db.begin().await?;
    // Held: whoever has it read once more comes before, or finds it gone.
    let stored = documents::get_for_update(&tx, scope, id).await?.ok_or_else(missing)?;
    if removal::is_being_read(&tx, scope, id).await? {
        let message = "This document is still being read. Cancel it first, or wait until it is done.";
        return Err(AppError::conflict("not_ended", message));
    }
    let runs = removal::runs(&tx, scope, id).await?;
    if !removal::remove(&tx, scope, id, &runs).await? {
        return Err(missing());
    }
    let deed = audit::entity("document", id, &stored.document.file_name);
    audit::record(runtime, &tx, scope, AuditAction::DocumentDeleted, deed, audit::Change::none()).await?;
    tx.commit().await?;
    let words = runs.iter().map(|run| pages::key(&stored.storage_key, run));
    for key in words.chain([stored.storage_key.clone()]) {
        if let Err(error) = runtime.storage.delete(&key).await {
            tracing::warn!(document = %id, %error, "a file of a removed document is left to the sweep");
        }
    }
    tracing::info!(document = %id, "removed");
    Ok(())
}
