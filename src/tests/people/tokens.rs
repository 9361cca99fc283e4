//! API tokens: of a project or of all, for a while, from where they may, with a value that can be replaced.

use super::joined;
use crate::support::{Backend, TestApp, on_both_databases};
use serde_json::{Value, json};
use std::time::Duration;

on_both_databases! {
    async fn a_token_of_the_organization_reaches_all_its_projects_and_no_other(app: TestApp) {
        let (ann, bob) = (app.register("ann").await, app.register("bob").await);
        let other = ann.client.post("/projects", json!({ "organizationId": ann.organization, "name": "Second" })).await.expect(201);
        let body = json!({ "organizationId": ann.organization, "name": "all", "permissions": ["documents:read", "tokens:read"] });
        let made = ann.client.post("/api-tokens", body).await.expect(201);
        assert_eq!(made["projectId"], Value::Null);
        let all = ann.client.with_token(made["token"].as_str().unwrap());
        for project in [&ann.project, &other["id"].as_str().unwrap().to_owned()] {
            all.get(&format!("/processing-history?projectId={project}")).await.expect(200);
            all.get(&format!("/projects/{project}")).await.expect(200);
            all.get(&format!("/templates?projectId={project}")).await.expect(403);
        }
        assert_eq!(all.get("/projects").await.expect(200).as_array().unwrap().len(), 2);
        assert_eq!(all.get("/processing-history").await.expect(400)["message"][0]["field"], "projectId");
        all.get(&format!("/processing-history?projectId={}", bob.project)).await.expect(404);
        all.get(&format!("/api-tokens?organizationId={}", bob.organization)).await.expect(404);
        all.get(&format!("/audit?organizationId={}", ann.organization)).await.expect(403);
        all.get(&format!("/organizations/{}/members", ann.organization)).await.expect(403);
        let listed = all.get(&format!("/api-tokens?organizationId={}", ann.organization)).await.expect(200);
        assert_eq!((listed.as_array().unwrap().len(), &listed[0]["createdByName"]), (1, &json!("ann")));

        // A token of one project does not see it.
        let one = ann.token(&["tokens:read", "tokens:write"]).await;
        let path = format!("/api-tokens/{}", made["id"].as_str().unwrap());
        one.get(&path).await.expect(404);
        one.post(&format!("{path}/secret"), json!({})).await.expect(404);
        let body = json!({ "organizationId": ann.organization, "name": "x", "permissions": ["tokens:read"] });
        one.post("/api-tokens", body).await.expect(404);
    }

    async fn a_token_is_regenerated_and_the_old_value_ends_at_once(app: TestApp) {
        let ann = app.register("ann").await;
        let (old, id) = ann.token_text(&["documents:read"]).await;
        let mut socket = app.socket("/ws", &[("authorization", &format!("Bearer {old}"))]).await.unwrap();
        let renewed = ann.client.post(&format!("/api-tokens/{id}/secret"), json!({})).await.expect(200);
        let new = renewed["token"].as_str().unwrap();
        assert_ne!(new, old);
        socket.closed().await;
        ann.client.with_token(&old).get("/processing-history").await.expect(401);
        ann.client.with_token(new).get("/processing-history").await.expect(200);
        let kept = ann.client.get(&format!("/api-tokens/{id}")).await.expect(200);
        assert!(kept.get("token").is_none() && new.starts_with(kept["prefix"].as_str().unwrap()));

        let reader = ann.token(&["tokens:write"]).await;
        reader.post(&format!("/api-tokens/{id}/secret"), json!({})).await.expect(403);
        ann.client.delete(&format!("/api-tokens/{id}")).await.expect(204);
        ann.client.post(&format!("/api-tokens/{id}/secret"), json!({})).await.expect(409);
    }

    async fn a_token_is_changed_in_part(app: TestApp) {
        let ann = app.register("ann").await;
        let (text, id) = ann.token_text(&["documents:read"]).await;
        let path = format!("/api-tokens/{id}");
        let changed = ann.client.patch(&path, json!({ "name": "Night", "allowedNetworks": ["203.0.113.9"] })).await.expect(200);
        assert_eq!((changed["name"].as_str(), &changed["allowedNetworks"]), (Some("Night"), &json!(["203.0.113.9/32"])));
        assert_eq!(changed["permissions"], json!(["documents:read"]));
        let client = ann.client.with_token(&text);
        assert_eq!(client.get("/processing-history").await.expect(403)["code"], "address_not_allowed");
        ann.client.patch(&path, json!({ "allowedNetworks": [] })).await.expect(200);
        client.get("/processing-history").await.expect(200);
        ann.client.patch(&path, json!({ "permissions": [] })).await.expect(400);
        ann.client.patch(&path, json!({ "hash": "x" })).await.expect(400);
    }

    async fn a_token_lives_as_long_as_was_said(app: TestApp) {
        let ann = app.register("ann").await;
        let now = app.runtime.clock.now();
        let make = async |expires: Value| {
            let body = json!({ "projectId": ann.project, "name": "t", "permissions": ["documents:read"], "expiresAt": expires });
            ann.client.post("/api-tokens", body).await
        };
        let usual = make(Value::Null).await.expect(201);
        assert!(usual["expiresAt"].as_str().unwrap() > now.plus_days(364).iso().as_str());
        make(json!(now.plus_millis(-1).iso())).await.expect(400);
        make(json!(now.plus_days(4000).iso())).await.expect(400);
        let short = make(json!(now.plus_days(2).iso())).await.expect(201);
        let client = ann.client.with_token(short["token"].as_str().unwrap());
        client.get("/processing-history").await.expect(200);
        app.advance(Duration::from_secs(2 * 24 * 60 * 60));
        client.get("/processing-history").await.expect(401);
    }

    async fn a_token_makes_none_that_is_worth_more_than_itself(app: TestApp) {
        let ann = app.register("ann").await;
        let ends = app.runtime.clock.now().plus_days(10);
        let body = json!({ "projectId": ann.project, "name": "maker", "permissions": ["tokens:write", "documents:read"],
                           "expiresAt": ends.iso(), "allowedNetworks": ["127.0.0.0/8", "10.0.0.0/8"] });
        let maker = ann.client.post("/api-tokens", body).await.expect(201);
        let maker = ann.client.with_token(maker["token"].as_str().unwrap());
        let make = async |more: Value| {
            let mut body = json!({ "projectId": ann.project, "name": "t", "permissions": ["documents:read"], "allowedNetworks": ["10.1.0.0/16"] });
            body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            maker.post("/api-tokens", body).await
        };
        let made = make(json!({})).await.expect(201);
        assert_eq!(made["expiresAt"], ends.iso());
        make(json!({ "expiresAt": ends.plus_days(1).iso() })).await.expect(400);
        make(json!({ "allowedNetworks": [] })).await.expect(400);
        make(json!({ "allowedNetworks": ["0.0.0.0/0"] })).await.expect(400);
        make(json!({ "permissions": ["documents:write"] })).await.expect(403);
    }

    async fn a_token_stays_when_its_maker_goes_and_says_who_that_was(app: TestApp) {
        let ann = app.register("ann").await;
        let adam = joined(&app, &ann, "adam", "admin").await;
        let body = json!({ "projectId": ann.project, "name": "import", "permissions": ["documents:read"] });
        let made = adam.client.post("/api-tokens", body).await.expect(201);
        let client = ann.client.with_token(made["token"].as_str().unwrap());
        ann.client.delete(&format!("/organizations/{}/members/{}", ann.organization, adam.user)).await.expect(204);
        client.get("/processing-history").await.expect(200);
        let listed = ann.client.get(&format!("/api-tokens?projectId={}", ann.project)).await.expect(200);
        assert_eq!((listed[0]["createdByName"].as_str(), listed[0]["lastUsedIp"].as_str()), (Some("adam"), Some("127.0.0.1")));
    }
}

#[tokio::test]
async fn an_address_cannot_be_made_up_to_pass_an_allow_list() {
    let body = |project: &str| json!({ "projectId": project, "name": "t", "permissions": ["documents:read"], "allowedNetworks": ["203.0.113.0/24"] });
    for (trusted, status) in [("10.0.0.0/8", 403), ("127.0.0.0/8", 200)] {
        let app = TestApp::start_configured(Backend::Sqlite, &[("OCRIVA_TRUSTED_PROXIES", trusted.to_owned())]).await;
        let ann = app.register("ann").await;
        let made = ann.client.post("/api-tokens", body(&ann.project)).await.expect(201);
        let client = ann.client.with_token(made["token"].as_str().unwrap());
        client.get_with_header("/processing-history", "x-forwarded-for", "203.0.113.9").await.expect(status);
        client.get_with_header("/processing-history", "x-forwarded-for", "203.0.113.9, 198.51.100.1").await.expect(403);
        client.get_with_header("/processing-history", "forwarded", "for=203.0.113.9").await.expect(403);
        client.get("/processing-history").await.expect(403);
    }
}
