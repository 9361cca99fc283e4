//! Receivers that are slow, endless, busy or elsewhere.

use super::{happen, made, newest, place, until};
use crate::support::{Receiver, Reply, TestApp, on_both_databases};
use axum::{
    Router,
    body::{Body, Bytes},
    routing::post,
};
use futures::{StreamExt, stream};
use ocriva::clients::{
    address::AddressGuard,
    webhook::{Answer, WebhookClient},
};
use serde_json::json;
use std::{
    convert::Infallible,
    time::{Duration, Instant},
};
use tokio::net::TcpListener;

/// The answer of a receiver whose body never ends, to a client with this patience.
async fn answer_of(chunk: &'static [u8], every: Duration, patience: Duration) -> (Answer, Duration) {
    let endless = move || async move {
        let chunks = stream::repeat(Bytes::from_static(chunk)).then(move |chunk| async move {
            tokio::time::sleep(every).await;
            Ok::<_, Infallible>(chunk)
        });
        Body::from_stream(chunks)
    };
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, Router::new().route("/", post(endless))).await });
    let _ = rustls::crypto::ring::default_provider().install_default();
    let client = WebhookClient::new(AddressGuard::new(vec!["127.0.0.0/8".parse().unwrap()]), patience).unwrap();
    let began = Instant::now();
    (client.post(&url, &[], b"{}".to_vec()).await, began.elapsed())
}

#[tokio::test]
async fn a_body_that_drips_for_ever_ends_with_the_deadline() {
    let (answer, took) = answer_of(b".", Duration::from_millis(20), Duration::from_secs(1)).await;
    assert_eq!(answer.status, None, "it is no answer");
    assert!(answer.error.unwrap().contains("no complete answer within 1 s"));
    assert!(took >= Duration::from_secs(1) && took < Duration::from_secs(10), "{took:?}");
}

#[tokio::test]
async fn a_body_that_streams_for_ever_is_cut() {
    let (answer, took) = answer_of(&[b'x'; 16 * 1024], Duration::ZERO, Duration::from_secs(60)).await;
    assert_eq!((answer.status, answer.error), (Some(200), None));
    assert_eq!(answer.body.unwrap().len(), 1024);
    assert!(took < Duration::from_secs(30), "{took:?}");
}

on_both_databases! {
    async fn retry_after_is_waited_for(app: TestApp) {
        let ann = app.register("ann").await;
        let date = time::OffsetDateTime::from_unix_timestamp(app.runtime.clock.now().0 / 1000 + 2 * 60 * 60).unwrap();
        let date = date.format(&time::format_description::well_known::Rfc2822).unwrap().replace("+0000", "GMT");
        let busy = |status, after: &str| Reply { status, headers: vec![("retry-after", after.to_owned())] };
        let mut receiver = Receiver::start_with(vec![busy(429, "1800"), busy(503, &date)]).await;
        let webhook = made(&ann, &receiver, json!({ "events": ["template.updated"] })).await;
        happen(&ann, "one").await;
        let path = format!("{}/deliveries", place(&webhook));
        for (tried, least) in [(1, 1800), (2, 60 * 60)] {
            receiver.next().await;
            let log = until(&app, &ann.client, &path, |log| log["data"][0]["attempts"].as_array().unwrap().len() == tried).await;
            let next: ocriva::domain::time::Timestamp =
                serde_json::from_value(log["data"][0]["nextAttemptAt"].clone()).unwrap();
            let wait = next.millis_since(app.runtime.clock.now()) / 1000;
            assert!(wait >= least - 30 && wait <= 9000, "after {tried}: {wait} s");
            app.advance(Duration::from_secs(u64::try_from(wait).unwrap() + 1));
        }
        receiver.next().await;
    }

    async fn an_endpoint_that_never_answers_holds_up_no_other(app: TestApp) {
        let ann = app.register("ann").await;
        // It accepts and says nothing: every attempt lasts until the deadline.
        let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/", silent.local_addr().unwrap());
        tokio::spawn(async move {
            let mut kept = Vec::new();
            while let Ok((stream, _)) = silent.accept().await {
                kept.push(stream);
            }
        });
        let mut receiver = Receiver::start(&[]).await;
        made(&ann, &receiver, json!({ "events": ["template.updated"], "url": url })).await;
        // More than there are slots, before the other endpoint is there.
        let slots = app.runtime.config.queue.deliveries;
        for n in 0..=slots * 2 {
            happen(&ann, &format!("for the silent one {n}")).await;
        }
        made(&ann, &receiver, json!({ "events": ["template.deleted"] })).await;
        let began = std::time::Instant::now();
        ann.client.delete(&format!("/templates/{}", ann.template)).await.expect(204);
        receiver.next().await;
        assert!(began.elapsed() < app.runtime.config.webhooks.timeout() / 2, "it waited for the silent one");
    }

    async fn where_nobody_listens_is_tried_again(app: TestApp) {
        let ann = app.register("ann").await;
        let receiver = Receiver::start(&[]).await;
        // A port that was free a moment ago.
        let free = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
        let options = json!({ "events": ["template.updated"], "url": format!("http://{free}/"), "attempts": 2 });
        let webhook = made(&ann, &receiver, options).await;
        happen(&ann, "one").await;
        let path = format!("{}/deliveries", place(&webhook));
        let log = until(&app, &ann.client, &path, |log| log["data"][0]["attempts"].as_array().unwrap().len() == 1).await;
        assert_eq!(log["data"][0]["status"], "pending");
        assert!(log["data"][0]["attempts"][0]["statusCode"].is_null());
        assert!(log["data"][0]["attempts"][0]["error"].is_string());
    }

    async fn private_addresses_are_never_asked_however_they_are_written(app: TestApp) {
        let ann = app.register("ann").await;
        let receiver = Receiver::start(&[]).await;
        for url in ["http://10.0.0.1/", "http://0x0a000001/", "http://[::ffff:10.0.0.1]/", "http://169.254.169.254/latest/"] {
            let options = json!({ "events": ["template.updated"], "url": url, "attempts": 1 });
            let webhook = made(&ann, &receiver, options).await;
            ann.client.post(&format!("{}/test", place(&webhook)), json!({})).await.expect(202);
            let delivery = newest(&app, &ann, &webhook, "failed").await;
            let error = delivery["attempts"][0]["error"].as_str().unwrap();
            assert!(error.contains("private or reserved network"), "{url}: {error}");
        }
    }
}
