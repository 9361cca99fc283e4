//! The outer wall: foreign sites, broken requests, unknown addresses.

use crate::support::{Backend, TestApp, on_both_databases, sample};
use serde_json::json;

on_both_databases! {
    async fn a_write_from_another_site_is_refused_whatever_its_form(app: TestApp) {
        let ann = app.register("ann").await;
        let body = json!({ "name": "Theirs" });
        for (name, value) in [("sec-fetch-site", "cross-site"), ("sec-fetch-site", "same-site"), ("origin", "https://evil.example")] {
            ann.client.post_with_header("/organizations", body.clone(), name, value).await.expect(403);
            ann.client.post_with_header("/fn/organizations/create", body.clone(), name, value).await.expect(403);
            ann.client.post_with_header("/app/upload", body.clone(), name, value).await.expect(403);
        }
        assert_eq!(ann.client.get("/organizations").await.expect(200).as_array().unwrap().len(), 1);
        ann.client.post_with_header("/organizations", body, "sec-fetch-site", "same-origin").await.expect(201);
    }
}

#[tokio::test]
async fn broken_requests_get_a_problem_and_never_a_500() {
    let app = TestApp::start(Backend::Sqlite).await;
    let ann = app.register("ann").await;
    let broken = ann.client.post_with_header("/organizations", json!("x"), "content-type", "text/plain").await;
    assert!(matches!(broken.status.as_u16(), 400 | 415), "{}", broken.status);
    assert_eq!(broken.header("content-type"), "application/problem+json");
    assert!(!broken.header("x-request-id").is_empty());
    for (path, status) in [
        ("/documents/%00", 404),
        ("/documents/doc_'%20OR%201=1--", 404),
        ("/processing-history/proc_", 404),
        ("/documents/doc_x/pages/minus", 400),
        ("/nowhere/at/all", 404),
        ("/processing-history?page=minus", 400),
    ] {
        let answer = ann.client.get(path).await;
        assert_eq!(answer.status.as_u16(), status, "{path}: {}", answer.text());
    }
    ann.client.post("/nowhere", json!({})).await.expect(404);
    ann.client.post("/upload", json!({})).await.expect(415);
    let text = ann
        .client
        .upload("/upload", &[("projectId", ann.project.as_str()), ("metadata", "{")], "a.pdf", sample("invoice.pdf"))
        .await;
    assert_eq!(text.expect(400)["message"][0]["field"], "metadata");
}

#[tokio::test]
async fn the_api_stands_at_the_root_and_under_v1() {
    let app = TestApp::start(Backend::Sqlite).await;
    assert_eq!(app.visitor().get("/health/live").await.expect(200)["status"], "ok");
    assert_eq!(app.visitor().get("/v1/health/ready").await.expect(200)["database"], "SQLite");
}
