//! What ends while somebody decides otherwise.

use super::{happen, made, place, until};
use crate::support::{Receiver, TestApp, on_both_databases};
use axum::{Router, http::StatusCode, routing::post};
use serde_json::json;
use std::sync::Arc;
use tokio::{net::TcpListener, sync::Notify};

/// Fails of which a recovery takes up the first hundred before the others.
const MANY: usize = 120;

on_both_databases! {
    async fn an_attempt_on_its_way_to_an_endpoint_that_is_disabled_is_the_last(app: TestApp) {
        let ann = app.register("ann").await;
        let (came, answer) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
        let (own_came, own_answer) = (came.clone(), answer.clone());
        let hook = move || async move {
            own_came.notify_one();
            own_answer.notified().await;
            StatusCode::INTERNAL_SERVER_ERROR
        };
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, Router::new().route("/", post(hook))).await });
        let receiver = Receiver::start(&[]).await;
        let webhook = made(&ann, &receiver, json!({ "events": ["template.updated"], "url": url, "attempts": 3 })).await;
        happen(&ann, "one").await;
        came.notified().await;
        ann.client.patch(&place(&webhook), json!({ "status": "disabled" })).await.expect(200);
        answer.notify_one();
        let log = format!("{}/deliveries", place(&webhook));
        let log = until(&app, &ann.client, &log, |log| log["data"][0]["attempts"].as_array().unwrap().len() == 1).await;
        let delivery = &log["data"][0];
        assert!(delivery["status"] == "failed" && delivery["nextAttemptAt"].is_null(), "{delivery}");
        let seen = ann.client.get(&place(&webhook)).await.expect(200);
        assert!(seen["disabledReason"].as_str().unwrap().contains("by hand"), "{seen}");
    }

    async fn what_fails_again_is_not_recovered_again_by_the_same_call(app: TestApp) {
        let ann = app.register("ann").await;
        let receiver = Receiver::start(&[500; 10 * MANY]).await;
        let webhook = made(&ann, &receiver, json!({ "events": ["template.updated"], "attempts": 1 })).await;
        for n in 0..MANY {
            happen(&ann, &n.to_string()).await;
        }
        let log = format!("{}/deliveries", place(&webhook));
        let failed = format!("{log}?status=failed&limit=100");
        until(&app, &ann.client, &failed, |log| log["total"] == MANY).await;
        let since = json!({ "since": "2020-01-01T00:00:00Z" });
        let recovered = ann.client.post(&format!("{}/recover", place(&webhook)), since).await.expect(202);
        assert_eq!(recovered, json!({ "recovered": MANY, "more": false }));
        until(&app, &ann.client, &failed, |log| log["total"] == MANY).await;
        for page in 1..=2 {
            let seen = ann.client.get(&format!("{log}?limit=100&page={page}")).await.expect(200);
            for delivery in seen["data"].as_array().unwrap() {
                assert_eq!(delivery["attempts"].as_array().unwrap().len(), 2, "{delivery}");
            }
        }
    }
}
