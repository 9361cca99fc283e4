//! One call: sent, waited for, and sent again while that may help and does not take long.

use super::{
    failure::{self, Failure, Stop},
    retry,
    target::Target,
    wire::{self, Ask, End, Reply},
};
use crate::{
    clients::http::{BodyEnd, HttpError, Post, Response},
    clock::Clock,
    pipeline::{
        extract::{engine::EngineError, providers::Clients},
        queue::backoff,
    },
};
use serde_json::Value;
use std::time::Duration;

/// Bytes of an answer: the longest answers have a few hundred thousand.
const MOST_BYTES: usize = 16 * 1024 * 1024;
/// Characters of a provider's own words in the log.
const LOGGED: usize = 300;

/// How long a call is tried.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// For one answer: connect, headers and body.
    pub deadline: Duration,
    /// Tries, the first included; then the queue waits, which costs no worker.
    pub tries: i32,
    /// Before the second try; doubles from there.
    pub first_wait: Duration,
    /// A longer wait is the queue's.
    pub longest_wait: Duration,
}

impl Patience {
    #[must_use]
    pub fn with_deadline(deadline: Duration) -> Self {
        Self { deadline, tries: 3, first_wait: Duration::from_secs(1), longest_wait: Duration::from_secs(20) }
    }
}

/// What a call needs beside the question.
pub struct Caller<'a> {
    pub clients: &'a Clients,
    pub clock: &'a Clock,
    pub patience: Patience,
}

impl Caller<'_> {
    /// Asks until there is an answer, or until asking again does not help or has to wait.
    pub async fn call(&self, target: &Target, ask: &Ask<'_>) -> Result<Reply, Stop> {
        let mut tried = 0;
        loop {
            tried += 1;
            let (code, message, after) = match self.once(target, ask).await {
                Ok(reply) => return Ok(reply),
                Err(Failure::Stop(stop)) => return Err(stop),
                Err(Failure::Passing { code, message, after }) => (code, message, after),
            };
            let Patience { first_wait, longest_wait, tries, .. } = self.patience;
            let wait = after.unwrap_or_else(|| backoff(tried, first_wait, 2.0, longest_wait, rand::random()));
            if tried >= tries || wait > longest_wait {
                let code = code.to_owned();
                return Err(Stop::Error(EngineError::Retry { code, message, after }));
            }
            tokio::time::sleep(wait).await;
        }
    }

    async fn once(&self, target: &Target, ask: &Ask<'_>) -> Result<Reply, Failure> {
        let request = wire::request(target, ask);
        let post = Post {
            url: &format!("{}{}", target.base_url, request.path),
            headers: &request.headers,
            body: serde_json::to_vec(&request.body).unwrap_or_default(),
            deadline: self.patience.deadline,
            most: MOST_BYTES,
        };
        let client = if target.guarded { &self.clients.guarded } else { &self.clients.open };
        let response = client.post(post).await.map_err(|error| unanswered(target, &error))?;
        let body: Value = serde_json::from_slice(&response.body).unwrap_or_default();
        if !(200..300).contains(&response.status) {
            let after = retry::asked(&response.headers, &body, self.clock.now());
            log(target, response.status, &body);
            return Err(failure::of(target, ask.json, response.status, &body, after));
        }
        read(target, &response, &body)
    }
}

fn unanswered(target: &Target, error: &HttpError) -> Failure {
    tracing::warn!(provider = target.name, model = target.model, %error, "a provider did not answer");
    match error {
        HttpError::Refused(reason) => failure::refused_address(target, reason),
        HttpError::Failed(_) | HttpError::TimedOut(_) => failure::unavailable(target, None),
    }
}

fn read(target: &Target, response: &Response, body: &Value) -> Result<Reply, Failure> {
    if response.end != BodyEnd::Whole || !body.is_object() {
        tracing::warn!(provider = target.name, end = ?response.end, "a provider's answer is not whole");
        return Err(failure::unavailable(target, None));
    }
    let reply = wire::reply(target.wire, body);
    match reply.end {
        End::Failed => Err(failure::unavailable(target, None)),
        // DeepSeek says that this happens with enforced JSON; it is asked again like any that did not answer.
        End::Whole if reply.text.trim().is_empty() => {
            let message = format!("{} gave an empty answer. Please process the document again later.", target.name);
            Err(Failure::Passing { code: "provider_empty_answer", message, after: None })
        }
        End::Refused => Err(failure::refused_document(target)),
        End::Whole | End::CutOff => Ok(reply),
    }
}

/// A provider's own words are for the operator, without the key; those about the key show half of it.
fn log(target: &Target, status: u16, body: &Value) {
    let words = body.pointer("/error/message").or_else(|| body.get("message")).and_then(Value::as_str);
    let mut words: String = words.unwrap_or_default().chars().take(LOGGED).collect();
    if matches!(status, 401 | 403) {
        words.clear();
    }
    if let Some(key) = target.key().filter(|key| !key.is_empty()) {
        words = words.replace(key, "…");
    }
    tracing::warn!(provider = target.name, model = target.model, status, words, "a provider refused");
}
