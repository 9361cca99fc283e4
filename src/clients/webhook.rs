//! Posts of webhooks: past the guard, and whatever happens is an answer for the delivery log.

use super::{
    address::AddressGuard,
    http::{BodyEnd, HttpClient, Post},
};
use reqwest::header::HeaderMap;
use std::time::Duration;

/// What is read of an answer, in bytes.
const MAX_ANSWER: usize = 64 * 1024;
/// What is kept of an answer for the log, in bytes.
const KEPT_ANSWER: usize = 1024;

/// Cheap to clone.
#[derive(Clone, Debug)]
pub struct WebhookClient {
    http: HttpClient,
    timeout: Duration,
}

/// What came back.
#[derive(Debug, Default)]
pub struct Answer {
    /// HTTP status; none when there was no answer.
    pub status: Option<u16>,
    /// Why there was none, or why it could not be read.
    pub error: Option<String>,
    /// Its first bytes.
    pub body: Option<String>,
    pub headers: HeaderMap,
}

impl WebhookClient {
    /// # Errors
    /// When the TLS set-up of the machine cannot be read.
    pub fn new(guard: AddressGuard, timeout: Duration) -> Result<Self, reqwest::Error> {
        Ok(Self { http: HttpClient::guarded(guard)?, timeout })
    }

    /// One POST of `body`; never an `Err`: whatever happens is for the delivery log.
    pub async fn post(&self, url: &str, headers: &[(&str, String)], body: Vec<u8>) -> Answer {
        let post = Post { url, headers, body, deadline: self.timeout, most: MAX_ANSWER };
        let response = match self.http.post(post).await {
            Ok(response) => response,
            Err(error) => return Answer { error: Some(error.to_string()), ..Answer::default() },
        };
        let kept = &response.body[..response.body.len().min(KEPT_ANSWER)];
        // PostgreSQL keeps no NUL in a text.
        let text = String::from_utf8_lossy(kept).replace('\0', "\u{fffd}");
        let error = match response.end {
            BodyEnd::Broken(reason) => Some(reason),
            BodyEnd::Whole | BodyEnd::Cut => None,
        };
        let body = Some(text).filter(|text| !text.is_empty());
        Answer { status: Some(response.status), error, body, headers: response.headers }
    }
}
