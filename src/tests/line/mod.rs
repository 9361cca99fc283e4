//! What is sent to a LINE bot becomes documents, and results come back into the chat.

mod chat;
mod crash;
mod set_up;
mod trouble;

use crate::support::{Answer, Backend, Line, Tenant, TestApp, line_signature};
use serde_json::{Value, json};
use std::time::Duration;

pub const SECRET: &str = "0123456789abcdef0123456789abcdef";
pub const TOKEN: &str = "a-channel-access-token-of-line";

/// A server that asks a stand-in for LINE, and somebody there with a bot.
pub struct Chat {
    pub app: TestApp,
    pub line: Line,
    pub ann: Tenant,
    /// The id of the bot.
    pub bot: String,
}

impl Chat {
    pub async fn start(backend: Backend) -> Self {
        Self::start_with(backend, json!({}), &[]).await
    }

    /// With a bot of these options and a server of these settings.
    pub async fn start_with(backend: Backend, options: Value, settings: &[(&'static str, String)]) -> Self {
        let line = Line::start(TOKEN).await;
        let app = TestApp::start_configured(backend, &[&line.settings(), settings].concat()).await;
        let ann = app.register("ann").await;
        let mut new = json!({ "projectId": ann.project, "channelSecret": SECRET, "accessToken": TOKEN });
        for (name, value) in options.as_object().unwrap() {
            new[name] = value.clone();
        }
        let bot = ann.client.post("/line", new).await.expect(201)["id"].as_str().unwrap().to_owned();
        Self { app, line, ann, bot }
    }

    /// LINE posts these events, signed.
    pub async fn post(&self, events: &[Value]) -> Answer {
        let body = json!({ "destination": "U0", "events": events });
        let signature = line_signature(SECRET, &body.to_string());
        let path = format!("/line/webhook/{}", self.bot);
        self.app.visitor().post_with_header(&path, body, "x-line-signature", &signature).await
    }

    pub async fn documents(&self) -> Vec<Value> {
        let list = self.ann.client.get(&format!("/documents?projectId={}", self.ann.project)).await.expect(200);
        list["data"].as_array().unwrap().clone()
    }

    /// The bot as its owner sees it.
    pub async fn seen(&self) -> Value {
        self.ann.client.get(&format!("/line/{}", self.bot)).await.expect(200)
    }

    /// The bot once something is wrong with it.
    pub async fn in_trouble(&self) -> Value {
        for _ in 0..1_000 {
            let seen = self.seen().await;
            if seen["error"].is_string() {
                return seen;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("nothing is wrong with it");
    }
}

pub fn file(id: &str, name: &str) -> Value {
    json!({ "id": id, "type": "file", "fileName": name, "fileSize": 1 })
}

pub fn picture(id: &str) -> Value {
    json!({ "id": id, "type": "image", "contentProvider": { "type": "line" } })
}
