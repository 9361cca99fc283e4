//! The work of the stage: take a document from the queue, have it extracted, hand the outcome on to the result.

use super::{
    engine::{EngineError, Order},
    extractor::{Extractor, Failure},
    own_keys,
};
use crate::{
    access::{Claimed, ProjectScope},
    clients::storage::{Storage, StorageError},
    db::{
        Tx,
        queries::{self, jobs},
    },
    domain::{
        id::ProcessingId,
        processing::Processing,
        reference::{self, Reference},
        template::Template,
    },
    error::AppError,
    pipeline::{
        queue::{JobKind, Leased, Slot, Work, backoff},
        result,
    },
    runtime::{Runtime, crash},
};
use std::{sync::Arc, time::Duration};

/// Waits between tries after a passing failure of an engine.
const FIRST_WAIT: Duration = Duration::from_secs(5);
const LONGEST_WAIT: Duration = Duration::from_secs(300);
/// Wait for a store of files that does not answer.
const STORAGE_WAIT: Duration = Duration::from_secs(15);

/// A job that was started so often and never ended takes its process down with it, and is given up. Higher than the
/// tries that an engine gets: a server that is killed now and then is no fault of the document.
const MAX_STARTS: i32 = 20;

/// Takes documents from the queue to their results.
pub struct Stage {
    runtime: Runtime,
    extractor: Arc<Extractor>,
}

impl Stage {
    #[must_use]
    pub fn new(runtime: Runtime, extractor: Arc<Extractor>) -> Self {
        Self { runtime, extractor }
    }

    /// The document waits until the store is back, however long: nothing was tried yet, so nothing counts as a try.
    async fn wait_for_storage(&self, job: &Leased, away: &StorageError) -> Result<(), AppError> {
        let wait = backoff(1, STORAGE_WAIT, 1.0, STORAGE_WAIT, rand::random());
        tracing::warn!(job = %job.id, %away, "the job waits for the store of files");
        let tx = self.runtime.db.begin().await?;
        jobs::postpone(&tx, job, self.runtime.clock.now().plus_millis(wait.as_millis() as i64)).await?;
        Ok(tx.commit().await?)
    }

    /// What the files say that this version of the template has; one that is lost is missed and said.
    async fn references(
        &self,
        scope: &ProjectScope<Claimed>,
        template: &Template,
    ) -> Result<Vec<Reference>, StorageError> {
        let mut references = Vec::new();
        for file in &template.reference_files {
            match self.runtime.storage.get(&Storage::reference_key(scope.organization(), &file.id)).await {
                Ok(bytes) => {
                    let text = reference::read(&file.name, &bytes).map(|(_, text)| text);
                    let (name, mime_type) = (file.name.clone(), file.mime_type.clone());
                    references.extend(text.map(|text| Reference { name, mime_type, text }));
                }
                Err(StorageError::NotFound) => {
                    tracing::error!(template = %template.id, file = %file.id, "a reference file is not in the store");
                }
                Err(away) => return Err(away),
            }
        }
        Ok(references)
    }

    /// What a passing failure means for the job: once more later, or the end.
    async fn again_or_fail(
        &self,
        scope: &ProjectScope<Claimed>,
        job: &Leased,
        run: &Processing,
        error: EngineError,
    ) -> Result<(), AppError> {
        match error {
            EngineError::Retry { after, .. } if job.attempt < self.runtime.config.queue.max_attempts => {
                let nominal = backoff(job.attempt, FIRST_WAIT, 2.0, LONGEST_WAIT, rand::random());
                let wait = after.map_or(nominal, |asked| asked.max(nominal));
                let tx = self.runtime.db.begin().await?;
                jobs::put_back(&tx, job, self.runtime.clock.now().plus_millis(wait.as_millis() as i64)).await?;
                Ok(tx.commit().await?)
            }
            EngineError::Retry { code, message, .. } | EngineError::Permanent { code, message } => {
                result::fail(&self.runtime, scope, job, run, &code, &message).await
            }
        }
    }
}

#[async_trait::async_trait]
impl Work for Stage {
    fn kind(&self) -> JobKind {
        JobKind::Extract
    }

    fn slots(&self) -> usize {
        self.runtime.config.queue.concurrency()
    }

    /// A lane is an organization.
    fn slots_per_lane(&self) -> usize {
        self.runtime.config.queue.per_organization()
    }

    async fn claimed(&self, tx: &Tx, jobs: &[Leased]) -> Result<(), AppError> {
        Ok(queries::processings::set_started(tx, jobs, self.runtime.clock.now()).await?)
    }

    async fn run(&self, job: &Leased, slot: Slot) -> Result<(), AppError> {
        let runtime = &self.runtime;
        let scope = ProjectScope::of_claim(job.organization_id.clone(), job.project_id.clone());
        let id = ProcessingId(job.subject.clone());
        let run = queries::processings::get(&runtime.db, &scope, &id).await?;
        let Some(run) = run.filter(|run| !run.status.is_final()) else {
            return result::drop_job(runtime, job).await;
        };
        if job.attempt > MAX_STARTS {
            let message = "Reading this document failed again and again; it was given up. The file is kept: process it again, or report it.";
            return result::fail(runtime, &scope, job, &run, "gave_up", message).await;
        }
        result::tell_started(runtime, &scope, &run);
        let Some(stored) = queries::documents::get(&runtime.db, &scope, &run.document_id).await? else {
            return result::drop_job(runtime, job).await;
        };
        let template = queries::templates::version(&runtime.db, &scope, &run.template_id, run.template_version).await?;
        let Some(template) = template else {
            return result::fail(runtime, &scope, job, &run, "template_gone", "The template of this document is gone.")
                .await;
        };
        let format = template.result_format;
        let bytes = match runtime.storage.get(&stored.storage_key).await {
            Ok(bytes) => bytes,
            Err(StorageError::NotFound) => {
                let message = "The file of this document is not in the store any more. Please upload it again.";
                return result::fail(runtime, &scope, job, &run, "file_gone", message).await;
            }
            Err(away @ StorageError::Unavailable(_)) => return self.wait_for_storage(job, &away).await,
        };
        let references = match self.references(&scope, &template).await {
            Ok(references) => references,
            Err(away) => return self.wait_for_storage(job, &away).await,
        };
        let lessons = queries::lessons::of_template(&runtime.db, &scope, &run.template_id).await?;
        let mut order = Order { lessons, references, ..template.into() };
        if order.asks_others() {
            order.keys = own_keys::of_project(runtime, &scope).await?;
        }
        // It was read when the file was accepted.
        let range = stored.document.page_range.as_deref().and_then(|text| text.parse().ok());
        let extracted = self.extractor.extract(order, bytes, range).await;
        drop(slot);
        crash::point("engine answered");
        match extracted {
            Ok(outcome) => {
                // They can be read again: a store that refuses them costs no result.
                if let Err(error) =
                    result::pages::keep(&runtime.storage, &stored.storage_key, &run.id, outcome.pages).await
                {
                    tracing::error!(processing = %run.id, %error, "the words of the pages could not be kept");
                }
                let (extraction, usage) = (&outcome.extraction, outcome.usage.as_ref());
                result::complete(runtime, &scope, job, &run, format, extraction, usage).await
            }
            // The worker puts it back for a while.
            Err(Failure::Read(error)) if error.is_passing() => Err(error.into()),
            Err(Failure::Read(error)) => {
                result::fail(runtime, &scope, job, &run, error.code(), &error.to_string()).await
            }
            Err(Failure::Engine(error)) => self.again_or_fail(&scope, job, &run, error).await,
        }
    }
}
