//! The log: looked through, sent again, tried out, forgotten in time.

use super::{happen, made, newest, place, until};
use crate::support::{Receiver, TestApp, on_both_databases};
use ocriva::pipeline::deliver::housekeeping;
use serde_json::{Value, json};
use standardwebhooks::Webhook;
use std::time::Duration;

on_both_databases! {
    async fn the_log_is_filtered_and_one_delivery_shows_what_was_sent(app: TestApp) {
        let ann = app.register("ann").await;
        let mut receiver = Receiver::start(&[500]).await;
        let events = ["template.updated", "template.created", "template.deleted"];
        let webhook = made(&ann, &receiver, json!({ "events": events, "attempts": 1 })).await;
        happen(&ann, "one").await;
        receiver.next().await;
        newest(&app, &ann, &webhook, "failed").await;
        happen(&ann, "two").await;
        let received = receiver.next().await;
        newest(&app, &ann, &webhook, "delivered").await;

        let log = async |query: &str| {
            let path = format!("{}/deliveries{query}", place(&webhook));
            ann.client.get(&path).await.expect(200)
        };
        assert_eq!(log("").await["total"], 2);
        assert_eq!(log("?status=failed").await["total"], 1);
        assert_eq!(log("?status=failed&eventType=template.updated").await["total"], 1);
        assert_eq!(log("?eventType=template.deleted").await["total"], 0);
        ann.client.get(&format!("{}/deliveries?status=lost", place(&webhook))).await.expect(400);

        let id = log("?status=delivered").await["data"][0]["id"].as_str().unwrap().to_owned();
        let one = ann.client.get(&format!("{}/deliveries/{id}", place(&webhook))).await.expect(200);
        assert_eq!(one["body"], received.json(), "what is shown is what was sent");
        assert_eq!(one["attempts"][0]["responseBody"], "noted");
        let other = made(&ann, &receiver, json!({ "events": events })).await;
        ann.client.get(&format!("{}/deliveries/{id}", place(&other))).await.expect(404);
    }

    async fn a_delivery_is_sent_again_under_the_same_id(app: TestApp) {
        let ann = app.register("ann").await;
        let mut receiver = Receiver::start(&[500, 200, 500, 500, 500]).await;
        let webhook = made(&ann, &receiver, json!({ "events": ["template.updated"], "attempts": 2 })).await;
        happen(&ann, "one").await;
        let first = receiver.next().await.header("webhook-id").to_owned();
        let path = format!("{}/deliveries", place(&webhook));
        let waits = until(&app, &ann.client, &path, |log| log["data"][0]["attempts"].as_array().unwrap().len() == 1).await;
        let resend = format!("{path}/{}/resend", waits["data"][0]["id"].as_str().unwrap());

        // One that waits for its second attempt has it now.
        ann.client.post(&resend, json!({})).await.expect(202);
        assert_eq!(receiver.next().await.header("webhook-id"), first);
        newest(&app, &ann, &webhook, "delivered").await;
        // One that has arrived is sent once more, with all its attempts.
        let again = ann.client.post(&resend, json!({})).await.expect(202);
        assert_eq!(again["status"], "pending");
        assert_eq!(receiver.next().await.header("webhook-id"), first);
        until(&app, &ann.client, &path, |log| log["data"][0]["attempts"].as_array().unwrap().len() == 3).await;
        app.advance(Duration::from_secs(60));
        receiver.next().await;
        let delivery = newest(&app, &ann, &webhook, "failed").await;
        let numbers: Vec<_> = delivery["attempts"].as_array().unwrap().iter().map(|one| one["number"].as_i64()).collect();
        assert_eq!(numbers, [Some(1), Some(2), Some(3), Some(4)]);
    }

    async fn whatever_failed_since_a_time_is_recovered(app: TestApp) {
        let ann = app.register("ann").await;
        let mut receiver = Receiver::start(&[500, 500, 500, 500]).await;
        let webhook = made(&ann, &receiver, json!({ "events": ["template.updated"], "attempts": 1 })).await;
        let mut ids = Vec::new();
        for description in ["one", "two", "three"] {
            happen(&ann, description).await;
            ids.push(receiver.next().await.header("webhook-id").to_owned());
            newest(&app, &ann, &webhook, "failed").await;
            app.advance(Duration::from_secs(60 * 60));
        }
        ann.client.post(&format!("{}/test", place(&webhook)), json!({})).await.expect(202);
        receiver.next().await;
        newest(&app, &ann, &webhook, "failed").await;

        let log = ann.client.get(&format!("{}/deliveries", place(&webhook))).await.expect(200);
        let second = log["data"][2]["createdAt"].clone();
        let recover = async |since: Value| {
            ann.client.post(&format!("{}/recover", place(&webhook)), json!({ "since": since })).await.expect(202)
        };
        assert_eq!(recover(second).await, json!({ "recovered": 2, "more": false }), "neither the first nor the test");
        let mut seen = [receiver.next().await, receiver.next().await].map(|one| one.header("webhook-id").to_owned());
        seen.sort();
        let mut expected = [ids[1].clone(), ids[2].clone()];
        expected.sort();
        assert_eq!(seen, expected);
        until(&app, &ann.client, &format!("{}/deliveries?status=delivered", place(&webhook)), |log| log["total"] == 2).await;
        assert_eq!(recover(json!("2020-01-01T00:00:00Z")).await["recovered"], 1);
        assert_eq!(receiver.next().await.header("webhook-id"), ids[0]);
    }

    async fn a_test_is_marked_signed_and_logged(app: TestApp) {
        let ann = app.register("ann").await;
        let mut receiver = Receiver::start(&[]).await;
        let webhook = made(&ann, &receiver, json!({ "events": ["document.failed"] })).await;
        let path = format!("{}/test", place(&webhook));
        // A paused endpoint can be tried: that is how one sees whether to resume it.
        ann.client.patch(&place(&webhook), json!({ "status": "paused" })).await.expect(200);
        for event in ["document.uploaded", "document.processed", "document.failed", "batch.uploaded", "batch.completed",
            "template.created", "template.updated", "template.deleted"] {
            let sent = ann.client.post(&path, json!({ "eventType": event })).await.expect(202);
            assert_eq!((sent["test"].as_bool(), sent["eventType"].as_str()), (Some(true), Some(event)));
            let received = receiver.next().await;
            let body = received.json();
            assert_eq!((body["eventType"].as_str(), body["test"].as_bool()), (Some(event), Some(true)));
            assert_eq!(received.header("x-webhook-test"), "true");
            let secret = webhook["secret"].as_str().unwrap();
            Webhook::new(secret).unwrap().verify(&received.body, &received.headers).unwrap();
        }
        let first = ann.client.post(&path, json!({})).await.expect(202);
        assert_eq!(first["eventType"], "document.failed", "the first event that it asks for");
        ann.client.post(&path, json!({ "eventType": "document.lost" })).await.expect(400);
    }

    async fn old_deliveries_are_forgotten(app: TestApp) {
        let ann = app.register("ann").await;
        let reader = ann.token(&["webhooks:read"]).await;
        let mut receiver = Receiver::start(&[]).await;
        let webhook = made(&ann, &receiver, json!({ "events": ["template.updated"] })).await;
        happen(&ann, "one").await;
        receiver.next().await;
        newest(&app, &ann, &webhook, "delivered").await;
        let path = format!("{}/deliveries", place(&webhook));

        app.advance(Duration::from_secs(29 * 24 * 60 * 60));
        housekeeping::sweep(&app.runtime).await.unwrap();
        assert_eq!(reader.get(&path).await.expect(200)["total"], 1, "within its days");
        app.advance(Duration::from_secs(2 * 24 * 60 * 60));
        assert!(housekeeping::sweep(&app.runtime).await.unwrap() >= 2, "a delivery and its event");
        assert_eq!(reader.get(&path).await.expect(200)["total"], 0);
        assert_eq!(housekeeping::sweep(&app.runtime).await.unwrap(), 0);
    }
}
