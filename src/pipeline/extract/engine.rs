//! Engines: whoever can turn pages into fields. One is built in; providers plug in beside it.

use super::{guide, local, own_keys::OwnKeys};
use crate::domain::{
    evidence::Extraction,
    lesson::Lesson,
    page::Page,
    reference::Reference,
    schema::Schema,
    template::{LOCAL_MODEL, LOCAL_PROVIDER, NewTemplate, Template},
    usage::Usage,
};
use serde_json::Value;
use std::{sync::Arc, time::Duration};

/// What a template says about the extraction, wherever the template came from, and with whose keys.
#[derive(Clone, Debug, PartialEq)]
pub struct Order {
    pub name: String,
    pub description: String,
    pub template_schema: Value,
    pub instructions: String,
    pub provider: String,
    pub model: String,
    /// What corrections of other documents taught, the newest first.
    pub lessons: Vec<Lesson>,
    /// `provider/model` that the answer is held against; empty for none.
    pub second_model: String,
    pub keys: OwnKeys,
    /// The files beside the template.
    pub references: Vec<Reference>,
}

/// What an engine gives.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Answer {
    pub extraction: Extraction,
    /// What it took, where that is counted.
    pub usage: Option<Usage>,
}

/// What an engine gets to see: one document, one order, nothing else.
#[derive(Clone)]
pub struct Question {
    /// The file as it was handed in.
    pub file: Arc<Vec<u8>>,
    pub pages: Arc<Vec<Page>>,
    pub schema: Arc<Schema>,
    pub order: Arc<Order>,
}

/// Why an engine gave no answer, and what follows from it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EngineError {
    /// It may go better later.
    #[error("{message}")]
    Retry { code: String, message: String, after: Option<Duration> },
    /// It will never go better.
    #[error("{message}")]
    Permanent { code: String, message: String },
}

impl Order {
    /// Is there a model beside the built-in engine, which needs no key?
    #[must_use]
    pub fn asks_others(&self) -> bool {
        self.provider != LOCAL_PROVIDER || !self.second_model.is_empty()
    }
}

impl EngineError {
    pub fn permanent(code: &str, message: impl Into<String>) -> Self {
        Self::Permanent { code: code.to_owned(), message: message.into() }
    }
}

impl From<Extraction> for Answer {
    fn from(extraction: Extraction) -> Self {
        Self { extraction, usage: None }
    }
}

impl From<Template> for Order {
    fn from(template: Template) -> Self {
        Self {
            name: template.name,
            description: template.description,
            template_schema: template.template_schema,
            instructions: template.instructions,
            provider: template.provider,
            model: template.model,
            lessons: Vec::new(),
            second_model: template.second_model,
            keys: OwnKeys::new(),
            references: Vec::new(),
        }
    }
}

impl From<NewTemplate> for Order {
    fn from(template: NewTemplate) -> Self {
        Self {
            name: template.name,
            description: template.description,
            template_schema: template.template_schema,
            instructions: template.instructions,
            provider: template.provider.unwrap_or_else(|| LOCAL_PROVIDER.to_owned()),
            model: template.model.unwrap_or_else(|| LOCAL_MODEL.to_owned()),
            lessons: Vec::new(),
            second_model: template.second_model.unwrap_or_default(),
            keys: OwnKeys::new(),
            references: Vec::new(),
        }
    }
}

#[async_trait::async_trait]
pub trait Engine: Send + Sync + 'static {
    async fn answer(&self, question: Question) -> Result<Answer, EngineError>;
}

/// The engine that needs no key: labels, positions and types.
pub struct Local;

#[async_trait::async_trait]
impl Engine for Local {
    async fn answer(&self, question: Question) -> Result<Answer, EngineError> {
        let answer = tokio::task::spawn_blocking(move || {
            let Question { pages, schema, order, .. } = &question;
            let found = local::extract_taught(pages, schema, &order.lessons);
            guide::guided(found, pages, schema, &order.references)
        });
        answer.await.map(Answer::from).map_err(|error| gave_up(&error))
    }
}

/// What it means that work of our own ended without an answer.
pub(super) fn gave_up(error: &tokio::task::JoinError) -> EngineError {
    tracing::error!(%error, "the built-in engine gave up");
    let message = "The document could not be understood. Please report it; the file is kept.";
    EngineError::permanent("engine_failed", message)
}
