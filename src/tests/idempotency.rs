//! Uploads that are sent twice happen once.

use crate::support::{Answer, Client, Tenant, TestApp, on_both_databases, sample};
use ocriva::db::queries::idempotency;
use serde_json::{Value, json};
use std::time::Duration;

/// Uploads the sample invoice under this key.
async fn keyed(client: &Client, project: &str, key: &str) -> Answer {
    let files = [("file", "invoice.pdf", sample("invoice.pdf"))];
    client.upload_many("/upload", &[("projectId", project)], &files, &[("idempotency-key", key)]).await
}

async fn documents(ann: &Tenant) -> i64 {
    let list = ann.client.get(&format!("/processing-history?projectId={}", ann.project)).await.expect(200);
    list["total"].as_i64().unwrap()
}

/// Files of all tenants in the store.
fn stored(app: &TestApp) -> usize {
    fn count(folder: &std::path::Path) -> usize {
        let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        entries.map(|path| if path.is_dir() { count(&path) } else { usize::from(is_original(&path)) }).sum()
    }
    /// Beside it stand the words of its pages.
    fn is_original(path: &std::path::Path) -> bool {
        path.file_name()
            .and_then(|name| name.to_str())
            .is_some_and(|name| name.starts_with("doc_") && !name.contains('.'))
    }
    count(app.runtime.storage.folder().unwrap())
}

on_both_databases! {
    async fn the_first_answer_is_given_again(app: TestApp) {
        let ann = app.register("ann").await;
        let first = keyed(&ann.client, &ann.project, "\"8e03978e-40d5-43e8\"").await;
        assert_eq!(first.header("idempotent-replayed"), "");
        let first = first.expect(201);
        for spelling in ["\"8e03978e-40d5-43e8\"", "8e03978e-40d5-43e8"] {
            let again = keyed(&ann.client, &ann.project, spelling).await;
            assert_eq!(again.header("idempotent-replayed"), "true", "{spelling}");
            assert_eq!(again.expect(201), first);
        }
        assert_eq!((documents(&ann).await, stored(&app)), (1, 1));
        keyed(&ann.client, &ann.project, "another").await.expect(201);
        assert_eq!(documents(&ann).await, 2, "another key is another request");
    }

    async fn a_key_with_another_request_is_refused(app: TestApp) {
        let ann = app.register("ann").await;
        keyed(&ann.client, &ann.project, "k").await.expect(201);
        let key = [("idempotency-key", "k")];
        let project = ("projectId", ann.project.as_str());
        let invoice = || ("file", "invoice.pdf", sample("invoice.pdf"));
        for (path, fields, file) in [
            ("/upload", vec![project], ("file", "invoice.pdf", sample("contract.pdf"))),
            ("/upload", vec![project], ("file", "other.pdf", sample("invoice.pdf"))),
            ("/upload", vec![project, ("metadata", "{}")], invoice()),
            ("/upload", vec![project, ("templateId", ann.template.as_str())], invoice()),
            ("/upload/batch", vec![project], invoice()),
        ] {
            let problem = ann.client.upload_many(path, &fields, &[file], &key).await.expect(422);
            assert_eq!(problem["code"], "idempotency_key_reused");
        }
        assert_eq!((documents(&ann).await, stored(&app)), (1, 1));
    }

    async fn a_key_counts_in_its_project_alone(app: TestApp) {
        let (ann, bob) = (app.register("ann").await, app.register("bob").await);
        let second = json!({ "organizationId": ann.organization, "name": "Second" });
        let second = ann.client.post("/projects", second).await.expect(201);
        let made = [
            keyed(&ann.client, &ann.project, "k").await,
            keyed(&ann.client, second["id"].as_str().unwrap(), "k").await,
            keyed(&bob.client, &bob.project, "k").await,
        ];
        let ids = made.map(|answer| { assert_eq!(answer.header("idempotent-replayed"), ""); answer.expect(201)["id"].clone() });
        assert!(ids[0] != ids[1] && ids[1] != ids[2] && ids[0] != ids[2], "{ids:?}");
    }

    async fn a_refused_try_does_not_use_up_its_key(app: TestApp) {
        let ann = app.register("ann").await;
        let (fields, key) = ([("projectId", ann.project.as_str())], [("idempotency-key", "k")]);
        let bad = [("file", "notes.pdf", b"just words".to_vec())];
        for _ in 0..2 {
            let refused = ann.client.upload_many("/upload", &fields, &bad, &key).await;
            assert_eq!(refused.header("idempotent-replayed"), "");
            refused.expect(415);
        }
        keyed(&ann.client, &ann.project, "k").await.expect(201);
        assert_eq!(documents(&ann).await, 1);
    }

    async fn a_malformed_key_is_refused_before_anything_is_kept(app: TestApp) {
        let ann = app.register("ann").await;
        for key in ["", "\"\"", "\"open", &"k".repeat(256)] {
            let problem = keyed(&ann.client, &ann.project, key).await.expect(400);
            assert_eq!(problem["code"], "invalid_idempotency_key", "{key}");
        }
        let twice = [("idempotency-key", "a"), ("idempotency-key", "b")];
        let file = [("file", "invoice.pdf", sample("invoice.pdf"))];
        ann.client.upload_many("/upload", &[("projectId", &ann.project)], &file, &twice).await.expect(400);
        assert_eq!((documents(&ann).await, stored(&app)), (0, 0));
        keyed(&ann.client, &ann.project, &"k".repeat(255)).await.expect(201);
    }

    async fn after_a_day_a_key_is_new_and_the_old_answer_is_swept(app: TestApp) {
        let ann = app.register("ann").await;
        let first = keyed(&ann.client, &ann.project, "k").await.expect(201);
        keyed(&ann.client, &ann.project, "other").await.expect(201);
        app.advance(Duration::from_secs(24 * 60 * 60 - 60));
        assert_eq!(keyed(&ann.client, &ann.project, "k").await.expect(201), first);
        app.advance(Duration::from_secs(120));
        let second = keyed(&ann.client, &ann.project, "k").await;
        assert_eq!(second.header("idempotent-replayed"), "");
        assert_ne!(second.expect(201)["id"], first["id"]);
        let now = app.runtime.clock.now();
        assert_eq!(idempotency::delete_expired(&app.runtime.db, now).await.unwrap(), 1, "the other one");
        assert_eq!(keyed(&ann.client, &ann.project, "k").await.header("idempotent-replayed"), "true");
    }

    async fn while_the_first_is_in_hand_the_second_is_asked_to_wait(app: TestApp) {
        let ann = app.register("ann").await;
        let turn = app.runtime.in_hand.take(format!("{} k", ann.project)).unwrap();
        assert_eq!(keyed(&ann.client, &ann.project, "k").await.expect(409)["code"], "idempotency_key_in_use");
        keyed(&ann.client, &ann.project, "other").await.expect(201);
        drop(turn);
        keyed(&ann.client, &ann.project, "k").await.expect(201);
        assert_eq!(documents(&ann).await, 2);
    }

    async fn of_many_at_once_exactly_one_happens(app: TestApp) {
        let ann = app.register("ann").await;
        // One half comes to this process, the other to a second one on the same database.
        let twin = app.twin(&ann.client).await;
        for key in ["first", "second", "third"] {
            let sent = (0..8).map(|n| keyed(if n % 2 == 0 { &ann.client } else { &twin }, &ann.project, key));
            let answers = futures::future::join_all(sent).await;
            let mut ids = Vec::new();
            let mut made = 0;
            for answer in answers {
                let is_replayed = answer.header("idempotent-replayed") == "true";
                if answer.status == 409 {
                    assert_eq!(answer.expect(409)["code"], "idempotency_key_in_use");
                    continue;
                }
                made += usize::from(!is_replayed);
                ids.push(answer.expect(201)["id"].as_str().unwrap().to_owned());
            }
            assert_eq!(made, 1, "{key}");
            ids.dedup();
            assert_eq!(ids.len(), 1, "all who were answered were answered alike: {ids:?}");
        }
        assert_eq!((documents(&ann).await, stored(&app)), (3, 3));
    }

    async fn a_batch_happens_once_too(app: TestApp) {
        let ann = app.register("ann").await;
        let twin = app.twin(&ann.client).await;
        let files = [
            ("files[]", "invoice.pdf", sample("invoice.pdf")),
            ("files[]", "notes.pdf", b"just words".to_vec()),
        ];
        let (fields, key) = ([("projectId", ann.project.as_str())], [("idempotency-key", "k")]);
        let send = |client| Client::upload_many(client, "/upload/batch", &fields, &files, &key);
        let answers = futures::join!(send(&ann.client), send(&twin), send(&ann.client), send(&twin));
        let first: Vec<Value> = <[Answer; 4]>::from(answers).into_iter().filter(|answer| answer.status == 201).map(|answer| answer.expect(201)).collect();
        assert!(!first.is_empty() && first.iter().all(|answer| *answer == first[0]), "{first:?}");
        let again = send(&ann.client).await;
        assert_eq!(again.header("idempotent-replayed"), "true");
        assert_eq!(again.expect(201), first[0]);
        assert_eq!(ann.client.get(&format!("/batches?projectId={}", ann.project)).await.expect(200)["total"], 1);
        assert_eq!((documents(&ann).await, stored(&app)), (1, 1));
        let fewer = ann.client.upload_many("/upload/batch", &fields, &files[..1], &key).await;
        assert_eq!(fewer.expect(422)["code"], "idempotency_key_reused");
    }
}
