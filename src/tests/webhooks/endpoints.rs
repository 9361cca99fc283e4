//! What an endpoint can be asked: options, pauses, being switched off, and switching itself off.

use super::{happen, made, newest, place, until};
use crate::support::{Receiver, TestApp, on_both_databases};
use ocriva::{
    access::{Caller, WEBHOOKS_READ},
    db::queries,
    domain::id::{UserId, WebhookId},
};
use serde_json::json;
use std::time::Duration;

const HOUR: Duration = Duration::from_secs(60 * 60);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

on_both_databases! {
    async fn options_are_kept_changed_and_sent(app: TestApp) {
        let ann = app.register("ann").await;
        let mut receiver = Receiver::start(&[]).await;
        let options = json!({
            "events": ["template.updated"], "description": "For the books.", "attempts": 5, "payloadStyle": "flat",
            "headers": { "Authorization": "Bearer hush", "X-Tenant": "7" },
        });
        let webhook = made(&ann, &receiver, options).await;
        assert_eq!((webhook["attempts"].as_i64(), webhook["payloadStyle"].as_str()), (Some(5), Some("flat")));
        assert!(!webhook.to_string().contains("hush"), "the values of headers are shown to nobody");
        happen(&ann, "one").await;
        let received = receiver.next().await;
        assert_eq!((received.header("authorization"), received.header("x-tenant")), ("Bearer hush", "7"));
        assert_eq!(received.json()["event"], "template.updated");

        let hidden = webhook["headers"]["Authorization"].clone();
        let change = json!({
            "name": "ledger", "payloadStyle": "standard", "attempts": 1, "events": ["template.updated", "template.deleted"],
            "headers": { "Authorization": hidden, "X-Other": "8" },
        });
        let changed = ann.client.patch(&place(&webhook), change).await.expect(200);
        assert_eq!((changed["name"].as_str(), changed["description"].as_str()), (Some("ledger"), Some("For the books.")));
        happen(&ann, "two").await;
        let received = receiver.next().await;
        assert_eq!((received.header("authorization"), received.header("x-other")), ("Bearer hush", "8"));
        assert_eq!(received.header("x-tenant"), "");
        assert_eq!(received.json()["eventType"], "template.updated");

        for (wrong, field) in [
            (json!({ "attempts": 11 }), "attempts"),
            (json!({ "events": [] }), "events"),
            (json!({ "url": "https://me:secret@example.com" }), "url"),
            (json!({ "headers": { "Host": "example.com" } }), "headers"),
            (json!({ "headers": { "X-A": "b\r\nX-C: d" } }), "headers"),
            (json!({ "headers": { "X-New": hidden } }), "headers"),
            (json!({ "description": "\0" }), "description"),
        ] {
            let problem = ann.client.patch(&place(&webhook), wrong).await.expect(400);
            assert_eq!(problem["message"][0]["field"], field);
        }
    }

    async fn secrets_and_header_values_are_sealed_at_rest(app: TestApp) {
        let ann = app.register("ann").await;
        let receiver = Receiver::start(&[]).await;
        let options = json!({ "events": ["template.updated"], "headers": { "Authorization": "Bearer hush" } });
        let webhook = made(&ann, &receiver, options).await;
        ann.client.post(&format!("{}/secret", place(&webhook)), json!({})).await.expect(200);
        let (db, id) = (&app.runtime.db, WebhookId(webhook["id"].as_str().unwrap().to_owned()));
        let scope = Caller::Person(UserId(ann.user.clone())).webhook(db, &id, WEBHOOKS_READ).await.unwrap();
        let kept = queries::webhooks::sealed(db, &scope, &id).await.unwrap().unwrap();
        let all = format!("{} {:?} {:?}", kept.secret, kept.old_secrets, kept.headers);
        assert!(kept.old_secrets.len() == 1 && kept.headers.contains_key("Authorization"));
        assert!(!all.contains("whsec_") && !all.contains("hush"), "{all}");
    }

    async fn a_paused_endpoint_gets_what_waited_once_it_is_resumed(app: TestApp) {
        let ann = app.register("ann").await;
        let mut receiver = Receiver::start(&[]).await;
        let webhook = made(&ann, &receiver, json!({ "events": ["template.updated"] })).await;
        ann.client.patch(&place(&webhook), json!({ "status": "paused" })).await.expect(200);
        happen(&ann, "one").await;
        let path = format!("{}/deliveries", place(&webhook));
        let waits = until(&app, &ann.client, &path, |log| {
            log["data"][0]["status"] == "pending" && log["data"][0]["nextAttemptAt"].is_null()
        });
        assert_eq!(waits.await["data"][0]["attempts"], json!([]), "waiting costs no attempt");
        app.advance(HOUR);
        assert!(receiver.is_quiet());
        ann.client.patch(&place(&webhook), json!({ "status": "active" })).await.expect(200);
        assert_eq!(receiver.next().await.json()["payload"]["description"], "one");
        assert_eq!(newest(&app, &ann, &webhook, "delivered").await["attempts"].as_array().unwrap().len(), 1);
    }

    async fn disabling_is_honoured_at_once_by_what_is_queued(app: TestApp) {
        let ann = app.register("ann").await;
        let mut receiver = Receiver::start(&[500]).await;
        let webhook = made(&ann, &receiver, json!({ "events": ["template.updated"] })).await;
        happen(&ann, "one").await;
        receiver.next().await;
        let path = format!("{}/deliveries", place(&webhook));
        until(&app, &ann.client, &path, |log| log["data"][0]["attempts"].as_array().unwrap().len() == 1).await;

        let disabled = ann.client.patch(&place(&webhook), json!({ "status": "disabled" })).await.expect(200);
        assert!(disabled["disabledAt"].is_string());
        let log = ann.client.get(&path).await.expect(200);
        assert_eq!(log["data"][0]["status"], "failed");
        happen(&ann, "two").await;
        assert_eq!(ann.client.get(&path).await.expect(200)["total"], 1, "a disabled endpoint is told nothing");
        for (call, body) in [("test", json!({})), ("recover", json!({ "since": "2026-01-01T00:00:00Z" }))] {
            let refused = ann.client.post(&format!("{}/{call}", place(&webhook)), body).await.expect(409);
            assert_eq!(refused["code"], "endpoint_disabled");
        }
        app.advance(HOUR);
        let active = ann.client.patch(&place(&webhook), json!({ "status": "active" })).await.expect(200);
        assert!(active["disabledAt"].is_null() && active["disabledReason"].is_null() && active["failingSince"].is_null());
        happen(&ann, "three").await;
        assert_eq!(receiver.next().await.json()["payload"]["description"], "three", "what was given up stays so");
    }

    async fn an_endpoint_that_is_gone_is_disabled(app: TestApp) {
        let ann = app.register("ann").await;
        let mut receiver = Receiver::start(&[410]).await;
        let webhook = made(&ann, &receiver, json!({ "events": ["template.updated"], "attempts": 10 })).await;
        happen(&ann, "one").await;
        receiver.next().await;
        let delivery = newest(&app, &ann, &webhook, "failed").await;
        assert_eq!(delivery["attempts"].as_array().unwrap().len(), 1, "it is not asked again");
        let seen = ann.client.get(&place(&webhook)).await.expect(200);
        assert_eq!(seen["status"], "disabled");
        assert!(seen["disabledReason"].as_str().unwrap().contains("410"));
        let mail = app.mail_to("ann@example.com", "was disabled").await;
        assert!(mail.text.contains("410") && mail.path().ends_with(webhook["id"].as_str().unwrap()), "{}", mail.text);
        happen(&ann, "two").await;
        app.advance(DAY);
        assert!(receiver.is_quiet());
    }

    async fn a_long_run_of_failures_disables_and_one_success_clears_it(app: TestApp) {
        let ann = app.register("ann").await;
        let ten = [[500; 5], [404; 5]].concat();
        let script = [ten.as_slice(), &[200], &ten, &[500]].concat();
        let mut receiver = Receiver::start(&script).await;
        let webhook = made(&ann, &receiver, json!({ "events": ["template.updated"], "attempts": 1 })).await;
        let mut told = 0;
        let mut tell = async |receiver: &mut Receiver, status: &str| {
            told += 1;
            happen(&ann, &format!("change {told}")).await;
            receiver.next().await;
            newest(&app, &ann, &webhook, status).await;
            ann.client.get(&place(&webhook)).await.expect(200)
        };
        for _ in 0..10 {
            assert_eq!(tell(&mut receiver, "failed").await["status"], "active", "many, but not for long");
        }
        app.advance(4 * DAY);
        let well = tell(&mut receiver, "delivered").await;
        assert!(well["failingSince"].is_null(), "one success clears it");
        let mut last = well;
        for _ in 0..10 {
            last = tell(&mut receiver, "failed").await;
        }
        assert_eq!(last["status"], "active");
        assert!(last["failingSince"].is_string());
        app.advance(6 * DAY);
        let disabled = tell(&mut receiver, "failed").await;
        assert_eq!(disabled["status"], "disabled");
        assert!(disabled["disabledReason"].as_str().unwrap().contains("5 days"), "{disabled}");
    }
}
