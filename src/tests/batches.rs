//! Files that come in together: taken one by one, counted to the end, told of once, exported as one.

use crate::support::{Backend, Receiver, Scripted, Tenant, TestApp, on_both, on_both_databases, sample};
use calamine::{Reader as _, Xlsx};
use futures::StreamExt;
use serde_json::{Value, json};
use std::{io::Cursor, sync::Arc, time::Duration};
use tokio::sync::Notify;
use tokio_tungstenite::{connect_async, tungstenite::client::IntoClientRequest};

const NOTES: &[u8] = b"just words";

async fn endpoint(ann: &Tenant, receiver: &Receiver, events: &[&str]) {
    let body = json!({ "projectId": ann.project, "name": "books", "url": receiver.url, "events": events });
    ann.client.post("/webhooks", body).await.expect(201);
}

fn id(of: &Value) -> &str {
    of["id"].as_str().unwrap()
}

fn keys(of: &Value) -> Vec<&str> {
    of.as_object().unwrap().keys().map(String::as_str).collect()
}

/// The same small document so often.
fn copies(count: usize) -> Vec<(String, Vec<u8>)> {
    let bytes = sample("invoice.pdf");
    (0..count).map(|n| (format!("{n}.pdf"), bytes.clone())).collect()
}

async fn batch_of(ann: &Tenant, count: usize) -> Value {
    let files = copies(count);
    let files: Vec<_> = files.iter().map(|(name, bytes)| (name.as_str(), bytes.clone())).collect();
    ann.upload_batch(&[], &files).await.expect(201)
}

on_both_databases! {
    async fn one_bad_file_does_not_sink_the_others(app: TestApp) {
        let ann = app.register("ann").await;
        let mut receiver = Receiver::start(&[]).await;
        endpoint(&ann, &receiver, &["batch.uploaded", "batch.completed"]).await;
        let files = [
            ("first.pdf", sample("invoice.pdf")),
            ("../../notes.pdf", NOTES.to_vec()),
            ("again.pdf", sample("invoice.pdf")),
        ];
        let made = ann.upload_batch(&[("name", "March 2026 Invoices"), ("metadata", r#"{"run":7}"#)], &files).await.expect(201);
        let at: Vec<_> = made["accepted"].as_array().unwrap().iter().map(|file| (&file["index"], &file["fileName"])).collect();
        assert_eq!(at, [(&json!(0), &json!("first.pdf")), (&json!(2), &json!("again.pdf"))]);
        assert_eq!(made["accepted"][1]["duplicateOf"], made["accepted"][0]["id"], "of its own batch");
        let refused = &made["refused"];
        assert_eq!((&refused[0]["index"], &refused[0]["fileName"]), (&json!(1), &json!("notes.pdf")), "{refused}");
        assert_eq!(refused[0]["code"], "unsupported_type");
        assert!(refused[0]["message"].as_str().unwrap().ends_with('.'), "{refused}");
        assert_eq!((&made["totalFiles"], &made["status"]), (&json!(2), &json!("processing")));

        let batch = app.batch_ended(&ann.client, id(&made)).await;
        assert_eq!(batch["status"], "completed", "{batch}");
        assert_eq!((&batch["completedFiles"], &batch["failedFiles"], &batch["cancelledFiles"]), (&json!(2), &json!(0), &json!(0)));
        assert_eq!((&batch["name"], &batch["metadata"]), (&json!("March 2026 Invoices"), &json!({ "run": 7 })));
        assert_eq!(&batch["refused"], refused, "it stays on record");
        let names: Vec<_> = batch["files"].as_array().unwrap().iter().map(|file| &file["fileName"]).collect();
        assert_eq!(names, ["first.pdf", "again.pdf"]);
        assert!(batch["files"].as_array().unwrap().iter().all(|file| file["status"] == "completed"), "{batch}");

        let mut told = [receiver.next().await.json(), receiver.next().await.json()];
        told.sort_by_key(|event| event["eventType"] != "batch.uploaded");
        let [uploaded, completed] = told.each_ref().map(|event| &event["payload"]);
        assert_eq!(keys(uploaded), ["batchId", "name", "totalFiles", "templateId", "uploadedBy", "createdAt", "uploadIds"]);
        assert_eq!(uploaded["batchId"], made["id"]);
        assert_eq!((&uploaded["totalFiles"], &uploaded["uploadedBy"]), (&json!(2), &json!(ann.user)));
        assert_eq!(uploaded["uploadIds"], json!([made["accepted"][0]["id"], made["accepted"][1]["id"]]));
        let fields = ["batchId", "name", "totalFiles", "completedFiles", "failedFiles", "status", "completedAt", "exportUrl"];
        assert_eq!(keys(completed), fields);
        assert_eq!((&completed["status"], &completed["completedFiles"]), (&json!("completed"), &json!(2)));
        assert_eq!(completed["completedAt"], batch["completedAt"]);

        let document = ann.client.get(&format!("/documents/{}", id(&made["accepted"][0]))).await.expect(200);
        assert_eq!((&document["batchId"], &document["metadata"]), (&made["id"], &json!({ "run": 7 })));
        let history = ann.client.get(&format!("/processing-history?projectId={}&batchId={}", ann.project, id(&made))).await.expect(200);
        assert_eq!((history["total"].as_i64(), &history["data"][0]["batchId"]), (Some(2), &made["id"]));
        ann.upload("alone.pdf", sample("invoice.pdf")).await.expect(201);
        assert_eq!(ann.client.get(&format!("/processing-history?projectId={}", ann.project)).await.expect(200)["total"], 3);

        // Once more through a finished batch: it is neither counted nor told again.
        let again = ann.client.post(&format!("/documents/{}/processings", id(&made["accepted"][0])), json!({})).await.expect(201);
        assert_eq!(again["batchId"], Value::Null);
        app.finished(&ann.client, id(&again)).await;
        let after = ann.client.get(&format!("/batches/{}", id(&made))).await.expect(200);
        assert_eq!((&after["completedFiles"], &after["completedAt"]), (&json!(2), &batch["completedAt"]));
        assert_eq!(after["files"][0]["processingId"], again["id"], "the newest run is shown");
        app.drain().await;
        assert!(receiver.is_quiet());
    }

    async fn when_no_file_is_good_each_has_its_reason_and_nothing_is_kept(app: TestApp) {
        let ann = app.register("ann").await;
        let files = [("notes.pdf", NOTES.to_vec()), ("empty.pdf", Vec::new())];
        let problem = ann.upload_batch(&[], &files).await.expect(422);
        assert_eq!(problem["code"], "no_file_accepted");
        let lines: Vec<_> = problem["message"].as_array().unwrap().iter().map(|line| (&line["field"], &line["code"])).collect();
        assert_eq!(lines, [(&json!("files[0]"), &json!("unsupported_type")), (&json!("files[1]"), &json!("empty_file"))]);
        assert!(problem["message"][0]["message"].as_str().unwrap().starts_with("notes.pdf: "), "{problem}");
        let list = ann.client.get(&format!("/batches?projectId={}", ann.project)).await.expect(200);
        assert_eq!(list["total"], 0);
        assert_eq!(ann.client.get(&format!("/processing-history?projectId={}", ann.project)).await.expect(200)["total"], 0);
    }

    async fn a_file_that_is_too_large_is_left_out(app: TestApp) {
        let ann = app.register("ann").await;
        let large = vec![b' '; app.runtime.config.upload.max_bytes as usize + 1];
        let files = [("large.pdf", large), ("small.pdf", sample("invoice.pdf"))];
        let made = ann.upload_batch(&[], &files).await.expect(201);
        assert_eq!((&made["refused"][0]["code"], &made["accepted"][0]["index"]), (&json!("file_too_large"), &json!(1)));
    }

    async fn who_watches_sees_a_batch_fill_up(app: TestApp) {
        let ann = app.register("ann").await;
        let url = format!("ws://{}/ws?projectId={}", app.address, ann.project);
        let mut request = url.into_client_request().unwrap();
        request.headers_mut().insert("cookie", ann.client.cookie().unwrap().parse().unwrap());
        let (mut socket, _) = connect_async(request).await.unwrap();
        let made = batch_of(&ann, 3).await;
        let mut told: Vec<Value> = Vec::new();
        let told_of = |told: &[Value], completed: i64| told.iter().any(|event| event["completed"] == completed);
        while !told_of(&told, 0) || !told_of(&told, 3) {
            let message = tokio::time::timeout(Duration::from_secs(30), socket.next()).await.expect("silence").unwrap().unwrap();
            let Ok(event) = serde_json::from_str::<Value>(message.to_text().unwrap_or_default()) else { continue };
            if event["type"] == "batch.changed" {
                told.push(event);
            }
        }
        assert!(told.iter().all(|event| event["batchId"] == made["id"] && event["total"] == 3), "{told:?}");
        // Files that are settled together are told of together.
        let mut completed: Vec<_> = told.iter().map(|event| event["completed"].as_i64().unwrap()).collect();
        completed.sort_unstable();
        completed.dedup();
        assert_eq!(completed.len(), told.len(), "{told:?}");
        assert_eq!(told.iter().filter(|event| event["status"] == "completed").count(), 1);
    }

    async fn what_a_batch_is_asked_wrongly_is_refused(app: TestApp) {
        let ann = app.register("ann").await;
        let one = [("a.pdf", sample("invoice.pdf"))];
        assert_eq!(ann.upload_batch(&[], &[]).await.expect(400)["message"][0]["field"], "files");
        assert_eq!(ann.upload_batch(&[("name", "a\nb")], &one).await.expect(400)["message"][0]["field"], "name");
        ann.upload_batch(&[("templateId", "tmpl_none")], &one).await.expect(404);
        let writer = ann.token(&["documents:write"]).await;
        let refused = writer.upload_many("/upload/batch", &[], &[("files", "a.pdf", one[0].1.clone())], &[]).await.expect(403);
        assert!(refused["message"].as_str().unwrap().contains("batches:write"), "{refused}");
        let writer = ann.token(&["batches:write", "batches:read"]).await;
        let made = writer.upload_many("/upload/batch", &[], &[("files", "a.pdf", one[0].1.clone())], &[]).await.expect(201);
        assert!(made["name"].as_str().unwrap().starts_with("Batch of "), "{made}");
        app.batch_ended(&writer, id(&made)).await;
        assert_eq!(writer.get("/batches?status=completed").await.expect(200)["data"][0]["id"], made["id"]);
        assert_eq!(writer.get("/batches?status=partial").await.expect(200)["total"], 0);
        writer.get("/batches?status=done").await.expect(400);
        assert_eq!(writer.get(&format!("/batches?templateId={}", ann.template)).await.expect(200)["total"], 1);
    }

    async fn a_batch_leaves_in_every_form_of_many(app: TestApp) {
        let ann = app.register("ann").await;
        let files = [("one.pdf", sample("invoice.pdf")), ("two.pdf", sample("invoice-two-pages.pdf"))];
        let made = ann.upload_batch(&[("name", "Q1/2026")], &files).await.expect(201);
        let at = |query: &str| format!("/batches/{}/export{query}", id(&made));
        ann.upload("other.pdf", sample("invoice.pdf")).await.expect(201);
        app.batch_ended(&ann.client, id(&made)).await;

        let csv = ann.client.get(&at("")).await;
        assert_eq!((csv.status.as_u16(), csv.header("content-type")), (200, "text/csv; charset=utf-8"));
        assert_eq!(csv.header("content-disposition"), "attachment; filename*=UTF-8''Q1-2026.csv");
        assert_eq!(csv.text().matches("\r\n").count(), 3, "a heading and two documents: {}", csv.text());
        assert!(csv.text().contains("INV-2026-0331") && !csv.text().contains("other.pdf"));
        assert!(ann.client.get(&at("?format=csv&rows=items")).await.text().matches("\r\n").count() > 3);
        let json: Value = ann.client.get(&at("?format=json")).await.expect(200);
        assert_eq!(json.as_array().unwrap().len(), 2);
        assert_eq!(ann.client.get(&at("?format=jsonl")).await.text().lines().count(), 2);
        let mut book = Xlsx::new(Cursor::new(ann.client.get(&at("?format=xlsx")).await.body)).unwrap();
        assert_eq!(book.worksheet_range("Documents").unwrap().height(), 3);
        assert_eq!(ann.client.get(&at("?format=pdf")).await.expect(422)["code"], "one_document_only");
        ann.client.get(&at("?format=doc")).await.expect(400);
    }

    async fn a_signed_link_opens_its_batch_for_a_week_and_nothing_else(app: TestApp) {
        let ann = app.register("ann").await;
        let (made, other) = (batch_of(&ann, 1).await, batch_of(&ann, 1).await);
        assert_eq!(ann.client.get(&format!("/batches/{}", id(&other))).await.status, 200);
        let batch = app.batch_ended(&ann.client, id(&made)).await;
        app.batch_ended(&ann.client, id(&other)).await;
        let url = batch["exportUrl"].as_str().unwrap();
        let link = url.strip_prefix(&app.runtime.config.public_url()).unwrap().to_owned();
        let visitor = app.visitor();
        let open = visitor.get(&link).await;
        assert_eq!(open.status, 200, "{}", open.text());
        assert!(open.text().contains("INV-2026-0331"));
        visitor.get(&link.replace("format=csv", "format=json")).await.expect(200);

        let (start, signature) = link.split_once("&signature=").unwrap();
        let expires: i64 = start.rsplit_once('=').unwrap().1.parse().unwrap();
        let last = if signature.ends_with('A') { "E" } else { "A" };
        for tampered in [
            link.replace(&expires.to_string(), &(expires + 86_400).to_string()),
            link.replace(id(&made), id(&other)),
            format!("{start}&signature={}{last}", &signature[..signature.len() - 1]),
            format!("{start}&signature="),
        ] {
            let problem = visitor.get(&tampered).await.expect(404);
            assert_eq!(problem["message"], "There is no such batch.", "{tampered}");
        }
        visitor.get(start).await.expect(401);
        visitor.get(&format!("/batches/{}", id(&made))).await.expect(401);

        app.advance(Duration::from_secs(7 * 24 * 60 * 60 + 1));
        let problem = visitor.get(&link).await.expect(403);
        assert_eq!(problem["code"], "link_expired");
        assert!(problem["message"].as_str().unwrap().contains("has expired"), "{problem}");
    }
}

async fn fifty_are_taken_and_fifty_one_are_not(backend: Backend) {
    let app = TestApp::start_scripted(backend, Arc::new(Scripted::default())).await;
    let ann = app.register("ann").await;
    let made = batch_of(&ann, 50).await;
    assert_eq!((made["totalFiles"].as_i64(), made["refused"].as_array().unwrap().len()), (Some(50), 0));
    let batch = app.batch_ended(&ann.client, id(&made)).await;
    assert_eq!((&batch["status"], &batch["completedFiles"]), (&json!("completed"), &json!(50)));
    let names: Vec<_> =
        batch["files"].as_array().unwrap().iter().map(|file| file["fileName"].as_str().unwrap()).collect();
    assert_eq!(names, copies(50).iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>());

    let files = copies(51);
    let files: Vec<_> = files.iter().map(|(name, bytes)| (name.as_str(), bytes.clone())).collect();
    let problem = ann.upload_batch(&[], &files).await.expect(400);
    assert!(problem["message"][0]["message"].as_str().unwrap().contains("a batch takes 50"), "{problem}");
    assert_eq!(ann.client.get(&format!("/batches?projectId={}", ann.project)).await.expect(200)["total"], 1);
}

/// Workers settle the last files of three batches at once; whoever comes last ends each of them, once.
async fn files_that_end_at_once_end_their_batch_once(backend: Backend) {
    let app = TestApp::start_scripted(backend, Arc::new(Scripted::default())).await;
    let ann = app.register("ann").await;
    let mut receiver = Receiver::start(&[]).await;
    endpoint(&ann, &receiver, &["batch.completed"]).await;
    let made = futures::join!(batch_of(&ann, 8), batch_of(&ann, 8), batch_of(&ann, 8));
    for batch in [&made.0, &made.1, &made.2] {
        let ended = app.batch_ended(&ann.client, id(batch)).await;
        assert_eq!((&ended["status"], &ended["completedFiles"]), (&json!("completed"), &json!(8)));
    }
    let mut told = Vec::new();
    for _ in 0..3 {
        told.push(receiver.next().await.json()["payload"]["batchId"].as_str().unwrap().to_owned());
    }
    app.drain().await;
    assert!(receiver.is_quiet(), "a batch was told twice");
    told.sort();
    told.dedup();
    assert_eq!(told.len(), 3);
}

/// Also where the last files are settled together.
async fn a_batch_is_told_of_after_all_of_its_files(backend: Backend) {
    let app = TestApp::start_scripted(backend, Arc::new(Scripted::default())).await;
    let ann = app.register("ann").await;
    let receiver = Receiver::start(&[]).await;
    endpoint(&ann, &receiver, &["document.processed", "batch.completed"]).await;
    app.batch_ended(&ann.client, id(&batch_of(&ann, 12).await)).await;
    let webhooks = ann.client.get(&format!("/webhooks?projectId={}", ann.project)).await.expect(200);
    let log = format!("/webhooks/{}/deliveries?limit=100", id(&webhooks[0]));
    let deliveries = ann.client.get(&log).await.expect(200)["data"].clone();
    let newest_first: Vec<_> =
        deliveries.as_array().unwrap().iter().map(|one| one["eventType"].as_str().unwrap()).collect();
    assert_eq!(newest_first, [vec!["batch.completed"], vec!["document.processed"; 12]].concat());
}

/// Lets go whoever waits at the gate, again and again, until the batch has ended.
async fn let_all_go(app: &TestApp, ann: &Tenant, gate: &Notify, batch: &str) -> Value {
    let ended = app.batch_ended(&ann.client, batch);
    let mut ended = std::pin::pin!(ended);
    loop {
        gate.notify_waiters();
        if let Ok(batch) = tokio::time::timeout(Duration::from_millis(50), &mut ended).await {
            return batch;
        }
    }
}

async fn cancelling_a_batch_spares_what_is_being_read(backend: Backend) {
    let gate = Arc::new(Notify::new());
    let engine = Arc::new(Scripted::gated(gate.clone()));
    let app = TestApp::start_scripted(backend, engine.clone()).await;
    let ann = app.register("ann").await;
    let mut receiver = Receiver::start(&[]).await;
    endpoint(&ann, &receiver, &["batch.completed"]).await;
    let reading = app.runtime.config.queue.concurrency();
    let made = batch_of(&ann, reading + 2).await;
    engine.until_asked(reading).await;

    let path = format!("/batches/{}/cancellation", id(&made));
    let batch = ann.client.post(&path, json!({})).await.expect(201);
    assert_eq!((&batch["status"], &batch["cancelledFiles"]), (&json!("processing"), &json!(2)), "{batch}");
    let statuses =
        |status: &str| batch["files"].as_array().unwrap().iter().filter(|file| file["status"] == status).count();
    assert_eq!((statuses("cancelled"), statuses("in_progress")), (2, reading));
    let again = ann.client.post(&path, json!({})).await.expect(201);
    assert_eq!(again["cancelledFiles"], 2, "nothing is counted twice");

    let ended = let_all_go(&app, &ann, &gate, id(&made)).await;
    assert_eq!((&ended["status"], &ended["completedFiles"]), (&json!("partial"), &json!(reading)), "{ended}");
    assert_eq!(engine.asked(), reading);
    let told = receiver.next().await.json()["payload"].clone();
    assert_eq!(
        (&told["status"], &told["failedFiles"], &told["totalFiles"]),
        (&json!("partial"), &json!(0), &json!(reading + 2))
    );
    assert_eq!(ann.client.post(&path, json!({})).await.expect(409)["code"], "already_ended");
    app.drain().await;
    assert!(receiver.is_quiet());
}

async fn a_cancelled_run_keeps_nothing_of_a_late_answer(backend: Backend) {
    let gate = Arc::new(Notify::new());
    let engine = Arc::new(Scripted::gated(gate.clone()));
    let app = TestApp::start_scripted(backend, engine.clone()).await;
    let ann = app.register("ann").await;
    let mut receiver = Receiver::start(&[]).await;
    endpoint(&ann, &receiver, &["document.processed", "batch.completed"]).await;
    let made = batch_of(&ann, 1).await;
    engine.until_asked(1).await;

    let run = made["accepted"][0]["processingId"].as_str().unwrap();
    let path = format!("/processing-history/{run}");
    let cancelled = ann.client.post(&format!("{path}/cancellation"), json!({})).await.expect(201);
    assert_eq!((&cancelled["status"], &cancelled["result"]), (&json!("cancelled"), &Value::Null));
    let batch = ann.client.get(&format!("/batches/{}", id(&made))).await.expect(200);
    assert_eq!((&batch["status"], &batch["cancelledFiles"]), (&json!("partial"), &json!(1)), "its batch ends with it");
    assert_eq!(receiver.next().await.header("x-webhook-event"), "batch.completed");

    gate.notify_waiters();
    gate.notify_one();
    app.drain().await;
    assert_eq!(ann.client.get(&path).await.expect(200), cancelled);
    assert_eq!(ann.client.post(&format!("{path}/cancellation"), json!({})).await.expect(409)["code"], "already_ended");
    assert!(receiver.is_quiet(), "no result was told");
}

on_both!(
    fifty_are_taken_and_fifty_one_are_not,
    files_that_end_at_once_end_their_batch_once,
    a_batch_is_told_of_after_all_of_its_files,
    cancelling_a_batch_spares_what_is_being_read,
    a_cancelled_run_keeps_nothing_of_a_late_answer
);
