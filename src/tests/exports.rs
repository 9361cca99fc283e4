//! Results leave as files, one by one and many at once.

#![expect(clippy::case_sensitive_file_extension_comparisons, reason = "the samples are named by us")]

use crate::support::{Answer, Backend, Receiver, Scripted, Tenant, TestApp, on_both_databases, sample};
use calamine::{Reader as _, Xlsx};
use ocriva::{
    domain::{evidence::Extraction, export::ExportFormat},
    pipeline::extract::{
        engine::EngineError,
        read::{Limits, MediaType, Reader},
    },
};
use serde_json::{Value, json};
use std::{
    io::{Cursor, Read},
    path::{Path, PathBuf},
    sync::Arc,
};
use tokio::sync::Notify;

/// Words that stand on some of the samples, whatever form they leave in.
const WORDS: [(&str, &str); 7] = [
    ("invoice.pdf", "INV-2026-0331"),
    ("invoice-two-pages.pdf", "Reaktionszeit"),
    ("invoice-thai.pdf", "ใบกำกับภาษี"),
    ("invoice-peppol.xml", "SI-70417"),
    ("contract.pdf", "confidential"),
    ("photo.jpg", "CW-20418"),
    ("receipt.png", "Sourdough"),
];

/// One of each kind: with its text, in tables, in Thai, of data, with data inside, as a photo, as a scan.
fn samples() -> impl Iterator<Item = &'static str> {
    WORDS.iter().map(|(name, _)| *name).chain(["invoice-factur-x.pdf"])
}

fn export(run: &Value, query: &str) -> String {
    format!("/processing-history/{}/export{query}", run["id"].as_str().unwrap())
}

async fn processed(app: &TestApp, ann: &Tenant, name: &str) -> Value {
    let accepted = ann.upload(name, sample(name)).await.expect(201);
    app.finished(&ann.client, accepted["processingId"].as_str().unwrap()).await
}

/// The parts of a zip package.
fn parts(bytes: &[u8]) -> Vec<(String, String)> {
    let mut package = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    (0..package.len())
        .map(|at| {
            let mut part = package.by_index(at).unwrap();
            let mut text = String::new();
            part.read_to_string(&mut text).unwrap();
            (part.name().unwrap().into_owned(), text)
        })
        .collect()
}

/// The text layer of a PDF, read without recognition.
fn text_layer(bytes: &[u8]) -> String {
    let reading = Reader::new(Path::new("/nowhere")).read(bytes, &Limits::default(), None).unwrap();
    let words = reading.pages.into_iter().flat_map(|page| page.words);
    words.map(|word| word.text).collect::<Vec<_>>().join(" ")
}

/// The file as text that can be searched for words.
fn readable(format: ExportFormat, answer: &Answer) -> Option<String> {
    match format {
        ExportFormat::Text | ExportFormat::Html => Some(answer.text()),
        ExportFormat::Docx => Some(parts(&answer.body).pop().unwrap().1),
        ExportFormat::Pdf => Some(text_layer(&answer.body)),
        _ => None,
    }
}

fn is_well_formed(xml: &str) -> bool {
    let mut reader = quick_xml::Reader::from_str(xml);
    loop {
        match reader.read_event() {
            Ok(quick_xml::events::Event::Eof) => return true,
            Ok(_) => {}
            Err(_) => return false,
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_kind_of_sample_leaves_in_every_form() {
    let app = TestApp::start(Backend::Sqlite).await;
    let ann = app.register("ann").await;
    let mut accepted = Vec::new();
    for name in samples() {
        accepted.push((ann.upload(name, sample(name)).await.expect(201), name));
    }
    for (accepted, name) in accepted {
        let run = app.finished(&ann.client, accepted["processingId"].as_str().unwrap()).await;
        assert_eq!(run["status"], "completed", "{name}: {run}");
        let stem = name.split('.').next().unwrap();
        for format in ExportFormat::ALL {
            let what = format!("{name} as {}", format.as_str());
            let answer = ann.client.get(&export(&run, &format!("?format={}", format.as_str()))).await;
            if format == ExportFormat::Pdf && name.ends_with(".xml") {
                assert_eq!(answer.expect(422)["code"], "no_pages");
                continue;
            }
            assert_eq!(answer.status, 200, "{what}: {}", answer.text());
            assert_eq!(answer.header("x-content-type-options"), "nosniff");
            assert!(answer.header("content-security-policy").contains("sandbox"));
            assert!(answer.header("content-disposition").starts_with(&format!("attachment; filename*=UTF-8''{stem}")));
            match format {
                ExportFormat::Json | ExportFormat::Jsonl => {
                    assert_eq!(serde_json::from_slice::<Value>(&answer.body).unwrap(), run["result"], "{what}");
                }
                ExportFormat::Csv => assert!(answer.text().starts_with("\u{feff}invoiceNumber,"), "{what}"),
                ExportFormat::Xlsx => {
                    let mut book = Xlsx::new(Cursor::new(answer.body.clone())).unwrap();
                    assert_eq!(book.sheet_names()[..2], ["Document", "lineItems"], "{what}");
                    let rows = book.worksheet_range("lineItems").unwrap().rows().count();
                    assert_eq!(rows, 1 + run["result"]["lineItems"].as_array().unwrap().len(), "{what}");
                }
                ExportFormat::Xml => assert!(is_well_formed(&answer.text()), "{what}: {}", answer.text()),
                ExportFormat::Image if name.ends_with(".xml") => assert!(answer.text().contains("<svg"), "{what}"),
                ExportFormat::Image => assert!(MediaType::sniff(&answer.body).is_some(), "{what}"),
                ExportFormat::Pdf => assert_eq!(MediaType::sniff(&answer.body), Some(MediaType::Pdf), "{what}"),
                _ => {}
            }
            if let (Some(text), Some((_, word))) =
                (readable(format, &answer), WORDS.iter().find(|(sample, _)| *sample == name))
            {
                assert!(text.to_lowercase().contains(&word.to_lowercase()), "{word} is not in {what}: {text}");
            }
        }
    }
}

on_both_databases! {
    async fn the_template_says_what_comes_without_asking(app: TestApp) {
        let ann = app.register("ann").await;
        let change = json!({ "resultFormat": "csv" });
        ann.client.patch(&format!("/templates/{}", ann.template), change).await.expect(200);
        let mut receiver = Receiver::start(&[]).await;
        let hook = json!({ "projectId": ann.project, "name": "w", "url": receiver.url, "events": ["document.processed"] });
        ann.client.post("/webhooks", hook).await.expect(201);
        let run = processed(&app, &ann, "invoice.pdf").await;
        assert_eq!(receiver.next().await.json()["payload"]["format"], "csv");

        let answer = ann.client.get(&export(&run, "")).await;
        assert_eq!(answer.header("content-type"), "text/csv; charset=utf-8");
        assert_eq!(answer.header("content-disposition"), "attachment; filename*=UTF-8''invoice.csv");
        let items = ann.client.get(&export(&run, "?rows=items")).await;
        assert_eq!(items.header("content-disposition"), "attachment; filename*=UTF-8''invoice-items.csv");
        assert_eq!(items.text().lines().count(), 1 + run["result"]["lineItems"].as_array().unwrap().len());
        // What is stored is what leaves, whatever the form.
        assert_eq!(ann.client.get(&export(&run, "?format=json")).await.expect(200), run["result"]);
    }

    async fn a_correction_is_in_the_file(app: TestApp) {
        let ann = app.register("ann").await;
        let run = processed(&app, &ann, "invoice.pdf").await;
        let corrections = json!({ "corrections": [{ "path": "invoiceNumber", "value": "=2+3" }] });
        ann.client.post(&format!("/processing-history/{}/corrections", run["id"].as_str().unwrap()), corrections).await.expect(201);
        assert_eq!(ann.client.get(&export(&run, "?format=json")).await.expect(200)["invoiceNumber"], "=2+3");
        let csv = ann.client.get(&export(&run, "?format=csv")).await.text();
        assert!(csv.lines().nth(1).unwrap().starts_with("'=2+3,"), "{csv}");
    }

    async fn what_cannot_be_written_is_refused_with_a_sentence(app: TestApp) {
        let ann = app.register("ann").await;
        let run = processed(&app, &ann, "invoice.pdf").await;
        for (query, status, code) in [
            ("?format=docm", 400, "validation_failed"),
            ("?format=csv&rows=pages", 400, "validation_failed"),
            ("?format=image&page=7", 404, "not_found"),
        ] {
            let problem = ann.client.get(&export(&run, query)).await.expect(status);
            assert_eq!(problem["code"], code, "{query}: {problem}");
        }
        let many = format!("/processing-history/export?projectId={}&format=pdf", ann.project);
        let problem = ann.client.get(&many).await.expect(422);
        assert!(problem["message"].as_str().unwrap().contains("csv, xlsx, json, jsonl"), "{problem}");
        ann.client.get(&format!("/processing-history/export?projectId={}&status=lost", ann.project)).await.expect(400);
    }

    async fn words_that_were_not_kept_are_read_again(app: TestApp) {
        let ann = app.register("ann").await;
        let run = processed(&app, &ann, "invoice.pdf").await;
        let before = ann.client.get(&export(&run, "?format=text")).await.text();
        let kept = |end: &str| -> Vec<PathBuf> {
            let folder = app.runtime.storage.folder().unwrap().join(&ann.organization);
            let files = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
            files.filter(|path| path.to_string_lossy().ends_with(end)).collect()
        };
        assert_eq!(kept(".pages").len(), 1);
        std::fs::remove_file(&kept(".pages")[0]).unwrap();
        assert_eq!(ann.client.get(&export(&run, "?format=text")).await.text(), before);
        assert_eq!(kept(".pages").len(), 1, "and kept from now on");

        for path in kept("") {
            std::fs::remove_file(path).unwrap();
        }
        for format in ["text", "html", "docx", "pdf"] {
            let problem = ann.client.get(&export(&run, &format!("?format={format}"))).await.expect(422);
            assert_eq!(problem["code"], "file_gone");
        }
        ann.client.get(&export(&run, "?format=xlsx")).await.expect(200);
    }

    async fn a_list_leaves_as_one_table(app: TestApp) {
        let ann = app.register("ann").await;
        let other = json!({ "projectId": ann.project, "name": "Slip", "templateSchema": {
            "note": { "type": "string" }, "totalAmount": { "type": "number" },
        } });
        let other = ann.client.post("/templates", other).await.expect(201)["id"].as_str().unwrap().to_owned();
        processed(&app, &ann, "invoice.pdf").await;
        processed(&app, &ann, "invoice-two-pages.pdf").await;
        let fields = [("projectId", ann.project.as_str()), ("templateId", other.as_str())];
        let slip = ann.client.upload("/upload", &fields, "slip.pdf", sample("invoice.pdf")).await.expect(201);
        app.finished(&ann.client, slip["processingId"].as_str().unwrap()).await;

        let at = |query: &str| format!("/processing-history/export?projectId={}{query}", ann.project);
        let csv = ann.client.get(&at("")).await;
        let day = &slip["createdAt"].as_str().unwrap()[..10];
        assert_eq!(csv.header("content-disposition"), format!("attachment; filename*=UTF-8''documents-{day}.csv"));
        let csv = csv.text();
        let lines: Vec<&str> = csv.lines().collect();
        assert_eq!(lines.len(), 4, "{csv}");
        assert!(lines[0].starts_with("\u{feff}documentId,fileName,status,confidence,createdAt,note,totalAmount,invoiceNumber,"));
        assert!(lines[1].contains(",slip.pdf,completed,") && lines[3].contains(",invoice.pdf,completed,"), "newest first");
        assert_eq!(ann.client.get(&at("&status=failed")).await.text().lines().count(), 1);
        let slips = ann.client.get(&at(&format!("&templateId={other}"))).await.text();
        assert_eq!(slips.lines().next().unwrap(), "\u{feff}documentId,fileName,status,confidence,createdAt,note,totalAmount");
        assert_eq!(slips.lines().count(), 2);

        let items = ann.client.get(&at("&rows=items")).await.text();
        assert_eq!(items.lines().count(), 1 + 1 + 16 + 4, "a slip without items, two invoices with theirs");
        let book = ann.client.get(&at("&format=xlsx")).await;
        let mut book = Xlsx::new(Cursor::new(book.body)).unwrap();
        assert_eq!(book.worksheet_range("Documents").unwrap().rows().count(), 4);
        assert_eq!(book.worksheet_range("lineItems").unwrap().rows().count(), 1 + 16 + 4);
        let json = ann.client.get(&at("&format=json")).await.expect(200);
        assert_eq!(json.as_array().unwrap().len(), 3);
        assert_eq!(json[2]["result"]["invoiceNumber"], "INV-2026-0331");
        let jsonl = ann.client.get(&at("&format=jsonl")).await.text();
        let read: Vec<Value> = jsonl.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(Value::from(read), json);
        assert_eq!(ann.client.get(&at("&format=json&status=failed")).await.expect(200), json!([]));
        // The list has the same filter.
        let list = ann.client.get(&format!("/processing-history?projectId={}&templateId={other}", ann.project)).await.expect(200);
        assert_eq!(list["total"], 1);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_document_that_is_not_ready_says_so() {
    let gate = Arc::new(Notify::new());
    let app = TestApp::start_scripted(Backend::Sqlite, Arc::new(Scripted::gated(gate.clone()))).await;
    let ann = app.register("ann").await;
    let accepted = ann.upload("invoice.pdf", sample("invoice.pdf")).await.expect(201);
    let run = json!({ "id": accepted["processingId"] });
    let problem = ann.client.get(&export(&run, "?format=csv")).await.expect(409);
    assert_eq!(problem["code"], "not_ready");
    // A list names it with its state.
    let list = format!("/processing-history/export?projectId={}&format=json", ann.project);
    let list = ann.client.get(&list).await.expect(200);
    assert_eq!((list[0]["fileName"].as_str(), &list[0]["result"]), (Some("invoice.pdf"), &Value::Null));
    gate.notify_one();
    app.finished(&ann.client, accepted["processingId"].as_str().unwrap()).await;
    ann.client.get(&export(&run, "?format=csv")).await.expect(200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_document_that_failed_has_nothing_to_export_and_says_why() {
    let refusal: Result<Extraction, EngineError> =
        Err(EngineError::permanent("refused", "The provider refused the document."));
    let app = TestApp::start_scripted(Backend::Sqlite, Arc::new(Scripted::new([refusal]))).await;
    let ann = app.register("ann").await;
    let run = processed(&app, &ann, "invoice.pdf").await;
    let problem = ann.client.get(&export(&run, "?format=xlsx")).await.expect(422);
    assert_eq!(problem["code"], "no_result");
    assert!(problem["message"].as_str().unwrap().ends_with("The provider refused the document."), "{problem}");
}
