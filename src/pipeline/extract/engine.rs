//! Engines: whoever can turn pages into fields. One is built in; providers plug in beside it.

use crate::domain::{evidence::Extraction, page::Page, schema::Schema, template::Template};
use crate::pipeline::extract::local;
use std::{sync::Arc, time::Duration};

/// What an engine gets to see: one document, one template, nothing else.
#[derive(Clone)]
pub struct Question {
    pub pages: Arc<Vec<Page>>,
    pub schema: Arc<Schema>,
    pub template: Arc<Template>,
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

#[async_trait::async_trait]
pub trait Engine: Send + Sync + 'static {
    async fn answer(&self, question: Question) -> Result<Extraction, EngineError>;
}

/// The engine that needs no key: labels, positions and types.
pub struct Local;

#[async_trait::async_trait]
impl Engine for Local {
    async fn answer(&self, question: Question) -> Result<Extraction, EngineError> {
        let answer = tokio::task::spawn_blocking(move || local::extract(&question.pages, &question.schema));
        answer.await.map_err(|error| {
            tracing::error!(%error, "the built-in engine gave up");
            EngineError::Permanent {
                code: "engine_failed".into(),
                message: "The document could not be understood. Please report it; the file is kept.".into(),
            }
        })
    }
}
