//! Who asks too often waits, and is told how long.

use crate::support::{Backend, TestApp, on_both};
use serde_json::json;
use std::time::Duration;

async fn who_signs_in_too_often_waits_a_while_and_nobody_else_does(backend: Backend) {
    let app = TestApp::start_configured(backend, &[("OCRIVA_LIMITS", "true".to_owned())]).await;
    let ann = app.register("ann").await;
    let knock = async |path: &str| app.visitor().post(path, json!({})).await;
    let first = knock("/auth/logout").await;
    assert_eq!(first.header("ratelimit-policy"), "\"auth\";q=10;w=60");
    assert_eq!(first.header("ratelimit"), "\"auth\";r=8;t=12", "registering was one");
    first.expect(204);
    // Slow machines fill the bucket a little while they empty it.
    let mut refused = knock("/v1/auth/logout").await;
    for _ in 0..20 {
        if refused.status == 429 {
            break;
        }
        refused = knock("/auth/logout").await;
    }
    let wait: u64 = refused.header("retry-after").parse().unwrap();
    assert!((1..=6).contains(&wait), "{wait}");
    assert!(refused.header("ratelimit").contains("r=0"));
    assert_eq!(refused.expect(429)["code"], "too_many_requests");

    let read = ann.client.get("/organizations").await;
    assert_eq!(read.header("ratelimit-policy"), "\"reads\";q=3000;w=60");
    read.expect(200);
    let token = ann.token(&["documents:read"]).await;
    let mine = token.get("/processing-history").await;
    assert_eq!(mine.header("ratelimit"), "\"reads\";r=2999;t=1", "a token is a caller of its own");
    assert_eq!(app.visitor().get("/health/live").await.header("ratelimit"), "", "who looks after the server may ask");

    app.advance(Duration::from_secs(wait));
    knock("/auth/logout").await.expect(204);
}

/// What a page of ours calls is counted like what a program calls: there is no second door.
async fn the_pages_way_in_is_as_narrow(backend: Backend) {
    let app = TestApp::start_configured(backend, &[("OCRIVA_LIMITS", "true".to_owned())]).await;
    let ann = app.register("ann").await;
    let knock = async || app.visitor().function("/fn/account/confirm-email", &[("token", "x")]).await;
    assert_eq!(knock().await.header("ratelimit-policy"), "\"auth\";q=10;w=60");
    let mut refused = knock().await;
    for _ in 0..20 {
        if refused.status == 429 {
            break;
        }
        refused = knock().await;
    }
    assert!(!refused.header("retry-after").is_empty());
    // As a page of ours reads it.
    assert_eq!(refused.expect(429)["code"], "too_many_requests");
    app.visitor().post("/auth/login", json!({})).await.expect(429);
    let page = ann.client.page("/app/account").await;
    assert_eq!(page.header("ratelimit-policy"), "\"reads\";q=3000;w=60");
    ann.client.function("/fn/templates/list", &[("project", &ann.project)]).await.expect(200);
}

on_both! { the_pages_way_in_is_as_narrow, who_signs_in_too_often_waits_a_while_and_nobody_else_does }
