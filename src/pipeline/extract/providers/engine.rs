//! The engine behind a provider's name: splits the work, asks, puts the answers together, finds them on the page.

use super::{
    attach,
    call::{Caller, Patience},
    round::{self, Meter, Outcome},
    split::{self, Piece},
    target::Target,
};
use crate::{
    clients::{address::AddressGuard, http::HttpClient, readers::Readers},
    clock::Clock,
    config::providers::Provider,
    domain::{
        evidence::{Check, Extraction},
        usage::Usage,
    },
    pipeline::extract::{
        engine::{Answer, Engine, EngineError, Question},
        ground,
    },
};
use serde_json::{Map, Value};
use std::{collections::VecDeque, sync::Arc};
use tokio::task::spawn_blocking;

/// The two ways out, and who draws the pages that go there; cheap to clone.
#[derive(Clone)]
pub struct Clients {
    /// To addresses of the operator.
    pub open: HttpClient,
    /// To addresses of a tenant.
    pub guarded: HttpClient,
    pub readers: Readers,
}

impl Clients {
    /// # Errors
    /// When the TLS set-up of the machine cannot be read.
    pub fn new(guard: AddressGuard, readers: Readers) -> Result<Self, reqwest::Error> {
        Ok(Self { open: HttpClient::open()?, guarded: HttpClient::guarded(guard)?, readers })
    }
}

/// One provider of the catalogue.
pub struct Hosted {
    /// As templates name it.
    id: String,
    provider: Provider,
    clients: Clients,
    clock: Clock,
    patience: Patience,
}

impl Hosted {
    #[must_use]
    pub fn new(id: &str, provider: Provider, clients: Clients, clock: Clock, patience: Patience) -> Self {
        Self { id: id.to_owned(), provider, clients, clock, patience }
    }

    /// Asks piece by piece, in reading order; a piece whose answer does not fit is halved.
    async fn ask_all(&self, target: &Arc<Target>, question: &Question, meter: &mut Meter) -> Result<Read, EngineError> {
        let caller = Caller { clients: &self.clients, clock: &self.clock, patience: self.patience };
        let fields = &question.schema.fields;
        let pieces = Piece::all(&question.pages, fields, target.context, target.image || target.pdf);
        let mut pieces = VecDeque::from(pieces);
        let mut read = Read { values: Map::new(), cut: false };
        while let Some(piece) = pieces.pop_front() {
            let shown = attach::shown(&self.clients.readers, question, target, &piece.pages).await;
            let sheet = {
                let (question, pages) = (question.clone(), piece.pages.clone());
                spawn_blocking(move || attach::sheet(&question, &pages, shown)).await.map_err(broken)?
            };
            let outcome = round::ask(&caller, target, &question.order, &piece.fields, &sheet, meter).await?;
            let value = match (outcome, piece.halves()) {
                (Outcome::Answer(value), _) => value,
                (Outcome::CutOff(_), Some([first, second])) => {
                    pieces.push_front(second);
                    pieces.push_front(first);
                    continue;
                }
                (Outcome::CutOff(value), None) => {
                    read.cut = true;
                    value.unwrap_or_default()
                }
            };
            split::join(&piece.fields, &mut read.values, &value);
        }
        Ok(read)
    }
}

struct Read {
    values: Map<String, Value>,
    /// The end of some list may be missing.
    cut: bool,
}

#[async_trait::async_trait]
impl Engine for Hosted {
    async fn answer(&self, question: Question) -> Result<Answer, EngineError> {
        let own = question.order.keys.get(&self.id);
        let target = Arc::new(Target::new(&self.provider, &question.order.model, own)?);
        let mut meter = Meter::default();
        let read = self.ask_all(&target, &question, &mut meter).await;
        let usage = Usage {
            provider: self.id.clone(),
            model: target.model.clone(),
            input_tokens: meter.input_tokens as i64,
            output_tokens: meter.output_tokens as i64,
            cost_micro_usd: target.cost(meter.input_tokens, meter.output_tokens),
            rounds: meter.rounds,
            second_model: None,
        };
        tracing::info!(?usage, answered = read.is_ok(), "asked a provider");
        let read = read?;
        let grounding =
            spawn_blocking(move || ground::ground(&question.pages, &question.schema, Value::Object(read.values)));
        let mut extraction: Extraction = grounding.await.map_err(broken)?;
        if read.cut {
            let message = "the answer was cut off: the last lines of a list may be missing".to_owned();
            extraction.checks.push(Check { rule: "complete".to_owned(), passed: false, message, paths: Vec::new() });
        }
        Ok(Answer { extraction, usage: Some(usage) })
    }
}

fn broken(error: tokio::task::JoinError) -> EngineError {
    tracing::error!(%error, "a provider's answer could not be worked on");
    EngineError::permanent("engine_failed", "The document could not be understood. Please report it; the file is kept.")
}
