//! Events reach the receiver: signed, in the published form, again until acknowledged.

mod endpoints;
mod forms;
mod late;
mod log;
mod receivers;
mod standard;
mod styles;
mod walk;

use crate::support::{Receiver, Tenant, TestApp, on_both_databases, sample};
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;
use std::time::Duration;

const SECRET: &str = "a secret of sixteen or more";

async fn endpoint(app: &TestApp, ann: &Tenant, receiver: &Receiver, events: &[&str]) -> Value {
    let _ = app;
    made(ann, receiver, json!({ "events": events, "secret": SECRET })).await
}

/// An endpoint of this receiver with these options.
async fn made(ann: &Tenant, receiver: &Receiver, options: Value) -> Value {
    let mut body = json!({ "projectId": ann.project, "name": "books", "url": receiver.url });
    for (name, value) in options.as_object().unwrap() {
        body[name] = value.clone();
    }
    ann.client.post("/webhooks", body).await.expect(201)
}

/// Where it is.
fn place(webhook: &Value) -> String {
    format!("/webhooks/{}", webhook["id"].as_str().unwrap())
}

/// Something happens: the template gets another description, and `template.updated` is told.
async fn happen(ann: &Tenant, description: &str) {
    ann.client.patch(&format!("/templates/{}", ann.template), json!({ "description": description })).await.expect(200);
}

/// What `path` answers once it is as wanted.
async fn until(app: &TestApp, client: &crate::support::Client, path: &str, wanted: impl Fn(&Value) -> bool) -> Value {
    let mut live = app.runtime.live.listen();
    loop {
        let seen = client.get(path).await.expect(200);
        if wanted(&seen) {
            // A log reads its deliveries and then their attempts: one that settles in between is seen half.
            return client.get(path).await.expect(200);
        }
        tokio::time::timeout(Duration::from_secs(30), live.recv())
            .await
            .unwrap_or_else(|_| panic!("{path} stays {seen}"))
            .unwrap();
    }
}

/// The log's newest delivery once it has this status.
async fn newest(app: &TestApp, ann: &Tenant, webhook: &Value, status: &str) -> Value {
    let path = format!("{}/deliveries", place(webhook));
    until(app, &ann.client, &path, |log| log["data"][0]["status"] == status).await["data"][0].clone()
}

on_both_databases! {
    async fn uploaded_and_processed_arrive_signed_in_the_published_form(app: TestApp) {
        let ann = app.register("ann").await;
        let mut receiver = Receiver::start(&[]).await;
        let made = endpoint(&app, &ann, &receiver, &["document.uploaded", "document.processed"]).await;
        assert_eq!(made["secret"], SECRET);
        let accepted = ann.upload("invoice_march.pdf", sample("invoice.pdf")).await.expect(201);

        let mut seen = [receiver.next().await, receiver.next().await];
        seen.sort_by_key(|received| received.header("x-webhook-event") != "document.uploaded");
        let [uploaded, processed] = seen;

        let envelope = uploaded.json();
        assert_eq!(envelope["eventType"], "document.uploaded");
        assert_eq!(envelope["organizationId"], ann.organization.as_str());
        assert_eq!(envelope["projectId"], ann.project.as_str());
        let keys: Vec<_> = envelope["payload"].as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(keys, ["id", "fileName", "fileSize", "mimeType", "status", "templateId", "uploadedBy", "createdAt"]);
        assert_eq!(envelope["payload"]["uploadedBy"], ann.user.as_str());

        let envelope = processed.json();
        let keys: Vec<_> = envelope.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(keys, ["eventType", "eventId", "timestamp", "organizationId", "projectId", "payload"]);
        let payload = &envelope["payload"];
        assert_eq!((payload["id"].as_str(), payload["status"].as_str()), (accepted["id"].as_str(), Some("completed")));
        assert_eq!(payload["extractedData"]["invoiceNumber"], "INV-2026-0331");
        assert_eq!((payload["processingId"].as_str(), payload["format"].as_str()), (accepted["processingId"].as_str(), Some("json")));
        assert!(payload["processingTime"].as_i64().unwrap() >= 0);

        assert_eq!(processed.header("x-webhook-signature"), own_signature(&json!(SECRET), &processed.body));
        assert_eq!(processed.header("x-ocriva-signature"), processed.header("x-webhook-signature"));
        assert_eq!(processed.header("webhook-id"), envelope["eventId"].as_str().unwrap());
        assert!(processed.header("webhook-signature").starts_with("v1,"));
        assert_eq!(processed.header("content-type"), "application/json");
    }

    async fn a_document_that_fails_is_told_too(app: TestApp) {
        let ann = app.register("ann").await;
        let mut receiver = Receiver::start(&[]).await;
        endpoint(&app, &ann, &receiver, &["document.failed"]).await;
        let blank = blank_png();
        ann.upload("blank.png", blank).await.expect(201);
        let failed = receiver.next().await.json();
        assert_eq!(failed["eventType"], "document.failed");
        let keys: Vec<_> = failed["payload"].as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(keys, ["id", "fileName", "status", "errorMessage", "processingTime"]);
        assert!(receiver.is_quiet(), "only what was asked for is sent");
    }

    async fn a_refusing_receiver_gets_three_attempts_with_one_event_id_and_all_are_logged(app: TestApp) {
        let ann = app.register("ann").await;
        let mut receiver = Receiver::start(&[500, 302, 200]).await;
        let made = endpoint(&app, &ann, &receiver, &["document.uploaded"]).await;
        ann.upload("invoice.pdf", sample("invoice.pdf")).await.expect(201);
        let path = format!("/webhooks/{}/deliveries", made["id"].as_str().unwrap());

        let mut ids = Vec::new();
        let mut live = app.runtime.live.listen();
        for attempt in 1..=3 {
            ids.push(receiver.next().await.header("webhook-id").to_owned());
            logged(&ann.client, &path, &mut live, attempt).await;
            app.advance(Duration::from_secs(60 * 60));
        }
        assert!(ids.iter().all(|id| *id == ids[0]), "{ids:?}");
        let log = ann.client.get(&path).await.expect(200);
        let delivery = &log["data"][0];
        assert_eq!((log["total"].as_i64(), delivery["status"].as_str()), (Some(1), Some("delivered")));
        let codes: Vec<_> = delivery["attempts"].as_array().unwrap().iter().map(|a| a["statusCode"].as_i64().unwrap()).collect();
        assert_eq!(codes, [500, 302, 200]);
        assert_eq!(delivery["attempts"][0]["responseBody"], "noted");
    }

    async fn after_three_refusals_a_delivery_is_given_up(app: TestApp) {
        let ann = app.register("ann").await;
        let mut receiver = Receiver::start(&[500, 500, 500]).await;
        let made = endpoint(&app, &ann, &receiver, &["document.uploaded"]).await;
        ann.upload("invoice.pdf", sample("invoice.pdf")).await.expect(201);
        let path = format!("/webhooks/{}/deliveries", made["id"].as_str().unwrap());
        let mut live = app.runtime.live.listen();
        for attempt in 1..=3 {
            receiver.next().await;
            logged(&ann.client, &path, &mut live, attempt).await;
            app.advance(Duration::from_secs(60 * 60));
        }
        let delivery = ann.client.get(&path).await.expect(200)["data"][0].clone();
        assert_eq!(delivery["status"], "failed");
        assert!(delivery["nextAttemptAt"].is_null());
        assert!(receiver.is_quiet());
    }

    async fn a_deleted_endpoint_hears_nothing_more(app: TestApp) {
        let ann = app.register("ann").await;
        let mut receiver = Receiver::start(&[]).await;
        let made = endpoint(&app, &ann, &receiver, &["document.uploaded"]).await;
        ann.client.delete(&format!("/webhooks/{}", made["id"].as_str().unwrap())).await.expect(204);
        let accepted = ann.upload("invoice.pdf", sample("invoice.pdf")).await.expect(201);
        app.finished(&ann.client, accepted["processingId"].as_str().unwrap()).await;
        assert!(receiver.is_quiet());
        ann.client.get(&format!("/webhooks/{}", made["id"].as_str().unwrap())).await.expect(404);
    }

    async fn what_is_wrong_with_an_endpoint_is_said_field_by_field(app: TestApp) {
        let ann = app.register("ann").await;
        let body = json!({ "projectId": ann.project, "name": " ", "url": "example.com", "events": [], "secret": "short" });
        let problem = ann.client.post("/webhooks", body).await.expect(400);
        let fields: Vec<_> = problem["message"].as_array().unwrap().iter().map(|m| m["field"].as_str().unwrap()).collect();
        assert_eq!(fields, ["name", "url", "events", "secret"]);
        assert_eq!((problem["statusCode"].as_i64(), problem["error"].as_str()), (Some(400), Some("Bad Request")));
    }
}

/// The platform's own header for a body.
fn own_signature(secret: &Value, body: &[u8]) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_str().unwrap().as_bytes()).unwrap();
    mac.update(body);
    format!("sha256={}", hex::encode(mac.finalize().into_bytes()))
}

/// Waits until the log shows this many attempts.
async fn logged(
    client: &crate::support::Client,
    path: &str,
    live: &mut tokio::sync::broadcast::Receiver<ocriva::domain::event::LiveEvent>,
    attempts: usize,
) {
    let enough = |log: &Value| log["data"][0]["attempts"].as_array().is_some_and(|list| list.len() >= attempts);
    while !enough(&client.get(path).await.expect(200)) {
        tokio::time::timeout(Duration::from_secs(30), live.recv()).await.expect("nothing was logged").unwrap();
    }
}

/// A picture with nothing on it.
fn blank_png() -> Vec<u8> {
    let mut bytes = Vec::new();
    let picture = image::DynamicImage::ImageLuma8(image::GrayImage::from_pixel(400, 300, image::Luma([255])));
    picture.write_to(&mut std::io::Cursor::new(&mut bytes), image::ImageFormat::Png).unwrap();
    bytes
}
