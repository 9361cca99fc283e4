//! One document, start to end: read the file, ask the engine of the order, check the answer.

use super::{
    agree, check,
    engine::{self, Answer, Engine, EngineError, Local, Order, Question},
    exact,
    read::{self, Limits, PageRange, ReadError, Reading, apart},
};
use crate::{
    clients::readers::{Patience, Readers},
    config,
    domain::{
        evidence::{Check, Extraction},
        page::Page,
        schema::Schema,
        template::LOCAL_PROVIDER,
        usage::Usage,
    },
};
use std::{collections::HashMap, sync::Arc, time::Duration};
use tokio::task::spawn_blocking;

/// Reads documents and knows the engines; one per process, shared by all who extract.
pub struct Extractor {
    settings: config::Extraction,
    readers: Readers,
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
    pub usage: Option<Usage>,
}

impl Extractor {
    #[must_use]
    pub fn new(settings: config::Extraction, readers: Readers) -> Self {
        let local: Arc<dyn Engine> = Arc::new(Local);
        Self { settings, readers, engines: HashMap::from([(LOCAL_PROVIDER.to_owned(), local)]) }
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
        read::recognition_is_set_up(&self.settings.models)
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
        let engine = self.engine(&order.provider)?;
        let second = self.second(&order)?;
        let file = Arc::new(file);
        let reading = self.read(&file, range.clone()).await?;
        let left_out = left_out(&reading, self.settings.max_pages, range.as_ref());
        let pages = Arc::new(reading.pages);
        let question = Question { file, pages: pages.clone(), schema: schema.clone(), order: Arc::new(order) };
        let Answer { mut extraction, usage } = match second {
            None => engine.answer(question).await?,
            Some((second, name)) => agree::answer(engine, second, &name, question).await?,
        };
        let beyond_lines = reading.invoice.as_ref().map_or(0.0, |invoice| invoice.totals.beyond_lines());
        if let Some(invoice) = reading.invoice {
            let (pages, schema) = (pages.clone(), schema.clone());
            let laid_over = spawn_blocking(move || exact::lay_over(extraction, &invoice, &pages, &schema));
            extraction = laid_over.await.map_err(|error| engine::gave_up(&error))?;
        }
        let found = std::mem::take(&mut extraction.checks);
        extraction.checks = check::check_knowing(&schema, &extraction, beyond_lines);
        extraction.checks.extend(found);
        extraction.checks.extend(left_out);
        Ok(Outcome { extraction, pages, usage })
    }

    fn engine(&self, provider: &str) -> Result<&dyn Engine, EngineError> {
        self.engines.get(provider).map(AsRef::as_ref).ok_or_else(|| {
            let message = format!("The provider `{provider}` is not set up on this server.");
            EngineError::permanent("unknown_provider", message)
        })
    }

    /// The second model that an answer is held against: the template's, else the server's for every provider's answer.
    fn second(&self, order: &Order) -> Result<Option<(&dyn Engine, String)>, EngineError> {
        let servers = self.settings.second_model().filter(|_| order.provider != LOCAL_PROVIDER);
        let named = Some(order.second_model.as_str()).filter(|name| !name.is_empty()).or(servers);
        let first = format!("{}/{}", order.provider, order.model);
        let Some(name) = named.filter(|name| *name != first) else { return Ok(None) };
        let (provider, _) = name.split_once('/').unwrap_or((name, ""));
        Ok(Some((self.engine(provider)?, name.to_owned())))
    }

    async fn read(&self, file: &[u8], range: Option<PageRange>) -> Result<Reading, ReadError> {
        // Whoever has the job keeps its lease while it waits for its turn.
        let patience = Patience { turn: Duration::MAX, work: self.settings.timeout() };
        apart::read(&self.readers, file, Limits::from(&self.settings), range, patience).await
    }
}

/// A document of which pages were left out says so.
fn left_out(reading: &Reading, most: u32, range: Option<&PageRange>) -> Option<Check> {
    let (read, pages) = (reading.pages.len(), reading.file_pages);
    if read < most as usize {
        return None;
    }
    let wanted = range.map_or(pages as usize, |range| range.resolve(pages).map_or(0, |wanted| wanted.len()));
    let message = format!("only the first {read} of {wanted} pages were read; send the others as a page range");
    (wanted > read).then(|| Check { rule: "pages".to_owned(), passed: false, message, paths: Vec::new() })
}

impl From<&config::Extraction> for Limits {
    fn from(settings: &config::Extraction) -> Self {
        Self {
            max_pages: settings.max_pages,
            max_pixels: u64::from(settings.max_megapixels) * 1_000_000,
            ..Self::default()
        }
    }
}
