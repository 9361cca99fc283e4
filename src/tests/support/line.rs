//! A stand-in for LINE: knows a token, holds content, takes what is said, and answers as it is told.

use super::TestApp;
use axum::{
    Json, Router,
    body::Bytes,
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use base64::{Engine, prelude::BASE64_STANDARD};
use hmac::{Hmac, KeyInit, Mac};
use parking_lot::Mutex;
use serde_json::{Value, json};
use sha2::Sha256;
use std::{
    collections::{HashMap, VecDeque},
    sync::Arc,
    time::Duration,
};
use tokio::{net::TcpListener, sync::mpsc, time::timeout};

/// Longer than any wait between two tries.
const LONG: Duration = Duration::from_secs(2 * 60 * 60);
/// Tries of a quarter of a second.
const PATIENCE: usize = 120;

pub struct Line {
    pub url: String,
    state: Arc<Held>,
    asked: mpsc::UnboundedReceiver<LineAsked>,
    said: mpsc::UnboundedReceiver<Said>,
}

/// Content that was asked for, and what was answered.
#[derive(Debug)]
pub struct LineAsked {
    pub message: String,
    pub status: u16,
}

/// Something that was said in a chat.
#[derive(Debug)]
pub struct Said {
    /// `reply` or `push`.
    pub way: String,
    /// The reply token, or the chat.
    pub to: String,
    /// Of a push.
    pub key: String,
    pub text: String,
    pub status: u16,
}

struct Held {
    token: Mutex<String>,
    /// Where it posts, and whether it does.
    endpoint: Mutex<Option<(String, bool)>>,
    /// What each message brings.
    contents: Mutex<HashMap<String, Vec<u8>>>,
    /// Statuses of the next answers, before the usual ones.
    next: Mutex<HashMap<&'static str, VecDeque<u16>>>,
    asked: mpsc::UnboundedSender<LineAsked>,
    said: mpsc::UnboundedSender<Said>,
}

impl Line {
    /// Knows this token alone.
    pub async fn start(token: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let (asked_sender, asked) = mpsc::unbounded_channel();
        let (said_sender, said) = mpsc::unbounded_channel();
        let state = Arc::new(Held {
            token: Mutex::new(token.to_owned()),
            endpoint: Mutex::default(),
            contents: Mutex::default(),
            next: Mutex::default(),
            asked: asked_sender,
            said: said_sender,
        });
        let router = Router::new()
            .route("/v2/bot/info", get(info))
            .route("/v2/bot/channel/webhook/endpoint", get(endpoint))
            .route("/v2/bot/message/{message}/content", get(content))
            .route("/v2/bot/message/{way}", post(say))
            .with_state(state.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { url, state, asked, said }
    }

    /// What a server needs to ask here.
    pub fn settings(&self) -> [(&'static str, String); 2] {
        [("OCRIVA_LINE_API_URL", self.url.clone()), ("OCRIVA_LINE_DATA_URL", format!("{}/", self.url))]
    }

    /// From now on another token is the good one.
    pub fn issue(&self, token: &str) {
        token.clone_into(&mut self.state.token.lock());
    }

    /// What is entered in its console.
    pub fn posts_to(&self, address: &str, active: bool) {
        *self.state.endpoint.lock() = Some((address.to_owned(), active));
    }

    /// What `message` brings.
    pub fn holds(&self, message: &str, content: Vec<u8>) {
        self.state.contents.lock().insert(message.to_owned(), content);
    }

    /// The next answers to `content`, `reply` or `push` have these statuses.
    pub fn answers(&self, to: &'static str, statuses: &[u16]) {
        self.state.next.lock().entry(to).or_default().extend(statuses);
    }

    /// The next request for content.
    pub async fn asked(&mut self) -> LineAsked {
        timeout(Duration::from_secs(30), self.asked.recv()).await.expect("no content was asked for").unwrap()
    }

    /// The next thing that is said in a chat.
    pub async fn said(&mut self) -> Said {
        timeout(Duration::from_secs(30), self.said.recv()).await.expect("nothing was said").unwrap()
    }

    /// The next thing that is said, after however long a wait: the clock is moved until it is.
    pub async fn said_later(&mut self, app: &TestApp) -> Said {
        for _ in 0..PATIENCE {
            app.advance(LONG);
            if let Ok(said) = timeout(Duration::from_millis(250), self.said.recv()).await {
                return said.unwrap();
            }
        }
        panic!("nothing was said");
    }

    /// The same for content that is asked for.
    pub async fn asked_later(&mut self, app: &TestApp) -> LineAsked {
        for _ in 0..PATIENCE {
            app.advance(LONG);
            if let Ok(asked) = timeout(Duration::from_millis(250), self.asked.recv()).await {
                return asked.unwrap();
            }
        }
        panic!("no content was asked for");
    }

    /// Has nothing more been asked or said?
    pub fn is_quiet(&mut self) -> bool {
        self.asked.try_recv().is_err() && self.said.try_recv().is_err()
    }
}

/// What LINE would sign a body with.
pub fn line_signature(secret: &str, body: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(body.as_bytes());
    BASE64_STANDARD.encode(mac.finalize().into_bytes())
}

/// An event of a person who sends `message`.
pub fn line_event(message: Value) -> Value {
    json!({
        "type": "message", "mode": "active", "timestamp": 1_700_000_000_000_i64,
        "webhookEventId": format!("01H{}", message["id"].as_str().unwrap()),
        "deliveryContext": { "isRedelivery": false },
        "source": { "type": "user", "userId": "U4af4980629" },
        "replyToken": format!("token-{}", message["id"].as_str().unwrap()),
        "message": message,
    })
}

impl Held {
    fn knows(&self, headers: &HeaderMap) -> bool {
        headers.get("authorization").is_some_and(|value| *value == format!("Bearer {}", self.token.lock()))
    }

    fn next(&self, to: &str) -> Option<u16> {
        self.next.lock().get_mut(to)?.pop_front()
    }
}

async fn info(State(held): State<Arc<Held>>, headers: HeaderMap) -> Response {
    if !held.knows(&headers) {
        return (StatusCode::UNAUTHORIZED, Json(json!({ "message": "Authentication failed" }))).into_response();
    }
    Json(json!({ "userId": "U0", "basicId": "@216ocriva", "displayName": "Slips", "chatMode": "bot" })).into_response()
}

async fn endpoint(State(held): State<Arc<Held>>) -> Response {
    match &*held.endpoint.lock() {
        Some((endpoint, active)) => Json(json!({ "endpoint": endpoint, "active": active })).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

async fn content(State(held): State<Arc<Held>>, Path(message): Path<String>, headers: HeaderMap) -> Response {
    let found = held.contents.lock().get(&message).cloned();
    let status = match held.next("content") {
        _ if !held.knows(&headers) => 401,
        Some(status) => status,
        None if found.is_some() => 200,
        None => 404,
    };
    let _ = held.asked.send(LineAsked { message, status });
    let body = if status == 200 { found.unwrap_or_default() } else { b"{}".to_vec() };
    (StatusCode::from_u16(status).unwrap(), body).into_response()
}

async fn say(State(held): State<Arc<Held>>, Path(way): Path<String>, headers: HeaderMap, body: Bytes) -> Response {
    let body: Value = serde_json::from_slice(&body).unwrap();
    let text = |pointer: &str| body.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned();
    let status = if held.knows(&headers) { held.next(&way).unwrap_or(200) } else { 401 };
    let key = headers.get("x-line-retry-key").and_then(|key| key.to_str().ok()).unwrap_or_default().to_owned();
    let to = if way == "reply" { text("/replyToken") } else { text("/to") };
    let _ = held.said.send(Said { way, to, key, text: text("/messages/0/text"), status });
    (StatusCode::from_u16(status).unwrap(), Json(json!({ "message": "as told" }))).into_response()
}
