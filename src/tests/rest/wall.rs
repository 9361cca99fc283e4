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
            ann.client.post_with_header("/app/proj_x/upload", body.clone(), name, value).await.expect(403);
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
        ("/documents/doc_x/pages/minus", 404),
        ("/nowhere/at/all", 404),
        ("/processing-history?page=minus", 400),
    ] {
        let answer = ann.client.get(path).await;
        assert_eq!(answer.status.as_u16(), status, "{path}: {}", answer.text());
        assert_eq!(answer.header("content-type"), "application/problem+json", "{path}");
    }
    ann.client.delete("/upload").await.expect(405);
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

on_both_databases! {
    async fn control_characters_are_refused_and_never_a_500(app: TestApp) {
        let ann = app.register("ann").await;
        for (path, body) in [
            ("/organizations", json!({ "name": "a\0b" })),
            ("/projects", json!({ "organizationId": ann.organization, "name": "a\nb" })),
            ("/templates", json!({ "projectId": ann.project, "name": "a\0", "templateSchema": { "a": { "type": "string" } } })),
            ("/templates", json!({ "projectId": ann.project, "name": "a", "instructions": "\0", "templateSchema": { "a": { "type": "string" } } })),
            ("/templates", json!({ "projectId": ann.project, "name": "a", "templateSchema": { "a": { "type": "string", "pattern": "(" } } })),
            ("/webhooks", json!({ "projectId": ann.project, "name": "a\0", "url": "https://example.com", "events": ["document.failed"] })),
            ("/api-tokens", json!({ "projectId": ann.project, "name": "a\0", "permissions": ["documents:read"] })),
        ] {
            ann.client.post(path, body).await.expect(400);
        }
        ann.client.post("/auth/login", json!({ "email": "x\0@example.com", "password": "x" })).await.expect(401);
        for id in ["%00", "doc_%00", "a%20b"] {
            ann.client.get(&format!("/documents/{id}")).await.expect(404);
            ann.client.get(&format!("/processing-history?projectId={id}")).await.expect(404);
        }
    }

    async fn nobody_gives_a_token_more_than_they_have(app: TestApp) {
        let ann = app.register("ann").await;
        let maker = ann.token(&["tokens:write", "documents:read"]).await;
        let ask = |permissions: &[&str]| json!({ "projectId": ann.project, "name": "t", "permissions": permissions });
        maker.post("/api-tokens", ask(&["documents:read"])).await.expect(201);
        let refused = maker.post("/api-tokens", ask(&["documents:read", "webhooks:write"])).await.expect(403);
        assert!(refused["message"].as_str().unwrap().contains("webhooks:write"));
    }

    async fn names_and_texts_bring_no_markup_into_a_page(app: TestApp) {
        let ann = app.register("ann").await;
        let attack = "</title></textarea><script>alert(1)</script>";
        let template = json!({
            "name": attack, "description": attack, "instructions": attack,
            "templateSchema": { "a": { "type": "string", "description": attack } },
        });
        ann.client.patch(&format!("/templates/{}", ann.template), template).await.expect(200);
        let webhook = json!({ "projectId": ann.project, "name": attack, "url": "https://example.com/<script>alert(1)</script>", "events": ["document.failed"] });
        let webhook = ann.client.post("/webhooks", webhook).await.expect(201);
        let document = ann.upload(&format!("{}.pdf", attack.replace('/', "")), sample("invoice.pdf")).await.expect(201);
        let id = |value: &serde_json::Value| value["id"].as_str().unwrap().to_owned();
        for place in [
            "documents".to_owned(),
            format!("documents/{}", id(&document)),
            "templates".to_owned(),
            format!("templates/{}", ann.template),
            "webhooks".to_owned(),
            format!("webhooks/{}", id(&webhook)),
        ] {
            let page = ann.client.get(&format!("/app/{}/{place}", ann.project)).await;
            assert_eq!(page.status, 200, "{place}");
            assert!(page.text().contains("alert(1)"), "{place} shows the name");
            assert!(!page.text().contains("<script>alert"), "{place} runs it");
        }
    }
}
