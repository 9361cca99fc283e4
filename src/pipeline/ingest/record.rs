//! What accepting writes: documents, events, runs and jobs, for one file as for fifty.

use super::uploaded;
use crate::{
    access::ProjectScope,
    db::{
        Script, Tx,
        queries::{
            self,
            documents::Stored,
            jobs::{JobKind, NewJobs, Priority},
            processings::NewRun,
        },
    },
    domain::{
        document::{Accepted, Document},
        event::EventType,
        id::{JobId, ProcessingId},
        template::Template,
    },
    error::AppError,
    runtime::Runtime,
};

/// Writes files that are kept.
pub(super) async fn record<P>(
    runtime: &Runtime,
    tx: &Tx,
    scope: &ProjectScope<P>,
    template: &Template,
    files: Vec<Stored>,
) -> Result<Vec<Accepted>, AppError> {
    let (clock, now) = (&runtime.clock, runtime.clock.now());
    let runs: Vec<NewRun> = files
        .iter()
        .map(|Stored { document, .. }| NewRun {
            id: clock.id(ProcessingId::PREFIX),
            document: document.id.clone(),
            batch: document.batch_id.clone(),
        })
        .collect();
    let priority = if runs.iter().any(|run| run.batch.is_some()) { Priority::Batch } else { Priority::Interactive };
    let mut script = Script::of(tx);
    queries::documents::insert(&mut script, scope, &files);
    queries::processings::insert_first(&mut script, scope, &runs, template, now);
    let uploads = files.iter().map(|file| (file.document.id.as_str(), uploaded(&file.document))).collect();
    queries::outbox::publish_all(tx, &mut script, scope, clock, EventType::DocumentUploaded, uploads).await?;
    enqueue(runtime, &mut script, scope, runs.iter().map(|run| &run.id), priority);
    script.run(tx).await?;
    let documents = files.into_iter().map(|file| file.document);
    Ok(documents.zip(runs).map(|(document, run)| accepted(document, run.id)).collect())
}

/// Puts runs into the queue.
pub(super) fn enqueue<'a, P>(
    runtime: &Runtime,
    script: &mut Script,
    scope: &ProjectScope<P>,
    runs: impl Iterator<Item = &'a ProcessingId>,
    priority: Priority,
) {
    let jobs = NewJobs {
        kind: JobKind::Extract,
        organization: scope.organization(),
        project: scope.project(),
        lane: scope.organization().as_str(),
        priority,
        now: runtime.clock.now(),
        subjects: runs.map(|run| (runtime.clock.id(JobId::PREFIX), run.as_str())).collect(),
    };
    queries::jobs::enqueue(script, jobs);
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
