//! A document walks from upload to result.

use crate::support::{Backend, Scripted, TestApp, on_both_databases, sample};
use ocriva::{
    db::queries::jobs::{self, JobKind, Room},
    domain::evidence::Extraction,
    pipeline::extract::engine::EngineError,
};
use serde_json::json;
use std::{sync::Arc, time::Duration};
use tokio::sync::Notify;

on_both_databases! {
    async fn an_invoice_becomes_fields_with_evidence(app: TestApp) {
        let ann = app.register("ann").await;
        let accepted = ann.upload("invoice_march.pdf", sample("invoice.pdf")).await.expect(201);
        assert_eq!(accepted["status"], "uploaded");
        assert_eq!(accepted["mimeType"], "application/pdf");

        let done = app.finished(&ann.client, accepted["processingId"].as_str().unwrap()).await;
        assert_eq!(done["status"], "completed", "{done}");
        assert_eq!(done["result"]["invoiceNumber"], "INV-2026-0331");
        assert_eq!(done["result"]["totalAmount"], 51124.6);
        assert_eq!(done["result"]["issueDate"], "2026-03-31");
        let amounts: Vec<_> = done["result"]["lineItems"].as_array().unwrap().iter().map(|item| &item["amount"]).collect();
        assert_eq!(amounts, [13080.0, 25500.0, 7400.0, 1800.0], "the closing words are no item");
        let total = &done["fields"]["totalAmount"];
        assert_eq!(total["status"], "grounded");
        assert_eq!(total["page"], 1);
        assert_eq!(total["bbox"].as_array().unwrap().len(), 4);
        assert!(total["text"].as_str().unwrap().contains("51,124.60"));
        assert!(done["confidence"].as_f64().unwrap() > 0.0);
        assert_eq!((done["templateVersion"].as_i64(), done["pages"].as_i64()), (Some(1), Some(1)));

        let document = ann.client.get(&format!("/documents/{}", accepted["id"].as_str().unwrap())).await.expect(200);
        assert_eq!(document["fileName"], "invoice_march.pdf");
    }

    async fn an_e_invoice_inside_a_pdf_is_taken_exactly(app: TestApp) {
        let ann = app.register("ann").await;
        let accepted = ann.upload("facture.pdf", sample("invoice-factur-x.pdf")).await.expect(201);
        let done = app.finished(&ann.client, accepted["processingId"].as_str().unwrap()).await;
        let truth: serde_json::Value = serde_json::from_slice(&sample("invoice-factur-x.expected.json")).unwrap();
        assert_eq!(done["result"], truth);
        for path in ["vendor", "totalAmount", "lineItems[1].unitPrice"] {
            let field = &done["fields"][path];
            assert_eq!((&field["status"], &field["page"]), (&json!("grounded"), &json!(1)), "{path}: {field}");
            assert!(field["confidence"].as_f64().unwrap() > 0.98, "{path}: {field}");
        }
        let checks = done["checks"].as_array().unwrap();
        assert!(checks.iter().any(|check| check["rule"] == "e_invoice"), "{checks:?}");
        assert!(checks.iter().all(|check| check["passed"] == true), "{checks:?}");
    }

    async fn an_e_invoice_of_data_alone_is_a_document_like_any_other(app: TestApp) {
        let ann = app.register("ann").await;
        let accepted = ann.upload("faktura.xml", sample("invoice-peppol.xml")).await.expect(201);
        assert_eq!((&accepted["mimeType"], &accepted["fileName"]), (&json!("application/xml"), &json!("faktura.xml")));
        let done = app.finished(&ann.client, accepted["processingId"].as_str().unwrap()).await;
        assert_eq!((&done["status"], &done["pages"]), (&json!("completed"), &json!(1)), "{done}");
        assert_eq!((&done["result"]["invoiceNumber"], &done["result"]["vatAmount"]), (&json!("SI-70417"), &json!(490)));
        assert_eq!(done["result"]["lineItems"][0]["unitPrice"], 12.5);
        assert_eq!(done["fields"]["totalAmount"]["bbox"].as_array().map(Vec::len), Some(4));
        let checks = done["checks"].as_array().unwrap();
        assert!(checks.iter().all(|check| check["passed"] == true), "the discount at the foot is known: {checks:?}");

        let page = ann.client.get(&format!("/documents/{}/pages/1", accepted["id"].as_str().unwrap())).await;
        assert_eq!((page.status.as_u16(), page.header("content-type")), (200, "image/svg+xml"));
        assert_eq!(page.header("x-content-type-options"), "nosniff");
        assert!(page.header("content-security-policy").starts_with("sandbox; default-src 'none'"));
        assert!(String::from_utf8(page.body).unwrap().contains(">Furulist</text>"));
    }

    async fn only_the_wanted_pages_are_read(app: TestApp) {
        let ann = app.register("ann").await;
        let upload = async |range: &str| {
            let fields = [("projectId", ann.project.as_str()), ("pageRange", range)];
            ann.client.upload("/upload", &fields, "long.pdf", sample("invoice-two-pages.pdf")).await
        };
        let accepted = upload("2").await.expect(201);
        let done = app.finished(&ann.client, accepted["processingId"].as_str().unwrap()).await;
        let pages: Vec<_> =
            done["fields"].as_object().unwrap().values().filter_map(|field| field["page"].as_u64()).collect();
        assert!(!pages.is_empty() && pages.iter().all(|page| *page == 2), "{pages:?}");
        let document = ann.client.get(&format!("/documents/{}", accepted["id"].as_str().unwrap())).await.expect(200);
        assert_eq!((&document["pageRange"], &document["pages"]), (&json!("2"), &json!(2)));
        for (range, says) in [("3", "ends at page 2"), ("2-1", "not a page range"), ("all", "not a page range")] {
            let problem = upload(range).await.expect(400);
            assert_eq!(problem["message"][0]["field"], "pageRange");
            assert!(problem["message"][0]["message"].as_str().unwrap().contains(says), "{problem}");
        }
    }

    async fn the_file_and_its_pages_can_be_had_again(app: TestApp) {
        let ann = app.register("ann").await;
        let bytes = sample("invoice-two-pages.pdf");
        let accepted = ann.upload("../../März \"1\".pdf", bytes.clone()).await.expect(201);
        let id = accepted["id"].as_str().unwrap();
        let file = ann.client.get(&format!("/documents/{id}/file")).await;
        assert_eq!(file.body, bytes);
        assert_eq!(file.header("content-disposition"), "attachment; filename*=UTF-8''M%C3%A4rz%20%221%22.pdf");
        assert!(file.header("content-security-policy").contains("sandbox"));

        let page = ann.client.get(&format!("/documents/{id}/pages/2?width=300")).await;
        assert_eq!(page.status, 200);
        let picture = image::load_from_memory(&page.body).unwrap();
        assert_eq!(picture.width(), 300);
        ann.client.get(&format!("/documents/{id}/pages/3")).await.expect(404);
        ann.client.get(&format!("/documents/{id}/pages/0")).await.expect(404);
    }

    async fn what_cannot_be_read_is_refused_with_a_sentence_and_nothing_is_kept(app: TestApp) {
        let ann = app.register("ann").await;
        for (name, bytes, status, code) in [
            ("empty.pdf", Vec::new(), 400, "empty_file"),
            ("notes.pdf", b"just words".to_vec(), 415, "unsupported_type"),
            ("data.xml", b"<?xml version='1.0'?><order><id>1</id></order>".to_vec(), 415, "unsupported_type"),
            ("cut.xml", half("invoice-peppol.xml"), 422, "corrupt_file"),
            ("page.pdf", b"<html><script>alert(1)</script>".to_vec(), 415, "unsupported_type"),
            ("cut.pdf", sample("invoice.pdf")[..900].to_vec(), 422, "corrupt_file"),
            ("half.pdf", half("invoice-two-pages.pdf"), 422, "corrupt_file"),
            ("half.jpg", half("photo.jpg"), 422, "corrupt_file"),
            ("cut.png", sample("receipt.png")[..20].to_vec(), 422, "corrupt_file"),
        ] {
            let problem = ann.upload(name, bytes).await.expect(status);
            assert_eq!(problem["code"], code, "{name}: {problem}");
            assert!(problem["message"].as_str().unwrap().ends_with('.'), "{problem}");
            assert!(problem["requestId"].is_string());
        }
        let too_large = vec![b' '; app.runtime.config.upload.max_bytes as usize + 1];
        let problem = ann.upload("large.pdf", too_large).await.expect(413);
        assert!(problem["message"].as_str().unwrap().contains("20 MB"), "{problem}");

        let list = ann.client.get(&format!("/processing-history?projectId={}", ann.project)).await.expect(200);
        assert_eq!(list["total"], 0);
        let kept = walk(app.runtime.storage.folder().unwrap());
        assert!(kept.is_empty(), "{kept:?}");
    }

    async fn the_same_bytes_again_are_a_duplicate(app: TestApp) {
        let ann = app.register("ann").await;
        let first = ann.upload("one.pdf", sample("invoice.pdf")).await.expect(201);
        let again = ann.upload("two.pdf", sample("invoice.pdf")).await.expect(201);
        assert_eq!(first["duplicateOf"], serde_json::Value::Null);
        assert_eq!(again["duplicateOf"], first["id"]);
        let elsewhere = app.register("bob").await.upload("one.pdf", sample("invoice.pdf")).await.expect(201);
        assert_eq!(elsewhere["duplicateOf"], serde_json::Value::Null, "another tenant is not told");
    }

    async fn a_document_is_processed_again_with_the_newest_template(app: TestApp) {
        let ann = app.register("ann").await;
        let accepted = ann.upload("invoice.pdf", sample("invoice.pdf")).await.expect(201);
        let first = app.finished(&ann.client, accepted["processingId"].as_str().unwrap()).await;
        let change = json!({ "templateSchema": { "invoiceNumber": { "type": "string" } } });
        let changed = ann.client.patch(&format!("/templates/{}", ann.template), change).await.expect(200);
        assert_eq!(changed["version"], 2);
        assert_eq!(changed["templateSchema"]["type"], "object");

        let path = format!("/documents/{}/processings", accepted["id"].as_str().unwrap());
        let again = ann.client.post(&path, json!({})).await.expect(201);
        let second = app.finished(&ann.client, again["id"].as_str().unwrap()).await;
        assert_eq!(second["templateVersion"], 2);
        assert_eq!(second["result"], json!({ "invoiceNumber": "INV-2026-0331" }));
        // The first run stays as it was.
        let kept = ann.client.get(&format!("/processing-history/{}", first["id"].as_str().unwrap())).await.expect(200);
        assert_eq!(kept["result"], first["result"]);
        let list = ann.client.get(&format!("/processing-history?projectId={}", ann.project)).await.expect(200);
        assert_eq!(list["total"], 1, "one line per document");
    }

    async fn lists_come_in_pages_and_filter_by_status(app: TestApp) {
        let ann = app.register("ann").await;
        let mut runs = Vec::new();
        for n in 0..3 {
            let accepted = ann.upload(&format!("{n}.pdf"), sample("invoice.pdf")).await.expect(201);
            runs.push(accepted["processingId"].as_str().unwrap().to_owned());
        }
        for run in &runs {
            app.finished(&ann.client, run).await;
        }
        let at = |query: &str| format!("/processing-history?projectId={}&{query}", ann.project);
        let page = ann.client.get(&at("limit=2&page=2")).await.expect(200);
        assert_eq!((page["total"].as_i64(), page["page"].as_i64(), page["limit"].as_i64()), (Some(3), Some(2), Some(2)));
        assert_eq!(page["data"][0]["fileName"], "0.pdf");
        assert_eq!(ann.client.get(&at("status=completed")).await.expect(200)["total"], 3);
        assert_eq!(ann.client.get(&at("status=failed")).await.expect(200)["total"], 0);
        ann.client.get(&at("status=done")).await.expect(400);
        ann.client.get(&at("page=1000000000&limit=100")).await.expect(200);
        let refused = ann.client.get(&at("page=18446744073709551615&limit=101&status=done&colour=red")).await.expect(400);
        let named: Vec<_> = refused["message"].as_array().unwrap().iter().map(|wrong| wrong["field"].as_str().unwrap()).collect();
        assert_eq!(named, ["page", "limit", "status", "colour"]);
    }
}

/// The first half of a sample, as a broken line leaves it.
fn half(name: &str) -> Vec<u8> {
    let mut bytes = sample(name);
    bytes.truncate(bytes.len() / 2);
    bytes
}

/// Files below a folder.
fn walk(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
        if entry.path().is_dir() {
            found.extend(walk(&entry.path()));
        } else {
            found.push(entry.path());
        }
    }
    found
}

fn passing(message: &str, after: Option<Duration>) -> Result<Extraction, EngineError> {
    Err(EngineError::Retry { code: "overloaded".into(), message: message.into(), after })
}

async fn passing_failures_are_tried_again_until_given_up(backend: Backend) {
    let engine = Arc::new(Scripted::new((0..5).map(|n| passing(&format!("busy {n}"), Some(Duration::from_secs(600))))));
    let app = TestApp::start_scripted(backend, engine.clone()).await;
    let ann = app.register("ann").await;
    let mut events = app.runtime.live.listen();
    let accepted = ann.upload("invoice.pdf", sample("invoice.pdf")).await.expect(201);
    let path = format!("/processing-history/{}", accepted["processingId"].as_str().unwrap());
    let mut run = ann.client.get(&path).await.expect(200);
    let mut tries = 0;
    while run["status"] != "failed" {
        // Queued, then one start for each try.
        let event =
            tokio::time::timeout(Duration::from_secs(30), events.recv()).await.expect("nothing happened").unwrap();
        run = ann.client.get(&path).await.expect(200);
        if serde_json::to_value(&event).unwrap()["status"] == "in_progress" {
            tries += 1;
            // Started is before put back: its lease is due first, its delay much later.
            while jobs::next_due(&app.runtime.db, JobKind::Extract)
                .await
                .unwrap()
                .is_some_and(|at| at.millis_since(app.runtime.clock.now()) < 60_000)
            {
                tokio::task::yield_now().await;
            }
            app.advance(Duration::from_secs(900));
        }
    }
    assert_eq!((tries, engine.asked()), (5, 5));
    assert_eq!(run["errorMessage"], "busy 4");
    assert_eq!(run["errorCode"], "overloaded");
}

async fn a_permanent_failure_is_asked_once(backend: Backend) {
    let refusal =
        EngineError::Permanent { code: "refused".into(), message: "The provider refused the document.".into() };
    let engine = Arc::new(Scripted::new([Err(refusal)]));
    let app = TestApp::start_scripted(backend, engine.clone()).await;
    let ann = app.register("ann").await;
    let accepted = ann.upload("invoice.pdf", sample("invoice.pdf")).await.expect(201);
    let run = app.finished(&ann.client, accepted["processingId"].as_str().unwrap()).await;
    assert_eq!((run["status"].as_str(), run["errorCode"].as_str()), (Some("failed"), Some("refused")));
    assert_eq!(engine.asked(), 1);
    assert!(run["result"].is_null());
}

/// A worker whose lease was taken over finishes late: its answer changes nothing.
async fn a_late_finisher_changes_nothing(backend: Backend) {
    let gate = Arc::new(Notify::new());
    let engine = Arc::new(Scripted::gated(gate.clone()));
    let app = TestApp::start_scripted(backend, engine.clone()).await;
    let ann = app.register("ann").await;
    let mut events = app.runtime.live.listen();
    let accepted = ann.upload("invoice.pdf", sample("invoice.pdf")).await.expect(201);
    let id = accepted["processingId"].as_str().unwrap();
    while serde_json::to_value(events.recv().await.unwrap()).unwrap()["status"] != "in_progress" {}

    // Another worker takes the job: the lease is over by its clock.
    let now = app.runtime.clock.now().plus_millis(3_600_000);
    let room = Room { jobs: 1, per_lane: 1 };
    let (tx, stolen) =
        jobs::claim(&app.runtime.db, JobKind::Extract, room, now, now.plus_millis(3_600_000)).await.unwrap().unwrap();
    tx.commit().await.unwrap();
    let stolen = stolen.into_iter().next().unwrap();
    assert_eq!(stolen.subject, id);
    // The first one gets its answer now, and has ended in one way or another when the workers have.
    gate.notify_one();
    app.drain().await;
    assert_eq!(engine.asked(), 1);
    assert!(
        jobs::extend(&app.runtime.db, &stolen, now.plus_millis(7_200_000)).await.unwrap(),
        "the job is the thief's"
    );
    let run = ann.client.get(&format!("/processing-history/{id}")).await.expect(200);
    assert_eq!(run["status"], "in_progress");
}

crate::support::on_both!(
    passing_failures_are_tried_again_until_given_up,
    a_permanent_failure_is_asked_once,
    a_late_finisher_changes_nothing
);
