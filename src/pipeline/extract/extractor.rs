//! One document, start to end: read the file, ask the engine of the order, check the answer.

use super::{
    check,
    engine::{Engine, EngineError, Local, Order, Question},
    exact,
    read::{Limits, PageRange, ReadError, Reader, Reading},
};
use crate::{
    config,
    domain::{evidence::Extraction, page::Page, schema::Schema, template::LOCAL_PROVIDER},
};
use std::{collections::HashMap, sync::Arc};
use tokio::{task::spawn_blocking, time::timeout};

/// Reads documents and knows the engines; one per process, shared by all who extract.
pub struct Extractor {
    settings: config::Extraction,
    reader: Arc<Reader>,
    engines: HashMap<String, Arc<dyn Engine>>,
}

/// Why a document has no result.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    #[error(transparent)]
    Read(#[from] ReadError),
    #[error(transparent)]
    Engine(#[from] EngineError),
}

/// What became of a document.
#[derive(Debug)]
pub struct Outcome {
    pub extraction: Extraction,
    pub pages: Arc<Vec<Page>>,
}

impl Extractor {
    #[must_use]
    pub fn new(settings: config::Extraction) -> Self {
        let reader = Arc::new(Reader::new(&settings.models));
        let local: Arc<dyn Engine> = Arc::new(Local);
        Self { settings, reader, engines: HashMap::from([(LOCAL_PROVIDER.to_owned(), local)]) }
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

    /// Reads the wanted pages of a file and has the fields found that the order asks for.
    ///
    /// # Errors
    /// When the file cannot be read, or the engine gives no answer.
    pub async fn extract(&self, order: Order, file: Vec<u8>, range: Option<PageRange>) -> Result<Outcome, Failure> {
        let schema = Arc::new(
            Schema::parse(&order.template_schema)
                .map_err(|error| EngineError::permanent("bad_template", error.to_string()))?,
        );
        let engine = self.engines.get(&order.provider).ok_or_else(|| {
            let message = format!("The provider `{}` is not set up on this server.", order.provider);
            EngineError::permanent("unknown_provider", message)
        })?;
        let file = Arc::new(file);
        let reading = self.read(file.clone(), range).await?;
        let pages = Arc::new(reading.pages);
        let question = Question { file, pages: pages.clone(), schema: schema.clone(), order: Arc::new(order) };
        let mut extraction = engine.answer(question).await?;
        if let Some(invoice) = reading.invoice {
            extraction = exact::lay_over(extraction, &invoice, &pages, &schema);
        }
        let checks = check::check(&schema, &extraction);
        extraction.checks.extend(checks);
        Ok(Outcome { extraction, pages })
    }

    async fn read(&self, file: Arc<Vec<u8>>, range: Option<PageRange>) -> Result<Reading, ReadError> {
        let limits = Limits {
            max_pages: self.settings.max_pages,
            max_pixels: u64::from(self.settings.max_megapixels) * 1_000_000,
            ..Limits::default()
        };
        let reader = self.reader.clone();
        let reading = spawn_blocking(move || reader.read(&file, &limits, range.as_ref()));
        match timeout(self.settings.timeout(), reading).await {
            Ok(Ok(reading)) => reading,
            Ok(Err(_)) => Err(ReadError::Corrupt),
            Err(_) => Err(ReadError::TookTooLong),
        }
    }
}
