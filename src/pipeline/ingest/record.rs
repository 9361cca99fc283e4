//! What accepting writes: documents, events, runs and jobs, for one file as for fifty.

use super::uploaded;
use crate::{
    access::ProjectScope,
    db::{
        Tx,
        queries::{
            self,
            documents::Stored,
            jobs::{JobKind, NewJob, Priority},
            processings::NewRun,
        },
    },
    domain::{
        document::{Accepted, Document},
        event::EventType,
        id::{DocumentId, JobId, ProcessingId},
        template::Template,
    },
    error::AppError,
    runtime::Runtime,
};
use std::collections::HashMap;

/// Writes files that are kept; later ones with the same bytes are duplicates of the first.
pub(super) async fn record<P>(
    runtime: &Runtime,
    tx: &Tx,
    scope: &ProjectScope<P>,
    template: &Template,
    mut files: Vec<Stored>,
) -> Result<Vec<Accepted>, AppError> {
    let (clock, now) = (&runtime.clock, runtime.clock.now());
    let hashes = files.iter().map(|file| file.document.sha256.as_str());
    let known = queries::documents::same_bytes(tx, scope, hashes).await?;
    name_duplicates(&mut files, known);
    queries::documents::insert(tx, scope, &files).await?;
    let runs: Vec<NewRun> = files
        .iter()
        .map(|Stored { document, .. }| NewRun {
            id: clock.id(ProcessingId::PREFIX),
            document: document.id.clone(),
            batch: document.batch_id.clone(),
        })
        .collect();
    queries::processings::insert_first(tx, scope, &runs, template, now).await?;
    for Stored { document, .. } in &files {
        let (event, payload) = (EventType::DocumentUploaded, uploaded(document));
        queries::outbox::publish(tx, scope, clock, event, document.id.as_str(), payload).await?;
    }
    for run in &runs {
        let priority = if run.batch.is_some() { Priority::Batch } else { Priority::Interactive };
        enqueue(runtime, tx, scope, &run.id, priority).await?;
    }
    let documents = files.into_iter().map(|file| file.document);
    Ok(documents.zip(runs).map(|(document, run)| accepted(document, run.id)).collect())
}

/// Puts a run into the queue.
pub(super) async fn enqueue<P>(
    runtime: &Runtime,
    tx: &Tx,
    scope: &ProjectScope<P>,
    run: &ProcessingId,
    priority: Priority,
) -> Result<(), AppError> {
    let job = NewJob {
        id: runtime.clock.id(JobId::PREFIX),
        kind: JobKind::Extract,
        organization: scope.organization(),
        project: scope.project(),
        subject: run.as_str(),
        lane: scope.organization().as_str(),
        priority,
        now: runtime.clock.now(),
    };
    Ok(queries::jobs::enqueue(tx, job).await?)
}

fn name_duplicates(files: &mut [Stored], mut known: HashMap<String, DocumentId>) {
    for Stored { document, .. } in files {
        document.duplicate_of = known.get(&document.sha256).cloned();
        known.entry(document.sha256.clone()).or_insert_with(|| document.id.clone());
    }
}

fn accepted(document: Document, processing_id: ProcessingId) -> Accepted {
    Accepted {
        id: document.id,
        processing_id,
        file_name: document.file_name,
        file_size: document.file_size,
        mime_type: document.mime_type,
        status: document.status,
        template_id: document.template_id,
        project_id: document.project_id,
        duplicate_of: document.duplicate_of,
        created_at: document.created_at,
    }
}
