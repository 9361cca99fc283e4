//! The official verifier of Standard Webhooks takes what we send, after retries and while a secret is replaced.

use super::{happen, made, newest, own_signature, place, until};
use crate::support::{Received, Receiver, TestApp, on_both_databases};
use serde_json::{Value, json};
use standardwebhooks::Webhook;
use std::time::Duration;

fn verifies(secret: &Value, received: &Received) -> bool {
    Webhook::new(secret.as_str().unwrap()).unwrap().verify(&received.body, &received.headers).is_ok()
}

on_both_databases! {
    async fn the_official_verifier_takes_every_attempt(app: TestApp) {
        let ann = app.register("ann").await;
        let mut receiver = Receiver::start(&[500, 503]).await;
        let webhook = made(&ann, &receiver, json!({ "events": ["template.updated"] })).await;
        happen(&ann, "one").await;

        let mut seen: Vec<Received> = Vec::new();
        // Longer than the wait before each attempt, and shorter than the five minutes that the verifier tolerates.
        for wait in [13, 73, 0] {
            let received = receiver.next().await;
            assert!(verifies(&webhook["secret"], &received));
            let tried = seen.len() + 1;
            let path = format!("{}/deliveries", place(&webhook));
            until(&app, &ann.client, &path, |log| log["data"][0]["attempts"].as_array().unwrap().len() == tried).await;
            app.advance(Duration::from_secs(wait));
            seen.push(received);
        }
        let header = |name: &str| seen.iter().map(|one| one.header(name).to_owned()).collect::<Vec<_>>();
        assert!(header("webhook-id").windows(2).all(|pair| pair[0] == pair[1]), "one id");
        assert!(header("webhook-timestamp").windows(2).all(|pair| pair[0] < pair[1]), "a time for each attempt");

        let mut bent = seen.remove(0);
        bent.body[20] ^= 1;
        assert!(!verifies(&webhook["secret"], &bent), "the verifier does look");
    }

    async fn while_a_secret_is_replaced_either_verifies_for_a_day(app: TestApp) {
        let ann = app.register("ann").await;
        let mut receiver = Receiver::start(&[]).await;
        let first = made(&ann, &receiver, json!({ "events": ["template.updated"] })).await;
        let second = ann.client.post(&format!("{}/secret", place(&first)), json!({})).await.expect(200);
        assert!(second["secret"].as_str().unwrap().starts_with("whsec_"));
        assert_ne!(first["secret"], second["secret"]);
        assert!(second["oldSecretUntil"].is_string());
        assert!(ann.client.get(&place(&first)).await.expect(200).get("secret").is_none(), "shown once");

        happen(&ann, "one").await;
        let received = receiver.next().await;
        assert!(verifies(&first["secret"], &received) && verifies(&second["secret"], &received));
        let signatures: Vec<_> = received.header("webhook-signature").split(' ').collect();
        assert_eq!(signatures.len(), 2);
        let new = Webhook::new(second["secret"].as_str().unwrap()).unwrap();
        let seconds = received.header("webhook-timestamp").parse().unwrap();
        let expected = new.sign(received.header("webhook-id"), seconds, &received.body).unwrap();
        assert_eq!(signatures[0], expected, "the new one first");
        assert_eq!(received.header("x-webhook-signature"), own_signature(&second["secret"], &received.body));

        // Past the day only the new one signs.
        newest(&app, &ann, &first, "delivered").await;
        app.advance(Duration::from_secs(24 * 60 * 60 + 1));
        happen(&ann, "two").await;
        let received = receiver.next().await;
        assert_eq!(received.header("webhook-signature").split(' ').count(), 1);
        assert_eq!(received.header("x-webhook-signature"), own_signature(&second["secret"], &received.body));
        assert!(ann.client.get(&place(&first)).await.expect(200)["oldSecretUntil"].is_null());
    }

    async fn a_chosen_secret_is_taken_and_too_many_are_refused(app: TestApp) {
        let ann = app.register("ann").await;
        let receiver = Receiver::start(&[]).await;
        let webhook = made(&ann, &receiver, json!({ "events": ["template.updated"] })).await;
        let path = format!("{}/secret", place(&webhook));
        ann.client.post(&path, json!({ "secret": "short" })).await.expect(400);
        let chosen = ann.client.post(&path, json!({ "secret": "a secret of my own" })).await.expect(200);
        assert_eq!(chosen["secret"], "a secret of my own");
        for _ in 0..3 {
            ann.client.post(&path, json!({})).await.expect(200);
        }
        assert_eq!(ann.client.post(&path, json!({})).await.expect(409)["code"], "too_many_secrets");
        app.advance(Duration::from_secs(24 * 60 * 60 + 1));
        ann.client.post(&path, json!({})).await.expect(200);
    }
}
