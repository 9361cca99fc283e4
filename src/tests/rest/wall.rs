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

#[tokio::test]
async fn browsers_are_told_what_to_refuse() {
    let app = TestApp::start(Backend::Sqlite).await;
    let ann = app.register("ann").await;
    for path in ["/", "/login", "/app", "/nowhere", &format!("/app/{}/documents", ann.project)] {
        let page = ann.client.page(path).await;
        let policy = page.header("content-security-policy").to_owned();
        let nonce = policy.split("'nonce-").nth(1).and_then(|rest| rest.split('\'').next()).unwrap().to_owned();
        assert!(nonce.len() >= 22, "{policy}");
        for rule in [
            "default-src 'self'",
            "object-src 'none'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
            "form-action 'self'",
        ] {
            assert!(policy.contains(rule), "{path}: {policy}");
        }
        assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"), "{policy}");
        let text = page.text();
        let inline = text.split("<script").skip(1).filter(|script| !script.split('>').next().unwrap().contains("src="));
        for script in inline {
            assert!(script.contains(&format!("nonce=\"{nonce}\"")), "{path}: {}", &script[..60.min(script.len())]);
        }
        assert!(!text.contains(" style=\"") && !text.contains("<style"), "{path} has styles of its own");
        assert_eq!(page.header("cache-control"), "no-store", "{path}");
        assert_ne!(ann.client.page(path).await.header("content-security-policy"), policy, "a nonce is for once");
    }
    let document = ann.upload("a.pdf", sample("invoice.pdf")).await.expect(201);
    let id = document["id"].as_str().unwrap();
    app.finished(&ann.client, document["processingId"].as_str().unwrap()).await;
    for path in ["/auth/me", "/nowhere", &format!("/documents/{id}")] {
        let answer = ann.client.get(path).await;
        assert!(answer.header("content-security-policy").starts_with("default-src 'none'"), "{path}");
        assert_eq!(answer.header("cache-control"), "no-store", "{path}");
    }
    let file = ann.client.get(&format!("/documents/{id}/file")).await;
    assert!(file.header("content-disposition").starts_with("attachment;"));
    for file in [file, ann.client.get(&format!("/documents/{id}/pages/1")).await] {
        assert_eq!(file.header("content-security-policy"), "sandbox; default-src 'none'");
        assert!(file.header("cache-control").starts_with("private") || file.header("cache-control") == "no-store");
    }
    for path in ["/", "/auth/me", "/theme.js", "/health/live", "/pkg/none.js"] {
        let answer = ann.client.get(path).await;
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("x-frame-options", "DENY"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-resource-policy", "same-origin"),
            ("referrer-policy", "strict-origin-when-cross-origin"),
            ("strict-transport-security", ""),
        ] {
            assert_eq!(answer.header(name), value, "{path}: {name}");
        }
        assert!(answer.header("permissions-policy").contains("camera=()"), "{path}");
    }
}

#[tokio::test]
async fn https_is_for_good() {
    let https = ("OCRIVA_PUBLIC_URL", "https://ocriva.example".to_owned());
    let app = TestApp::start_configured(Backend::Sqlite, &[https]).await;
    let answer = app.visitor().get("/health/live").await;
    assert_eq!(answer.header("strict-transport-security"), "max-age=63072000; includeSubDomains");
}

#[tokio::test]
async fn answers_say_what_they_are() {
    let app = TestApp::start(Backend::Sqlite).await;
    let ann = app.register("ann").await;
    for path in ["/", "/login", "/theme.js", "/api/docs/", "/auth/me", "/nowhere", "/health/live"] {
        let mime = ann.client.get(path).await.header("content-type").to_owned();
        assert!(!mime.is_empty(), "{path}");
        assert!(!mime.starts_with("text/") || mime.ends_with("; charset=utf-8"), "{path}: {mime}");
    }
}

#[tokio::test]
async fn what_belongs_to_somebody_is_in_no_cache() {
    let app = TestApp::start(Backend::Sqlite).await;
    let ann = app.register("ann").await;
    let made = ann.upload("a.pdf", sample("invoice.pdf")).await.expect(201);
    app.finished(&ann.client, made["processingId"].as_str().unwrap()).await;
    let paths: Vec<String> = ocriva::boot::document()["paths"]
        .as_object()
        .unwrap()
        .iter()
        .filter(|(path, item)| item.get("get").is_some() && !path.contains("{number}") && !path.ends_with("/logo"))
        .map(|(path, _)| {
            let id = match path.split('/').nth(1).unwrap() {
                "organizations" => &ann.organization,
                "projects" => &ann.project,
                "templates" => &ann.template,
                "documents" => made["id"].as_str().unwrap(),
                _ => made["processingId"].as_str().unwrap(),
            };
            let path = path.replace("{id}", id).replace("{version}", "1");
            format!("{path}?projectId={}&organizationId={}", ann.project, ann.organization)
        })
        .collect();
    assert!(paths.len() > 20);
    let own = format!("/app/{}/documents", ann.project);
    for path in paths.iter().map(String::as_str).chain([own.as_str(), "/app/account"]) {
        let answer = ann.client.get(path).await;
        assert_eq!(answer.header("cache-control"), "no-store", "{path}: {}", answer.status);
    }
    let page = ann.client.get(&format!("/documents/{}/pages/1", made["id"].as_str().unwrap())).await;
    assert!(page.header("cache-control").starts_with("private,"));
}

#[tokio::test]
async fn methods_that_nobody_offers_are_refused() {
    let app = TestApp::start(Backend::Sqlite).await;
    for method in ["TRACE", "TRACK", "DEBUG", "PROPFIND", "FOO"] {
        let answer = app.visitor().call_with(method, "/auth/me", serde_json::Value::Null, "x-echo", "s3cr3t").await;
        assert_eq!(answer.status, 405, "{method}");
        assert!(!answer.text().contains("s3cr3t"), "{method}");
    }
}

#[tokio::test]
async fn a_form_goes_back_to_a_page_of_ours_and_to_no_other() {
    let app = TestApp::start(Backend::Sqlite).await;
    let ann = app.register("ann").await;
    let forged = ["https://evil.example/x", "//evil.example", "javascript:alert(1)", "http://127.0.0.1.evil.example/"];
    for (function, body) in [("/fn/account/rename", "name="), ("/fn/log-in", "email=x&password=y"), ("/fn/session", "")]
    {
        for from in forged {
            let answer = ann.client.sent_from(function, body, from).await;
            let to = answer.header("location");
            assert!(
                to.is_empty() || (to.starts_with('/') && !to.starts_with("//")),
                "{function} from {from} leads to {to}"
            );
        }
        let own = format!("http://{}/app/account", app.address);
        let answer = ann.client.sent_from(function, body, &own).await;
        assert!(answer.header("location").starts_with(&own), "{function}: {}", answer.header("location"));
    }
}

#[tokio::test]
async fn a_token_does_not_carry_a_cookie_past_the_wall() {
    let app = TestApp::start(Backend::Sqlite).await;
    let ann = app.register("ann").await;
    let token = ann.token_text(&["documents:read"]).await.0;
    for name in ["authorization", "x-api-key"] {
        let value = if name == "authorization" { format!("Bearer {token}") } else { token.clone() };
        let client = app.visitor().and_cookie(&ann.client.cookie().unwrap());
        let answer = client.cross_site("/auth/logout", name, &value).await;
        assert_eq!(answer.status, 403, "{name}");
        let alone = app.visitor().cross_site("/api-tokens", name, &value).await;
        assert!(!alone.text().contains("another site"), "a program is no browser: {}", alone.text());
    }
    ann.client.get("/auth/me").await.expect(200);
}

#[tokio::test]
async fn links_in_mails_lead_where_the_operator_says() {
    let app = TestApp::start(Backend::Sqlite).await;
    app.register("ann").await;
    for header in ["host", "x-forwarded-host", "x-forwarded-server", "forwarded", "x-original-host"] {
        let value = if header == "forwarded" { "host=evil.example" } else { "evil.example" };
        let asked = json!({ "email": "ann@example.com" });
        app.visitor().post_with_header("/auth/password-resets", asked, header, value).await.expect(202);
        app.advance(std::time::Duration::from_secs(25 * 60 * 60));
    }
    let mails = app.mails_to("ann@example.com").await;
    assert!(mails.len() >= 5, "{}", mails.len());
    let own = app.runtime.config.public_url();
    for mail in mails {
        assert!(mail.text.contains(&own) && !mail.raw.contains("evil"), "{}", mail.raw);
    }
}
