//! The older shape, and what is told of templates.

use super::{blank_png, happen, made};
use crate::support::{Receiver, TestApp, on_both_databases, sample};
use serde_json::{Value, json};

fn keys(value: &Value) -> Vec<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

on_both_databases! {
    async fn the_older_shape_tells_of_success_and_failure_as_processed(app: TestApp) {
        let ann = app.register("ann").await;
        let mut receiver = Receiver::start(&[]).await;
        made(&ann, &receiver, json!({ "events": ["document.processed"], "payloadStyle": "flat" })).await;
        let accepted = ann.upload("invoice.pdf", sample("invoice.pdf")).await.expect(201);
        let received = receiver.next().await;
        let body = received.json();
        let head = ["event", "timestamp", "organizationId", "projectId", "processingId", "templateId", "status", "result"];
        assert_eq!(keys(&body), head);
        assert_eq!(keys(&body["result"]), ["fields", "format"]);
        assert_eq!((body["event"].as_str(), body["status"].as_str()), (Some("document.processed"), Some("completed")));
        assert_eq!(body["result"]["fields"]["invoiceNumber"], "INV-2026-0331");
        assert_eq!(body["processingId"], accepted["processingId"]);

        let accepted = ann.upload("blank.png", blank_png()).await.expect(201);
        let received = receiver.next().await;
        assert_eq!(received.header("x-webhook-event"), "document.processed");
        let body = received.json();
        assert_eq!((body["event"].as_str(), body["status"].as_str()), (Some("document.processed"), Some("failed")));
        assert_eq!((&body["processingId"], &body["templateId"]), (&accepted["processingId"], &json!(ann.template)));
        assert!(body["errorMessage"].is_string() && body["result"].is_null());
    }

    async fn templates_made_changed_and_removed_are_told(app: TestApp) {
        let ann = app.register("ann").await;
        let mut receiver = Receiver::start(&[]).await;
        let events = ["template.created", "template.updated", "template.deleted"];
        made(&ann, &receiver, json!({ "events": events })).await;
        let new = json!({ "projectId": ann.project, "name": "Receipt", "templateSchema": { "total": { "type": "number" } } });
        let template = ann.client.post("/templates", new).await.expect(201);
        let told = receiver.next().await.json();
        assert_eq!(told["eventType"], "template.created");
        let payload = &told["payload"];
        assert_eq!(keys(payload), ["id", "name", "description", "projectId", "resultFormat", "createdBy", "createdAt"]);
        assert_eq!((&payload["id"], &payload["createdBy"]), (&template["id"], &json!(ann.user)));

        let path = format!("/templates/{}", template["id"].as_str().unwrap());
        ann.client.patch(&path, json!({ "description": "Of a shop.", "resultFormat": "csv", "name": "Receipt" })).await.expect(200);
        let told = receiver.next().await.json();
        let payload = &told["payload"];
        let expected = ["id", "name", "description", "projectId", "resultFormat", "updatedBy", "updatedAt", "changes"];
        assert_eq!(keys(payload), expected);
        assert_eq!(payload["changes"], json!(["description", "resultFormat"]), "the name is as it was");

        // A save that changes nothing is no news.
        ann.client.patch(&path, json!({ "name": "Receipt" })).await.expect(200);
        ann.client.delete(&path).await.expect(204);
        let told = receiver.next().await.json();
        assert_eq!(told["eventType"], "template.deleted");
        assert_eq!(keys(&told["payload"]), ["id", "name", "projectId", "deletedBy", "deletedAt"]);
        happen(&ann, "another template").await;
        assert_eq!(receiver.next().await.json()["payload"]["id"], json!(ann.template));
    }
}
