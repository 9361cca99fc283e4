//! Bodies that are made to mislead: names that come twice, fields of others, numbers beyond every range, endless depth.

use crate::support::{Backend, TestApp, on_both_databases};
use serde_json::json;

/// Where JSON comes in, with a body that would do.
const PLACES: [(&str, &str); 6] = [
    ("/auth/login", r#"{"email":"ann@example.com","password":"x""#),
    ("/organizations", r#"{"name":"Acme""#),
    ("/projects", r#"{"organizationId":"%O","name":"Acme""#),
    ("/templates", r#"{"projectId":"%P","name":"t","templateSchema":{"a":{"type":"string"}}"#),
    ("/webhooks", r#"{"projectId":"%P","name":"w","url":"https://example.com","events":["document.failed"]"#),
    ("/api-tokens", r#"{"projectId":"%P","name":"t","permissions":["documents:read"]"#),
];

on_both_databases! {
    async fn a_field_that_nobody_offers_is_refused(app: TestApp) {
        let ann = app.register("ann").await;
        for (path, body) in PLACES {
            let body = body.replace("%O", &ann.organization).replace("%P", &ann.project);
            for own in ["id", "organizationId_", "role", "emailVerified", "createdAt", "__proto__", "constructor"] {
                let answer = ann.client.raw(path, "application/json", &format!(r#"{body},"{own}":"owner"}}"#)).await;
                assert_eq!(answer.status, 400, "{own} to {path}: {}", answer.text());
            }
        }
    }

    async fn numbers_out_of_every_range_are_refused_or_kept(app: TestApp) {
        let ann = app.register("ann").await;
        for number in ["1e999", "-1e999", "123456789012345678901234567890", "NaN", "-0", "0.1e-400", "9223372036854775808"] {
            for body in [
                format!(r#"{{"projectId":"{}","name":"t","permissions":["documents:read"],"expiresInDays":{number}}}"#, ann.project),
                format!(r#"{{"projectId":"{}","name":"w","url":"https://example.com","events":["document.failed"],"maxAttempts":{number}}}"#, ann.project),
            ] {
                for path in ["/api-tokens", "/webhooks"] {
                    let status = ann.client.raw(path, "application/json", &body).await.status.as_u16();
                    assert!(status == 400, "{number} to {path}: {status}");
                }
            }
            let query = format!("/documents?projectId={}&limit={number}&page={number}", ann.project);
            let status = ann.client.get(&query).await.status.as_u16();
            assert!(matches!(status, 200 | 400), "{number} as a limit: {status}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_name_that_comes_twice_is_refused() {
    let app = TestApp::start(Backend::Sqlite).await;
    let ann = app.register("ann").await;
    for (path, body) in PLACES {
        let body = body.replace("%O", &ann.organization).replace("%P", &ann.project);
        let first = body[1..].split_once(',').map_or(&body[1..], |(first, _)| first);
        let answer = ann.client.raw(path, "application/json", &format!("{body},{first}}}")).await;
        assert_eq!(answer.status, 400, "{path}: {}", answer.text());
    }
    let twice = format!("/documents?projectId={}&projectId={}", ann.project, ann.project);
    assert_eq!(ann.client.get(&twice).await.status, 400);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_nested_without_end_is_refused() {
    let app = TestApp::start(Backend::Sqlite).await;
    let ann = app.register("ann").await;
    let (deep, wide) = ("[".repeat(100_000), r#"{"a":"#.repeat(50_000));
    for (path, _) in PLACES {
        for body in [&deep, &wide] {
            let answer = ann.client.raw(path, "application/json", body).await;
            assert_eq!(answer.status, 400, "{path}");
        }
    }
    let schema = r#"{"a":{"type":"object","properties":"#.repeat(60) + r#"{"a":{"type":"string"}}"# + &"}}".repeat(60);
    let body = format!(r#"{{"projectId":"{}","name":"t","templateSchema":{schema}}}"#, ann.project);
    let refused = ann.client.raw("/templates", "application/json", &body).await.expect(400);
    assert!(refused["message"][0]["message"].as_str().unwrap().contains("too deeply"), "{refused}");
    ann.client.patch("/auth/me", json!({ "name": "Ann" })).await.expect(200);
}
