//! A receiver of webhooks that answers as it is told and shows what it got.

use axum::{
    Router,
    body::Bytes,
    http::{HeaderMap, StatusCode},
    routing::post,
};
use serde_json::Value;
use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
    time::Duration,
};
use tokio::{net::TcpListener, sync::mpsc, time::timeout};

pub struct Receiver {
    pub url: String,
    received: mpsc::UnboundedReceiver<Received>,
}

pub struct Received {
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

/// How one request is answered.
#[derive(Clone)]
pub struct Reply {
    pub status: u16,
    pub headers: Vec<(&'static str, String)>,
}

impl Receiver {
    /// Answers with `statuses` in order, then always 200.
    pub async fn start(statuses: &[u16]) -> Self {
        Self::start_with(statuses.iter().map(|status| Reply { status: *status, headers: Vec::new() }).collect()).await
    }

    /// Answers with `replies` in order, then always 200.
    pub async fn start_with(replies: Vec<Reply>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/hook", listener.local_addr().unwrap());
        let (sender, received) = mpsc::unbounded_channel();
        let replies: Arc<Mutex<VecDeque<Reply>>> = Arc::new(Mutex::new(replies.into()));
        let hook = move |headers: HeaderMap, body: Bytes| async move {
            let reply = replies.lock().unwrap().pop_front().unwrap_or(Reply { status: 200, headers: Vec::new() });
            let _ = sender.send(Received { headers, body: body.to_vec() });
            let mut said = HeaderMap::new();
            for (name, value) in reply.headers {
                said.insert(name, value.parse().unwrap());
            }
            (StatusCode::from_u16(reply.status).unwrap(), said, "noted")
        };
        tokio::spawn(async move { axum::serve(listener, Router::new().route("/hook", post(hook))).await });
        Self { url, received }
    }

    pub async fn next(&mut self) -> Received {
        let next = timeout(Duration::from_secs(30), self.received.recv()).await;
        next.expect("no webhook came").unwrap()
    }

    /// What has come and was not looked at yet.
    pub fn waiting(&mut self) -> Option<Received> {
        self.received.try_recv().ok()
    }

    /// Has nothing more come?
    pub fn is_quiet(&mut self) -> bool {
        self.received.try_recv().is_err()
    }
}

impl Received {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }
}
