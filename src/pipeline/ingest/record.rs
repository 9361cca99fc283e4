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
            outbox::{Happened, Listeners},
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

/// The transaction that accepts, and what it writes at its end in one trip.
pub(super) struct Acceptance {
    pub tx: Tx,
    pub script: Script,
    pub listeners: Listeners,
}

impl Acceptance {
    pub(super) async fn begin<P>(runtime: &Runtime, scope: &ProjectScope<P>) -> Result<Self, AppError> {
        let listeners = queries::outbox::listeners(&runtime.db, [scope]).await?;
        let tx = runtime.db.begin().await?;
        Ok(Self { script: Script::of(&tx), tx, listeners })
    }

    /// Writes files that are kept.
    pub(super) fn record<P>(
        &mut self,
        runtime: &Runtime,
        scope: &ProjectScope<P>,
        template: &Template,
        files: Vec<Stored>,
    ) -> Vec<Accepted> {
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
        let script = &mut self.script;
        queries::documents::insert(script, scope, &files);
        queries::processings::insert_first(script, scope, &runs, template, now);
        let uploads = files.iter().map(|Stored { document, .. }| Happened {
            scope,
            event_type: EventType::DocumentUploaded,
            subject: document.id.as_str(),
            payload: uploaded(document),
        });
        queries::outbox::publish_all(script, clock, &self.listeners, uploads.collect());
        enqueue(runtime, script, scope, runs.iter().map(|run| &run.id), priority);
        let documents = files.into_iter().map(|file| file.document);
        documents.zip(runs).map(|(document, run)| accepted(document, run.id)).collect()
    }
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
