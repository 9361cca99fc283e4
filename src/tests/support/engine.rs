//! An engine that answers as it is told.

use ocriva::{
    domain::evidence::Extraction,
    pipeline::extract::engine::{Answer, Engine, EngineError, Question},
};
use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
};
use tokio::sync::{Notify, watch};

/// Gives the answers in order, then an empty result for ever.
#[derive(Default)]
pub struct Scripted {
    answers: Mutex<VecDeque<Result<Extraction, EngineError>>>,
    asked: watch::Sender<usize>,
    /// Holds every answer back until it is rung.
    gate: Option<Arc<Notify>>,
}

impl Scripted {
    pub fn new(answers: impl IntoIterator<Item = Result<Extraction, EngineError>>) -> Self {
        Self { answers: Mutex::new(answers.into_iter().collect()), ..Self::default() }
    }

    /// Answers only when `gate` is rung, once per ring.
    pub fn gated(gate: Arc<Notify>) -> Self {
        Self { gate: Some(gate), ..Self::default() }
    }

    pub fn asked(&self) -> usize {
        *self.asked.borrow()
    }

    /// Waits until it was asked so often.
    pub async fn until_asked(&self, times: usize) {
        let asked = self.asked.subscribe().wait_for(|asked| *asked >= times).await.map(drop);
        asked.expect("the engine keeps the sender");
    }
}

#[async_trait::async_trait]
impl Engine for Scripted {
    async fn answer(&self, question: Question) -> Result<Answer, EngineError> {
        self.asked.send_modify(|asked| *asked += 1);
        if let Some(gate) = &self.gate {
            gate.notified().await;
        }
        let next = self.answers.lock().unwrap().pop_front();
        let empty = || Extraction { result: question.schema.empty_result(), ..Extraction::default() };
        next.unwrap_or_else(|| Ok(empty())).map(Answer::from)
    }
}
