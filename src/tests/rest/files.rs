//! What a project does with files: those that come twice, those whose time is over.

use crate::support::{Answer, Client, Tenant, TestApp, on_both_databases, sample};
use ocriva::pipeline::{ingest::orphans, result::retention};
use serde_json::{Value, json};
use std::time::Duration;

const HOUR: Duration = Duration::from_secs(60 * 60);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap()
}

async fn set(ann: &Tenant, settings: Value) -> Answer {
    ann.client.patch(&format!("/projects/{}", ann.project), json!({ "settings": settings })).await
}

async fn batch(ann: &Tenant, names: &[&str], key: &str) -> Answer {
    let files: Vec<_> = names.iter().map(|name| ("files", *name, sample(name))).collect();
    ann.client.upload_many("/upload/batch", &[("projectId", &ann.project)], &files, &[("idempotency-key", key)]).await
}

on_both_databases! {
    async fn the_settings_of_a_project_are_shown_changed_and_written_down(app: TestApp) {
        let ann = app.register("ann").await;
        let path = format!("/projects/{}", ann.project);
        let fresh = json!({ "fileRetentionDays": null, "duplicatePolicy": "warn" });
        assert_eq!(ann.client.get(&path).await.expect(200)["settings"], fresh);
        let set_once = set(&ann, json!({ "fileRetentionDays": 30, "duplicatePolicy": "reject" })).await.expect(200);
        assert_eq!(set_once["settings"], json!({ "fileRetentionDays": 30, "duplicatePolicy": "reject" }));
        set(&ann, json!({ "duplicatePolicy": "allow" })).await.expect(200);
        assert_eq!(set(&ann, json!({ "fileRetentionDays": null })).await.expect(200)["settings"],
            json!({ "fileRetentionDays": null, "duplicatePolicy": "allow" }));
        for days in [0, 3651] {
            let wrong = json!({ "name": "", "settings": { "fileRetentionDays": days } });
            let wrong = ann.client.patch(&path, wrong).await.expect(400);
            assert_eq!(wrong["message"].as_array().unwrap().len(), 2, "{wrong}");
        }
        for wrong in [json!({ "duplicatePolicy": "maybe" }), json!([30, "warn"]), json!({ "days": 1 })] {
            let refused = set(&ann, wrong).await.expect(400);
            assert_eq!(refused["message"][0]["field"], "settings", "{refused}");
        }
        let trail = ann.client.get(&format!("/audit?organizationId={}&limit=100", ann.organization)).await.expect(200);
        let entries = trail["data"].as_array().unwrap();
        let told: Vec<_> = entries.iter().filter(|one| one["action"] == "project.updated").collect();
        assert_eq!(told.len(), 3, "{trail}");
        assert_eq!(told[2]["change"]["settings"]["before"], fresh, "{}", told[2]);
        assert_eq!(told[2]["change"]["settings"]["after"]["duplicatePolicy"], "reject");
    }

    async fn the_same_bytes_are_taken_marked_or_refused(app: TestApp) {
        let ann = app.register("ann").await;
        let upload = async |name: &str| ann.upload(name, sample("invoice.pdf")).await;
        let first = upload("first.pdf").await.expect(201);
        assert_eq!(upload("warned.pdf").await.expect(201)["duplicateOf"], first["id"]);
        set(&ann, json!({ "duplicatePolicy": "allow" })).await.expect(200);
        assert_eq!(upload("allowed.pdf").await.expect(201)["duplicateOf"], Value::Null);
        set(&ann, json!({ "duplicatePolicy": "reject" })).await.expect(200);
        let refused = upload("refused.pdf").await.expect(409);
        assert_eq!(refused["code"], "duplicate_document");
        assert!(text(&refused, "message").contains(text(&first, "id")), "{refused}");
        app.register("bob").await.upload("elsewhere.pdf", sample("invoice.pdf")).await.expect(201);
        let list = ann.client.get(&format!("/documents?projectId={}", ann.project)).await.expect(200);
        assert_eq!(list["total"], 3);
    }

    async fn of_a_batch_what_is_there_already_is_refused_alone(app: TestApp) {
        let ann = app.register("ann").await;
        set(&ann, json!({ "duplicatePolicy": "reject" })).await.expect(200);
        let first = ann.upload("first.pdf", sample("invoice.pdf")).await.expect(201);
        let names = ["contract.pdf", "invoice.pdf", "receipt.png", "contract.pdf"];
        let made = batch(&ann, &names, "k").await.expect(201);
        assert_eq!(made["totalFiles"], 2, "{made}");
        let refused = made["refused"].as_array().unwrap();
        assert_eq!(refused.iter().map(|one| one["index"].as_i64().unwrap()).collect::<Vec<_>>(), [1, 3]);
        assert!(refused.iter().all(|one| one["code"] == "duplicate_document"));
        assert!(text(&refused[0], "message").contains(text(&first, "id")));
        assert!(text(&refused[1], "message").contains(text(&made["accepted"][0], "id")));
        let again = batch(&ann, &names, "k").await;
        assert_eq!(again.header("idempotent-replayed"), "true");
        assert_eq!(again.expect(201), made);
        let nothing = batch(&ann, &names, "other").await.expect(422);
        assert!(nothing["message"].as_array().unwrap().iter().all(|one| one["code"] == "duplicate_document"), "{nothing}");
        app.advance(DAY);
        assert_eq!(orphans::sweep(&app.runtime, orphans::old(&app.runtime)).await.unwrap(), 0, "what was refused left no file");
    }

    async fn who_sends_a_request_again_is_no_duplicate_of_themselves(app: TestApp) {
        let ann = app.register("ann").await;
        set(&ann, json!({ "duplicatePolicy": "reject" })).await.expect(200);
        // Another process does not know what this one has in hand.
        let twin = app.twin(&ann.client).await;
        let (fields, key) = ([("projectId", ann.project.as_str())], [("idempotency-key", "k")]);
        let file = [("file", "invoice.pdf", sample("invoice.pdf"))];
        let send = |client| Client::upload_many(client, "/upload", &fields, &file, &key);
        let (here, there) = tokio::join!(send(&ann.client), send(&twin));
        let first = [here, there].map(|answer| answer.expect(201));
        assert_eq!(first[0], first[1]);
        let again = send(&twin).await;
        assert_eq!(again.header("idempotent-replayed"), "true");
        assert_eq!(again.expect(201), first[0]);
    }

    async fn of_two_at_once_one_is_the_duplicate(app: TestApp) {
        let ann = app.register("ann").await;
        set(&ann, json!({ "duplicatePolicy": "reject" })).await.expect(200);
        let (one, other) = tokio::join!(
            ann.upload("one.pdf", sample("invoice.pdf")),
            ann.upload("other.pdf", sample("invoice.pdf")),
        );
        let mut statuses = [one.status.as_u16(), other.status.as_u16()];
        statuses.sort_unstable();
        assert_eq!(statuses, [201, 409]);
    }

    async fn a_file_whose_time_is_over_goes_and_its_result_stays(app: TestApp) {
        let ann = app.register("ann").await;
        let old = ann.upload("old.pdf", sample("invoice.pdf")).await.expect(201);
        let (id, run) = (text(&old, "id"), text(&old, "processingId"));
        let result = app.finished(&ann.client, run).await;
        let key = format!("{}/{id}", ann.organization);
        app.advance(239 * HOUR);
        let young = ann.upload("young.pdf", sample("contract.pdf")).await.expect(201);
        app.finished(&ann.client, text(&young, "processingId")).await;
        assert_eq!(retention::sweep(&app.runtime).await.unwrap(), 0, "files are kept for good by default");
        set(&ann, json!({ "fileRetentionDays": 10 })).await.expect(200);
        assert_eq!(retention::sweep(&app.runtime).await.unwrap(), 0, "ten days are not over yet");
        app.advance(2 * HOUR);
        assert_eq!(retention::sweep(&app.runtime).await.unwrap(), 1);
        assert_eq!(retention::sweep(&app.runtime).await.unwrap(), 0);

        for key in [key.clone(), format!("{key}.{run}.pages")] {
            assert!(app.runtime.storage.get(&key).await.is_err(), "{key}");
        }
        assert_eq!(ann.client.get(&format!("/documents/{id}")).await.expect(200)["status"], "retention_expired");
        for path in ["file", "pages/1"] {
            let gone = ann.client.get(&format!("/documents/{id}/{path}")).await.expect(410);
            assert_eq!(gone["code"], "retention_expired");
        }
        let refused = ann.client.post(&format!("/documents/{id}/processings"), json!({})).await.expect(409);
        assert_eq!(refused["code"], "retention_expired");
        let kept = ann.client.get(&format!("/processing-history/{run}")).await.expect(200);
        assert_eq!((&kept["status"], &kept["result"]), (&json!("completed"), &result["result"]));
        let corrections = json!({ "corrections": [{ "path": "totalAmount", "value": 1 }] });
        ann.client.post(&format!("/processing-history/{run}/corrections"), corrections).await.expect(201);
        let listed = ann.client.get(&format!("/documents?projectId={}&status=retention_expired", ann.project)).await.expect(200);
        assert_eq!(listed["total"], 1);
        ann.client.get(&format!("/documents/{}/file", text(&young, "id"))).await.expect(200);
        ann.client.delete(&format!("/documents/{id}")).await.expect(204);
    }

    async fn a_file_that_is_to_be_read_is_kept(app: TestApp) {
        let ann = app.register("ann").await;
        let made = ann.upload("invoice.pdf", sample("invoice.pdf")).await.expect(201);
        app.finished(&ann.client, text(&made, "processingId")).await;
        set(&ann, json!({ "fileRetentionDays": 1 })).await.expect(200);
        app.advance(2 * DAY);
        app.drain().await;
        let id = text(&made, "id");
        let again = ann.client.post(&format!("/documents/{id}/processings"), json!({})).await.expect(201);
        assert_eq!(retention::sweep(&app.runtime).await.unwrap(), 0);
        ann.client.post(&format!("/processing-history/{}/cancellation", text(&again, "id")), json!({})).await.expect(201);
        assert_eq!(retention::sweep(&app.runtime).await.unwrap(), 1);
    }

    async fn a_crash_between_the_mark_and_the_file_leaves_nothing_behind(app: TestApp) {
        let ann = app.register("ann").await;
        let made = ann.upload("invoice.pdf", sample("invoice.pdf")).await.expect(201);
        app.finished(&ann.client, text(&made, "processingId")).await;
        set(&ann, json!({ "fileRetentionDays": 1 })).await.expect(200);
        app.advance(2 * DAY);
        retention::sweep(&app.runtime).await.unwrap();
        // As if the process had died before the file was removed.
        let key = format!("{}/{}", ann.organization, text(&made, "id"));
        app.runtime.storage.put(&key, sample("invoice.pdf")).await.unwrap();
        app.advance(DAY);
        assert_eq!(orphans::sweep(&app.runtime, orphans::old(&app.runtime)).await.unwrap(), 1);
        assert!(app.runtime.storage.get(&key).await.is_err());
    }
}
