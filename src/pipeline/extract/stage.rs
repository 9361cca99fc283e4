//! The work of the stage: take a document from the queue, have it extracted, hand the outcome on to the result.

use super::{
    engine::{EngineError, Order},
    extractor::{Extractor, Failure},
    own_keys,
    task::Task,
};
use crate::{
    access::{Claimed, ProjectScope},
    clients::storage::{Storage, StorageError},
    db::{
        Tx,
        queries::{self, jobs},
    },
    domain::{
        processing::Processing,
        reference::{self, Reference},
        template::Template,
    },
    error::AppError,
    pipeline::{
        queue::{JobKind, Leased, Slot, Work, backoff},
        result::{self, Ended, Outcome, Settler},
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
    settler: Settler,
}

impl Stage {
    #[must_use]
    pub fn new(runtime: Runtime, extractor: Arc<Extractor>) -> Self {
        Self { settler: Settler::start(runtime.clone()), runtime, extractor }
    }

    /// The document waits until the store is back, however long: nothing was tried yet, so nothing counts as a try.
    async fn wait_for_storage(&self, job: &Leased, away: &StorageError) -> Result<(), AppError> {
        let wait = backoff(1, STORAGE_WAIT, 1.0, STORAGE_WAIT, rand::random());
        tracing::warn!(job = %job.id, %away, "the job waits for the store of files");
        let tx = self.runtime.db.begin().await?;
        jobs::postpone(&tx, job, self.runtime.clock.now().plus_millis(wait.as_millis() as i64)).await?;
        Ok(tx.commit().await?)
    }

    async fn settle(&self, job: &Leased, run: Processing, ended: Ended) -> Result<(), AppError> {
        let scope = ProjectScope::of_claim(job.organization_id.clone(), job.project_id.clone());
        self.settler.settle(Outcome { scope, job: job.clone(), run, ended }).await
    }

    async fn fail(&self, job: &Leased, run: Processing, code: &str, message: &str) -> Result<(), AppError> {
        self.settle(job, run, Ended::Failed { code: code.to_owned(), message: message.to_owned() }).await
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
    async fn again_or_fail(&self, job: &Leased, run: Processing, error: EngineError) -> Result<(), AppError> {
        match error {
            EngineError::Retry { after, .. } if job.attempt < self.runtime.config.queue.max_attempts => {
                let nominal = backoff(job.attempt, FIRST_WAIT, 2.0, LONGEST_WAIT, rand::random());
                let wait = after.map_or(nominal, |asked| asked.max(nominal));
                let tx = self.runtime.db.begin().await?;
                jobs::put_back(&tx, job, self.runtime.clock.now().plus_millis(wait.as_millis() as i64)).await?;
                Ok(tx.commit().await?)
            }
            EngineError::Retry { code, message, .. } | EngineError::Permanent { code, message } => {
                self.fail(job, run, &code, &message).await
            }
        }
    }
}

#[async_trait::async_trait]
impl Work for Stage {
    type Needs = Option<Task>;

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
        Ok(queries::claims::set_started(tx, jobs, self.runtime.clock.now()).await?)
    }

    async fn look_up(&self, jobs: &[Leased]) -> Result<Vec<Option<Task>>, AppError> {
        Task::of_jobs(&self.runtime, jobs).await
    }

    async fn run(&self, job: &Leased, task: Option<Task>, slot: Slot) -> Result<(), AppError> {
        let runtime = &self.runtime;
        let scope = ProjectScope::of_claim(job.organization_id.clone(), job.project_id.clone());
        let Some(Task { run, stored, template, lessons }) = task.filter(|task| !task.run.status.is_final()) else {
            return result::drop_job(runtime, job).await;
        };
        if job.attempt > MAX_STARTS {
            let message = "Reading this document failed again and again; it was given up. The file is kept: process it again, or report it.";
            return self.fail(job, run, "gave_up", message).await;
        }
        result::tell_started(runtime, &scope, &run);
        let Some(template) = template else {
            return self.fail(job, run, "template_gone", "The template of this document is gone.").await;
        };
        let format = template.result_format;
        let bytes = match runtime.storage.get(&stored.storage_key).await {
            Ok(bytes) => bytes,
            Err(StorageError::NotFound) => {
                let message = "The file of this document is not in the store any more. Please upload it again.";
                return self.fail(job, run, "file_gone", message).await;
            }
            Err(away @ StorageError::Unavailable(_)) => return self.wait_for_storage(job, &away).await,
        };
        let references = match self.references(&scope, &template).await {
            Ok(references) => references,
            Err(away) => return self.wait_for_storage(job, &away).await,
        };
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
                let (extraction, usage) = (Box::new(outcome.extraction), outcome.usage);
                self.settle(job, run, Ended::Completed { format, extraction, usage }).await
            }
            // The worker puts it back for a while.
            Err(Failure::Read(error)) if error.is_passing() => Err(error.into()),
            Err(Failure::Read(error)) => self.fail(job, run, error.code(), &error.to_string()).await,
            Err(Failure::Engine(error)) => self.again_or_fail(job, run, error).await,
        }
    }
}
