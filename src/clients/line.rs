//! The Messaging API of LINE: who a token speaks for, what a message brought, and words into a chat.

use super::{
    http::{BodyEnd, Exchange, HttpClient, HttpError, Response},
    retry_after::retry_after,
};
use crate::{
    clock::Clock,
    config::{self, Secret},
    domain::line::LineBot,
};
use reqwest::{
    Method,
    header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue},
};
use serde_json::{Value, json};
use std::{sync::Arc, time::Duration};

/// Bytes of an answer that is no content.
const MOST_ANSWER: usize = 64 * 1024;
/// Content is this many times longer on its way than an answer.
const CONTENT_FACTOR: u32 = 4;
/// Characters of what LINE says about a refusal.
const MOST_REASON: usize = 200;
const RETRY_KEY: HeaderName = HeaderName::from_static("x-line-retry-key");

/// Cheap to clone; one per process.
#[derive(Clone)]
pub struct LineClient {
    http: HttpClient,
    clock: Clock,
    settings: Arc<config::Line>,
}

/// Why LINE did not do it.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum LineError {
    /// The token was mistyped, has expired, or was taken back.
    #[error("LINE does not accept the channel access token")]
    Token,
    /// It may work later; LINE may say when.
    #[error("{reason}")]
    Later { reason: String, after: Option<Duration> },
    /// What the message brought is not there any more.
    #[error("LINE does not have it any more")]
    Gone,
    #[error("it is larger than allowed")]
    TooLarge,
    /// It will never work.
    #[error("{0}")]
    Refused(String),
}

impl LineClient {
    /// # Errors
    /// When the TLS set-up of the machine cannot be read.
    pub fn new(settings: &config::Line, clock: Clock) -> Result<Self, reqwest::Error> {
        Ok(Self {
            // The operator chose the addresses; no tenant has a word in them.
            http: HttpClient::open()?,
            clock,
            settings: Arc::new(settings.clone()),
        })
    }

    /// The bot that a token speaks for.
    ///
    /// # Errors
    /// When LINE does not say.
    pub async fn bot(&self, token: &Secret) -> Result<LineBot, LineError> {
        let url = format!("{}/v2/bot/info", self.settings.api_url());
        let response = self.judge(self.get(url, token, self.settings.timeout(), MOST_ANSWER).await?)?;
        let said: Value = serde_json::from_slice(&response.body)
            .map_err(|_| LineError::Refused("LINE’s answer could not be read".to_owned()))?;
        let text = |name: &str| said[name].as_str().unwrap_or_default().to_owned();
        Ok(LineBot { user_id: text("userId"), basic_id: text("basicId"), display_name: text("displayName") })
    }

    /// Where LINE posts what is sent to the bot of a token, and whether it does; none where it knows no address.
    ///
    /// # Errors
    /// When LINE does not say.
    pub async fn webhook(&self, token: &Secret) -> Result<Option<(String, bool)>, LineError> {
        let url = format!("{}/v2/bot/channel/webhook/endpoint", self.settings.api_url());
        let response = match self.judge(self.get(url, token, self.settings.timeout(), MOST_ANSWER).await?) {
            Err(LineError::Gone) => return Ok(None),
            judged => judged?,
        };
        let said: Value = serde_json::from_slice(&response.body).unwrap_or_default();
        Ok(said["endpoint"].as_str().map(|address| (address.to_owned(), said["active"] == true)))
    }

    /// The bytes that came with a message, at most so many.
    ///
    /// # Errors
    /// When they cannot be had, or not yet.
    pub async fn content(&self, token: &Secret, message: &str, most: usize) -> Result<Vec<u8>, LineError> {
        let url = format!("{}/v2/bot/message/{message}/content", self.settings.data_url());
        let response = self.judge(self.get(url, token, self.settings.timeout() * CONTENT_FACTOR, most).await?)?;
        match (response.status, response.end) {
            (202, _) => Err(LineError::later("LINE is still preparing it")),
            (_, BodyEnd::Cut) => Err(LineError::TooLarge),
            (_, BodyEnd::Broken(reason)) => Err(LineError::later(reason)),
            (_, BodyEnd::Whole) => Ok(response.body),
        }
    }

    /// Answers a message; its token is good for about a minute, once, and the answer counts as no message of the plan.
    ///
    /// # Errors
    /// When LINE did not take it, or nobody knows.
    pub async fn reply(&self, token: &Secret, reply_token: &str, text: &str) -> Result<(), LineError> {
        let url = format!("{}/v2/bot/message/reply", self.settings.api_url());
        let body = json!({ "replyToken": reply_token, "messages": [{ "type": "text", "text": text }] });
        self.judge(self.post(url, token, HeaderMap::new(), &body).await?).map(drop)
    }

    /// Says something in a chat. With the same `key` LINE takes it once, however often it is sent.
    ///
    /// # Errors
    /// When LINE did not take it, or nobody knows.
    pub async fn push(&self, token: &Secret, chat: &str, key: &str, text: &str) -> Result<(), LineError> {
        let url = format!("{}/v2/bot/message/push", self.settings.api_url());
        let body = json!({ "to": chat, "messages": [{ "type": "text", "text": text }] });
        let key = HeaderValue::from_str(key).map_err(|_| LineError::Refused("the retry key is no header".into()))?;
        let response = self.post(url, token, HeaderMap::from_iter([(RETRY_KEY, key)]), &body).await?;
        match response.status {
            // It was taken the time before.
            409 => Ok(()),
            _ => self.judge(response).map(drop),
        }
    }

    async fn get(&self, url: String, token: &Secret, deadline: Duration, most: usize) -> Result<Response, LineError> {
        let (headers, body) = (HeaderMap::new(), Vec::new());
        self.exchange(Exchange { method: Method::GET, url, headers, body, deadline, most }, token).await
    }

    async fn post(
        &self,
        url: String,
        token: &Secret,
        mut headers: HeaderMap,
        body: &Value,
    ) -> Result<Response, LineError> {
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        let (deadline, body) = (self.settings.timeout(), body.to_string().into_bytes());
        let exchange = Exchange { method: Method::POST, url, headers, body, deadline, most: MOST_ANSWER };
        self.exchange(exchange, token).await
    }

    async fn exchange(&self, mut exchange: Exchange, token: &Secret) -> Result<Response, LineError> {
        let bearer = HeaderValue::from_str(&format!("Bearer {}", token.expose()));
        let mut bearer = bearer.map_err(|_| LineError::Token)?;
        bearer.set_sensitive(true);
        exchange.headers.insert(AUTHORIZATION, bearer);
        self.http.exchange(exchange).await.map_err(|error| match error {
            HttpError::Refused(reason) => LineError::Refused(reason),
            error => LineError::later(format!("LINE could not be reached: {error}")),
        })
    }

    /// An answer, if LINE did what was asked.
    fn judge(&self, response: Response) -> Result<Response, LineError> {
        match response.status {
            200..300 => Ok(response),
            401 => Err(LineError::Token),
            404 | 410 => Err(LineError::Gone),
            429 | 500.. => {
                let after = retry_after(&response.headers, self.clock.now());
                Err(LineError::Later { reason: reason(&response), after })
            }
            _ => Err(LineError::Refused(reason(&response))),
        }
    }
}

impl LineError {
    fn later(reason: impl Into<String>) -> Self {
        Self::Later { reason: reason.into(), after: None }
    }
}

/// What LINE says about a refusal: its status and the start of its `message`.
fn reason(response: &Response) -> String {
    let said: Value = serde_json::from_slice(&response.body).unwrap_or_default();
    let message = said["message"].as_str().unwrap_or_default();
    let message: String = message.chars().filter(|c| !c.is_control()).take(MOST_REASON).collect();
    if message.is_empty() {
        return format!("LINE answered {}", response.status);
    }
    format!("LINE answered {}: {message}", response.status)
}
