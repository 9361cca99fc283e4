//! The work of the stage: read the file, ask the engine, check the answer, hand the outcome on to the result.

use super::{
    check,
    engine::{Engine, EngineError, Local, Question},
    read::{Limits, ReadError, Reader},
};
use crate::{
    access::{Claimed, ProjectScope},
    db::queries::{self, jobs},
    domain::{
        evidence::Extraction,
        id::ProcessingId,
        page::Page,
        processing::Processing,
        schema::Schema,
        template::{LOCAL_PROVIDER, Template},
    },
    error::AppError,
    pipeline::{
        queue::{JobKind, Leased, Work, backoff},
        result,
    },
    runtime::Runtime,
};
use std::{collections::HashMap, sync::Arc, time::Duration};
use tokio::{task::spawn_blocking, time::timeout};

/// Waits between tries after a passing failure of an engine.
const FIRST_WAIT: Duration = Duration::from_secs(5);
const LONGEST_WAIT: Duration = Duration::from_secs(300);

/// A job that was started so often and never ended takes its process down with it, and is given up. Higher than the
/// tries that an engine gets: a server that is killed now and then is no fault of the document.
const MAX_STARTS: i32 = 20;

/// Reads documents; one per process.
pub struct Extractor {
    runtime: Runtime,
    reader: Arc<Reader>,
    engines: HashMap<String, Arc<dyn Engine>>,
}

/// Why a document has no result.
enum Failure {
    Read(ReadError),
    Engine(EngineError),
}

impl Extractor {
    #[must_use]
    pub fn new(runtime: Runtime) -> Self {
        let reader = Arc::new(Reader::new(&runtime.config.extraction.models));
        let local: Arc<dyn Engine> = Arc::new(Local);
        Self { runtime, reader, engines: HashMap::from([(LOCAL_PROVIDER.to_owned(), local)]) }
    }

    /// Puts another engine behind a provider's name.
    #[must_use]
    pub fn with_engine(mut self, provider: &str, engine: Arc<dyn Engine>) -> Self {
        self.engines.insert(provider.to_owned(), engine);
        self
    }

    /// Can scans and photos be read?
    #[must_use]
    pub fn recognises_pictures(&self) -> bool {
        self.reader.ocr_available()
    }

    /// Reads a file and asks the engine of the template for its fields.
    async fn extract(&self, template: Template, bytes: Vec<u8>) -> Result<(Extraction, Vec<Page>), Failure> {
        let pages = Arc::new(self.read(bytes).await.map_err(Failure::Read)?);
        let schema = Arc::new(
            Schema::parse(&template.template_schema).map_err(|error| permanent("bad_template", &error.to_string()))?,
        );
        let engine = self.engines.get(&template.provider).ok_or_else(|| {
            permanent(
                "unknown_provider",
                &format!("The provider `{}` is not set up on this server.", template.provider),
            )
        })?;
        let question = Question { pages: pages.clone(), schema: schema.clone(), template: Arc::new(template) };
        let mut extraction = engine.answer(question).await.map_err(Failure::Engine)?;
        extraction.checks = check::check(&schema, &extraction);
        Ok((extraction, Arc::unwrap_or_clone(pages)))
    }

    async fn read(&self, bytes: Vec<u8>) -> Result<Vec<Page>, ReadError> {
        let settings = &self.runtime.config.extraction;
        let limits = Limits {
            max_pages: settings.max_pages,
            max_pixels: u64::from(settings.max_megapixels) * 1_000_000,
            ..Limits::default()
        };
        let reader = self.reader.clone();
        let reading = spawn_blocking(move || reader.read(&bytes, &limits, None));
        match timeout(settings.timeout(), reading).await {
            Ok(Ok(pages)) => pages,
            Ok(Err(_)) => Err(ReadError::Corrupt),
            Err(_) => Err(ReadError::TookTooLong),
        }
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
impl Work for Extractor {
    fn kind(&self) -> JobKind {
        JobKind::Extract
    }

    fn slots(&self) -> usize {
        self.runtime.config.queue.concurrency()
    }

    async fn run(&self, job: &Leased) -> Result<(), AppError> {
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
        let run = result::start(runtime, &scope, run).await?;
        let Some(stored) = queries::documents::get(&runtime.db, &scope, &run.document_id).await? else {
            return result::drop_job(runtime, job).await;
        };
        let template = queries::templates::version(&runtime.db, &scope, &run.template_id, run.template_version).await?;
        let Some(template) = template else {
            return result::fail(runtime, &scope, job, &run, "template_gone", "The template of this document is gone.")
                .await;
        };
        let format = template.result_format;
        let Ok(bytes) = runtime.storage.get(&stored.storage_key).await else {
            let message = "The file of this document is not in the store any more. Please upload it again.";
            return result::fail(runtime, &scope, job, &run, "file_gone", message).await;
        };
        match self.extract(template, bytes).await {
            Ok((extraction, _pages)) => result::complete(runtime, &scope, job, &run, format, &extraction).await,
            Err(Failure::Read(error)) => {
                result::fail(runtime, &scope, job, &run, error.code(), &error.to_string()).await
            }
            Err(Failure::Engine(error)) => self.again_or_fail(&scope, job, &run, error).await,
        }
    }
}

fn permanent(code: &str, message: &str) -> Failure {
    Failure::Engine(EngineError::Permanent { code: code.to_owned(), message: message.to_owned() })
}
