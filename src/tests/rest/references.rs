//! Reference files of templates: kept, told of, used for what is read from then on.

use crate::support::{Answer, Tenant, TestApp, on_both_databases, sample};
use ocriva::pipeline::ingest::orphans;
use serde_json::{Value, json};
use std::time::Duration;

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap()
}

async fn add(ann: &Tenant, template: &str, name: &str, bytes: &[u8]) -> Answer {
    ann.client.upload(&format!("/templates/{template}/reference-files"), &[], name, bytes.to_vec()).await
}

on_both_databases! {
    async fn a_file_comes_is_listed_and_goes_each_time_with_a_new_version(app: TestApp) {
        let ann = app.register("ann").await;
        let files = format!("/templates/{}/reference-files", ann.template);
        let csv = "\u{feff}vendor;code\nACME;1\n".as_bytes();
        let made = add(&ann, &ann.template, "../lists/vendors.csv", csv).await.expect(201);
        assert_eq!((text(&made, "name"), text(&made, "mimeType")), ("vendors.csv", "text/csv"));
        assert_eq!(made["fileSize"], csv.len());
        assert_eq!(ann.client.get(&files).await.expect(200), json!([made]));
        let path = format!("{files}/{}", text(&made, "id"));
        let file = ann.client.get(&path).await;
        assert!(file.header("content-disposition").starts_with("attachment"));
        assert_eq!((file.status.as_u16(), file.header("content-type"), &file.body[..]), (200, "text/csv; charset=utf-8", csv));

        let template = ann.client.get(&format!("/templates/{}", ann.template)).await.expect(200);
        assert_eq!((&template["version"], &template["referenceFiles"]), (&json!(2), &json!([made])));
        ann.client.delete(&path).await.expect(204);
        for gone in [ann.client.get(&path).await, ann.client.delete(&path).await] {
            gone.expect(404);
        }
        assert_eq!(ann.client.get(&files).await.expect(200), json!([]));
        let saves = ann.client.get(&format!("/templates/{}/versions", ann.template)).await.expect(200);
        let changes: Vec<_> = saves.as_array().unwrap().iter().map(|save| save["changes"].clone()).collect();
        assert_eq!(changes, [json!(["referenceFiles"]), json!(["referenceFiles"]), json!([])]);
        let trail = ann.client.get(&format!("/audit?organizationId={}&limit=100", ann.organization)).await.expect(200);
        let told = trail["data"].as_array().unwrap().iter().filter(|one| one["change"]["referenceFiles"].is_object());
        assert_eq!(told.count(), 2, "{trail}");

        app.advance(Duration::from_secs(2 * 60 * 60));
        assert_eq!(orphans::sweep(&app.runtime, orphans::old(&app.runtime)).await.unwrap(), 0, "an earlier version still has it");
        let back = ann.client.post(&format!("/templates/{}/versions/2/restoration", ann.template), json!({})).await;
        assert_eq!(back.expect(200)["referenceFiles"], json!([made]));
        assert_eq!(ann.client.get(&path).await.body, csv);
        let copy = ann.client.post(&format!("/templates/{}/duplicates", ann.template), json!({})).await.expect(201);
        let own = copy["referenceFiles"][0]["id"].as_str().unwrap();
        assert_ne!(own, text(&made, "id"));
        let copied = ann.client.get(&format!("/templates/{}/reference-files/{own}", text(&copy, "id"))).await;
        assert_eq!(copied.body, csv);
        app.runtime.storage.put(&format!("{}/ref_lost", ann.organization), b"x".to_vec()).await.unwrap();
        app.advance(Duration::from_secs(2 * 60 * 60));
        assert_eq!(orphans::sweep(&app.runtime, orphans::old(&app.runtime)).await.unwrap(), 1, "what no template has goes");
    }

    async fn what_is_no_text_too_large_or_too_much_is_refused_with_a_reason(app: TestApp) {
        let ann = app.register("ann").await;
        for (name, bytes, status, code) in [
            ("invoice.pdf", sample("invoice.pdf"), 415, "unsupported_reference_file"),
            ("codes.json", b"{".to_vec(), 415, "unsupported_reference_file"),
            ("empty.csv", Vec::new(), 415, "unsupported_reference_file"),
            ("large.csv", vec![b'a'; 1024 * 1024 + 1], 413, "file_too_large"),
        ] {
            let refused = add(&ann, &ann.template, name, &bytes).await.expect(status);
            assert_eq!(refused["code"], code, "{name}");
        }
        for n in 0..10 {
            add(&ann, &ann.template, &format!("{n}.txt"), b"words").await.expect(201);
        }
        let refused = add(&ann, &ann.template, "11.txt", b"words").await.expect(400);
        assert_eq!(refused["message"][0]["field"], "file");
        let reader = ann.token(&["templates:read"]).await;
        let path = format!("/templates/{}/reference-files", ann.template);
        assert_eq!(reader.get(&path).await.expect(200).as_array().unwrap().len(), 10);
        reader.upload(&path, &[], "a.txt", b"words".to_vec()).await.expect(403);
    }

    async fn two_who_add_at_once_lose_nothing(app: TestApp) {
        let ann = app.register("ann").await;
        let (one, other) = tokio::join!(
            add(&ann, &ann.template, "one.txt", b"words"),
            add(&ann, &ann.template, "other.txt", b"words"),
        );
        one.expect(201);
        other.expect(201);
        let files = ann.client.get(&format!("/templates/{}/reference-files", ann.template)).await.expect(200);
        assert_eq!(files.as_array().unwrap().len(), 2);
    }

    async fn a_document_is_read_with_the_files_of_its_version(app: TestApp) {
        let ann = app.register("ann").await;
        let read = async || {
            let made = ann.upload("invoice.pdf", sample("invoice.pdf")).await.expect(201);
            app.finished(&ann.client, text(&made, "processingId")).await
        };
        let before = read().await;
        let vendor = text(&before["result"], "vendor").to_owned();
        let listed = vendor.to_uppercase();
        let csv = format!("vendor,code\n\"{listed}\",4400\n");
        add(&ann, &ann.template, "vendors.csv", csv.as_bytes()).await.expect(201);
        let after = read().await;
        assert_eq!(text(&after["result"], "vendor"), listed);
        assert_eq!(after["fields"]["vendor"]["value"], listed.as_str());
        assert_eq!(after["fields"]["vendor"]["text"], before["fields"]["vendor"]["text"], "as printed");
        assert_eq!(after["templateVersion"], 2);
    }

    async fn a_page_brings_and_removes_files_without_script(app: TestApp) {
        let ann = app.register("ann").await;
        let page = format!("/app/{}/templates/{}", ann.project, ann.template);
        let form = format!("{page}/reference-files");
        let added = ann.client.upload(&form, &[], "vendors.csv", b"vendor\nACME\n".to_vec()).await;
        assert_eq!((added.status.as_u16(), added.header("location")), (303, format!("{page}?saved=2").as_str()));
        let refused = ann.client.upload(&form, &[], "a.pdf", sample("invoice.pdf")).await;
        assert!(refused.header("location").contains("referenceError=This+is+no+text"), "{}", refused.header("location"));
        let shown = ann.client.page(refused.header("location")).await.text();
        assert!(shown.contains("vendors.csv") && shown.contains("This is no text"), "{shown}");
        let files = ann.client.get(&format!("/templates/{}/reference-files", ann.template)).await.expect(200);
        let fields = [("template", ann.template.as_str()), ("file", text(&files[0], "id"))];
        ann.client.function("/fn/templates/remove-reference-file", &fields).await;
        assert_eq!(ann.client.get(&format!("/templates/{}/reference-files", ann.template)).await.expect(200), json!([]));
    }

    async fn a_project_goes_with_its_files(app: TestApp) {
        let ann = app.register("ann").await;
        let made = add(&ann, &ann.template, "vendors.csv", b"vendor\nACME\n").await.expect(201);
        let key = format!("{}/{}", ann.organization, text(&made, "id"));
        assert!(app.runtime.storage.get(&key).await.is_ok());
        ann.client.delete(&format!("/projects/{}", ann.project)).await.expect(204);
        ocriva::workspace::ending::sweep(&app.runtime).await.unwrap();
        assert!(app.runtime.storage.get(&key).await.is_err());
    }
}
