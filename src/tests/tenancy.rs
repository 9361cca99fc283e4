//! A stranger walks every route and every server function and finds nothing.

mod belongings;

use crate::support::{TestApp, on_both_databases, sample};
use belongings::Belongings;
use leptos::server_fn::axum::server_fn_paths;
use serde_json::json;

/// Every route of the API, with the answer to a stranger who is signed in elsewhere.
/// `{…}` stands for something of the victim's.
const ROUTES: &[(&str, &str, u16)] = &[
    ("POST", "/auth/register", 400),
    ("POST", "/auth/login", 400),
    ("POST", "/auth/logout", 204),
    ("GET", "/auth/me", 200),
    ("PATCH", "/auth/me", 400),
    ("POST", "/auth/verification", 202),
    ("POST", "/auth/verification/confirmation", 400),
    ("POST", "/auth/password-resets", 400),
    ("POST", "/auth/password-resets/confirmation", 400),
    ("PUT", "/auth/password", 400),
    ("POST", "/auth/email", 400),
    ("POST", "/auth/refresh", 204),
    ("GET", "/auth/sessions", 200),
    ("DELETE", "/auth/sessions", 204),
    ("DELETE", "/auth/sessions/{session}", 404),
    ("GET", "/organizations", 200),
    ("POST", "/organizations", 400),
    ("GET", "/organizations/{organization}", 404),
    ("PATCH", "/organizations/{organization}", 404),
    ("GET", "/organizations/{organization}/logo", 404),
    ("PUT", "/organizations/{organization}/logo", 404),
    ("DELETE", "/organizations/{organization}/logo", 404),
    ("PUT", "/organizations/{organization}/owner", 404),
    ("POST", "/organizations/{organization}/deletion", 404),
    ("DELETE", "/organizations/{organization}/deletion", 404),
    ("GET", "/organizations/{organization}/members", 404),
    ("PATCH", "/organizations/{organization}/members/{user}", 404),
    ("DELETE", "/organizations/{organization}/members/{user}", 404),
    ("GET", "/organizations/{organization}/invitations", 404),
    ("POST", "/organizations/{organization}/invitations", 404),
    ("DELETE", "/organizations/{organization}/invitations/{invitation}", 404),
    ("POST", "/organizations/{organization}/invitations/{invitation}/mail", 404),
    ("GET", "/auth/invitations/{link}", 404),
    ("POST", "/auth/invitations/{link}/acceptance", 404),
    ("GET", "/organizations/{organization}/provider-keys", 404),
    ("PUT", "/organizations/{organization}/provider-keys/{provider}", 404),
    ("DELETE", "/organizations/{organization}/provider-keys/{provider}", 404),
    ("GET", "/projects?organizationId={organization}", 404),
    ("POST", "/projects", 404),
    ("GET", "/projects/{project}", 404),
    ("PATCH", "/projects/{project}", 404),
    ("DELETE", "/projects/{project}", 404),
    ("GET", "/projects/{project}/members", 404),
    ("PUT", "/projects/{project}/members/{user}", 404),
    ("DELETE", "/projects/{project}/members/{user}", 404),
    ("GET", "/templates?projectId={project}", 404),
    ("POST", "/templates", 404),
    ("GET", "/templates/{template}", 404),
    ("PATCH", "/templates/{template}", 404),
    ("DELETE", "/templates/{template}", 404),
    ("GET", "/templates/{template}/export", 404),
    ("POST", "/templates/{template}/duplicates", 404),
    ("GET", "/templates/{template}/reference-files", 404),
    ("POST", "/templates/{template}/reference-files", 404),
    ("GET", "/templates/{template}/reference-files/{reference}", 404),
    ("DELETE", "/templates/{template}/reference-files/{reference}", 404),
    ("GET", "/templates/{template}/versions", 404),
    ("GET", "/templates/{template}/versions/1", 404),
    ("POST", "/templates/{template}/versions/1/restoration", 404),
    ("POST", "/upload", 404),
    ("POST", "/upload/batch", 404),
    ("GET", "/batches?projectId={project}", 404),
    ("GET", "/batches/{batch}", 404),
    ("GET", "/batches/{batch}/export", 404),
    ("POST", "/batches/{batch}/cancellation", 404),
    ("GET", "/analytics?projectId={project}", 404),
    ("GET", "/credits?projectId={project}", 404),
    ("GET", "/credits/usage?projectId={project}", 404),
    ("GET", "/documents?projectId={project}", 404),
    ("DELETE", "/documents/{document}", 404),
    ("GET", "/documents/{document}", 404),
    ("GET", "/documents/{document}/file", 404),
    ("GET", "/documents/{document}/pages/1", 404),
    ("POST", "/documents/{document}/processings", 404),
    ("GET", "/processing-history?projectId={project}", 404),
    ("GET", "/processing-history/export?projectId={project}", 404),
    ("GET", "/processing-history/{processing}", 404),
    ("GET", "/processing-history/{processing}/export", 404),
    ("GET", "/processing-history/{processing}/corrections", 404),
    ("POST", "/processing-history/{processing}/corrections", 404),
    ("POST", "/processing-history/{processing}/cancellation", 404),
    ("GET", "/webhooks?projectId={project}", 404),
    ("POST", "/webhooks", 404),
    ("GET", "/webhooks/{webhook}", 404),
    ("PATCH", "/webhooks/{webhook}", 404),
    ("DELETE", "/webhooks/{webhook}", 404),
    ("POST", "/webhooks/{webhook}/secret", 404),
    ("POST", "/webhooks/{webhook}/test", 404),
    ("POST", "/webhooks/{webhook}/recover", 404),
    ("GET", "/webhooks/{webhook}/deliveries", 404),
    ("GET", "/webhooks/{webhook}/deliveries/{delivery}", 404),
    ("POST", "/webhooks/{webhook}/deliveries/{delivery}/resend", 404),
    ("GET", "/line?projectId={project}", 404),
    ("POST", "/line", 404),
    ("GET", "/line/{line}", 404),
    ("PATCH", "/line/{line}", 404),
    ("DELETE", "/line/{line}", 404),
    ("POST", "/line/{line}/test", 404),
    ("POST", "/line/webhook/{line}", 401),
    ("GET", "/api-tokens?projectId={project}", 404),
    ("POST", "/api-tokens", 404),
    ("GET", "/api-tokens/{token}", 404),
    ("PATCH", "/api-tokens/{token}", 404),
    ("POST", "/api-tokens/{token}/secret", 404),
    ("DELETE", "/api-tokens/{token}", 404),
    ("GET", "/audit?organizationId={organization}", 404),
    ("GET", "/audit/export?organizationId={organization}", 404),
    ("GET", "/health/live", 200),
    ("GET", "/health/ready", 200),
];

/// Every server function with the fields of a well-formed call and the answer to a stranger.
const FUNCTIONS: &[(&str, &[(&str, &str)], u16)] = &[
    ("/fn/session", &[], 200),
    ("/fn/register", &[("name", ""), ("email", ""), ("password", "")], 400),
    ("/fn/log-in", &[("email", "nobody@example.com"), ("password", "wrong")], 401),
    ("/fn/account/send-verification", &[], 200),
    ("/fn/account/confirm-email", &[("token", "x")], 400),
    ("/fn/account/forget-password", &[("email", "nobody@example.com")], 200),
    ("/fn/account/reset-password", &[("token", "x"), ("password", "correct horse")], 400),
    ("/fn/account/change-password", &[("currentPassword", "x"), ("newPassword", "x")], 400),
    ("/fn/account/judge-password", &[("password", "x")], 200),
    ("/fn/account/rename", &[("name", "")], 400),
    ("/fn/account/change-email", &[("email", ""), ("password", "")], 400),
    ("/fn/organizations/create", &[("name", "")], 400),
    ("/fn/projects/create", &[("organization", "{organization}"), ("name", "x")], 404),
    ("/fn/batches/list", &[("project", "{project}")], 404),
    ("/fn/batches/get", &[("batch", "{batch}")], 404),
    ("/fn/batches/cancel", &[("batch", "{batch}")], 404),
    ("/fn/documents/list", &[("project", "{project}")], 404),
    ("/fn/documents/get", &[("document", "{document}")], 404),
    ("/fn/documents/correct", &[("processing", "{processing}"), ("path", "total"), ("value", "1")], 404),
    ("/fn/documents/process", &[("document", "{document}")], 404),
    ("/fn/documents/sample", &[("project", "{project}")], 404),
    ("/fn/templates/list", &[("project", "{project}")], 404),
    ("/fn/templates/get", &[("template", "{template}")], 404),
    (
        "/fn/templates/create",
        &[("project", "{project}"), ("template[name]", "x"), ("template[templateSchema][a][type]", "string")],
        404,
    ),
    ("/fn/templates/update", &[("template", "{template}"), ("change[name]", "x")], 404),
    (
        "/fn/templates/save",
        &[
            ("project", "{project}"),
            ("template", "{template}"),
            ("form[name]", "x"),
            ("form[fields][0][name]", "a"),
            ("form[fields][0][kind]", "text"),
        ],
        404,
    ),
    ("/fn/templates/switch", &[("template", "{template}"), ("active", "false")], 404),
    ("/fn/templates/duplicate", &[("template", "{template}")], 404),
    ("/fn/templates/versions", &[("template", "{template}")], 404),
    ("/fn/templates/version", &[("template", "{template}"), ("version", "1")], 404),
    ("/fn/templates/restore", &[("template", "{template}"), ("version", "1")], 404),
    ("/fn/templates/remove-reference-file", &[("template", "{template}"), ("file", "{reference}")], 404),
    ("/fn/templates/delete", &[("template", "{template}")], 404),
    ("/fn/webhooks/list", &[("project", "{project}")], 404),
    ("/fn/webhooks/get", &[("webhook", "{webhook}")], 404),
    (
        "/fn/webhooks/create",
        &[
            ("project", "{project}"),
            ("form[name]", "x"),
            ("form[url]", "https://example.com"),
            ("form[events][0]", "document.processed"),
        ],
        404,
    ),
    (
        "/fn/webhooks/update",
        &[
            ("webhook", "{webhook}"),
            ("form[name]", "x"),
            ("form[url]", "https://example.com"),
            ("form[events][0]", "document.processed"),
        ],
        404,
    ),
    ("/fn/webhooks/status", &[("webhook", "{webhook}"), ("status", "disabled")], 404),
    ("/fn/webhooks/secret", &[("webhook", "{webhook}")], 404),
    ("/fn/webhooks/test", &[("webhook", "{webhook}"), ("event", "document.processed")], 404),
    ("/fn/webhooks/recover", &[("webhook", "{webhook}"), ("hours", "24")], 404),
    ("/fn/webhooks/delete", &[("webhook", "{webhook}")], 404),
    ("/fn/webhooks/deliveries", &[("webhook", "{webhook}")], 404),
    ("/fn/webhooks/delivery", &[("webhook", "{webhook}"), ("delivery", "{delivery}")], 404),
    ("/fn/webhooks/resend", &[("webhook", "{webhook}"), ("delivery", "{delivery}")], 404),
    ("/fn/line/get", &[("project", "{project}")], 404),
    (
        "/fn/line/create",
        &[
            ("project", "{project}"),
            ("channel_secret", "0123456789abcdef0123456789abcdef"),
            ("access_token", "a-token-that-is-long-enough"),
        ],
        404,
    ),
    ("/fn/line/update", &[("channel", "{line}"), ("reply", "true")], 404),
    ("/fn/line/test", &[("channel", "{line}")], 404),
    ("/fn/line/delete", &[("channel", "{line}")], 404),
    ("/fn/providers/list", &[("project", "{project}")], 404),
    ("/fn/providers/set", &[("organization", "{organization}"), ("provider", "openai"), ("key", "sk-stolen")], 404),
    ("/fn/providers/remove", &[("organization", "{organization}"), ("provider", "openai")], 404),
    ("/fn/tokens/list", &[("project", "{project}")], 404),
    (
        "/fn/tokens/create",
        &[("project", "{project}"), ("form[name]", "x"), ("form[permissions][0]", "documents:read")],
        404,
    ),
    ("/fn/tokens/regenerate", &[("token", "{token}")], 404),
    ("/fn/tokens/rename", &[("token", "{token}"), ("name", "stolen")], 404),
    ("/fn/tokens/revoke", &[("token", "{token}")], 404),
    ("/fn/people/list", &[("place", "{organization}")], 404),
    ("/fn/people/invite", &[("organization", "{organization}"), ("email", "m@example.com"), ("role", "owner")], 404),
    ("/fn/people/resend", &[("organization", "{organization}"), ("invitation", "{invitation}")], 404),
    ("/fn/people/revoke", &[("organization", "{organization}"), ("invitation", "{invitation}")], 404),
    ("/fn/people/role", &[("organization", "{organization}"), ("user", "{user}"), ("role", "viewer")], 404),
    ("/fn/people/remove", &[("organization", "{organization}"), ("user", "{user}")], 404),
    ("/fn/people/leave", &[("organization", "{organization}")], 404),
    ("/fn/organization/get", &[("place", "{project}")], 404),
    ("/fn/organization/rename", &[("organization", "{organization}"), ("name", "x")], 404),
    ("/fn/organization/remove-logo", &[("organization", "{organization}")], 404),
    ("/fn/organization/transfer", &[("organization", "{organization}"), ("user", "{user}")], 404),
    ("/fn/organization/delete", &[("organization", "{organization}"), ("confirm", "x")], 404),
    ("/fn/organization/keep", &[("organization", "{organization}")], 404),
    ("/fn/projects/settings", &[("project", "{project}")], 404),
    ("/fn/projects/update", &[("project", "{project}"), ("name", "x"), ("days", "1"), ("duplicates", "reject")], 404),
    ("/fn/projects/add-member", &[("project", "{project}"), ("user", "{user}")], 404),
    ("/fn/projects/remove-member", &[("project", "{project}"), ("user", "{user}")], 404),
    ("/fn/projects/delete", &[("project", "{project}"), ("confirm", "x")], 404),
    ("/fn/invitations/get", &[("link", "{link}")], 404),
    ("/fn/invitations/accept", &[("link", "{link}")], 404),
    ("/fn/invitations/register", &[("link", "{link}"), ("name", "x"), ("password", "correct horse")], 404),
    ("/fn/audit/list", &[("query[place]", "{organization}")], 404),
    ("/fn/logins/providers", &[], 200),
    ("/fn/logins/list", &[], 200),
    ("/fn/logins/disconnect", &[("identity", "idn_x")], 404),
    ("/fn/sessions/list", &[], 200),
    ("/fn/sessions/end", &[("session", "{session}")], 404),
    ("/fn/sessions/end-others", &[], 200),
    ("/fn/log-out", &[], 200),
];

on_both_databases! {
    async fn a_stranger_finds_nothing_behind_any_route(app: TestApp) {
        let victim = Belongings::of(&app).await;
        for (method, path, status) in ROUTES {
            // A fresh stranger each time: logging out is one of the routes.
            let stranger = app.register(&format!("stranger{}", rand::random::<u64>())).await.client;
            let path = victim.fill(path);
            let answer = if path.starts_with("/upload") {
                let fields = [("projectId", victim.fill("{project}")), ("templateId", victim.fill("{template}"))];
                let fields = fields.each_ref().map(|(name, value)| (*name, value.as_str()));
                stranger.upload(&path, &fields, "invoice.pdf", sample("invoice.pdf")).await
            } else {
                stranger.call(method, &path, victim.body(&path)).await
            };
            assert_eq!(answer.status.as_u16(), *status, "{method} {path}: {}", answer.text());
            for (_, id) in &victim.0 {
                // Not even in the wording.
                assert!(*status == 200 || !answer.text().contains(id.as_str()), "{method} {path} tells of {id}");
            }
        }
    }

    async fn a_stranger_finds_nothing_behind_any_server_function(app: TestApp) {
        let victim = Belongings::of(&app).await;
        for (path, fields, status) in FUNCTIONS {
            let stranger = app.register(&format!("stranger{}", rand::random::<u64>())).await.client;
            let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, victim.fill(value))).collect();
            let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
            let answer = stranger.function(path, &fields).await;
            assert_eq!(answer.status.as_u16(), *status, "{path}: {}", answer.text());
        }
    }

    async fn who_is_not_signed_in_is_asked_to(app: TestApp) {
        let victim = Belongings::of(&app).await;
        let open = [
            "/auth/register",
            "/auth/login",
            "/auth/logout",
            "/auth/invitations/{link}",
            "/health/live",
            "/health/ready",
            "/auth/verification/confirmation",
            "/auth/password-resets",
            "/auth/password-resets/confirmation",
        ];
        for (method, path, _) in ROUTES.iter().filter(|(_, path, _)| !open.contains(path)) {
            let path = victim.fill(path);
            let answer = app.visitor().call(method, &path, victim.body(&path)).await;
            assert_eq!(answer.status.as_u16(), 401, "{method} {path}: {}", answer.text());
        }
    }

    async fn a_token_reaches_its_own_project_alone_and_does_what_it_may(app: TestApp) {
        let ann = app.register("ann").await;
        let other = ann.client.post("/projects", json!({ "organizationId": ann.organization, "name": "Second" })).await.expect(201);
        let reader = ann.token(&["documents:read"]).await;

        reader.get("/processing-history").await.expect(200);
        reader.get(&format!("/processing-history?projectId={}", other["id"].as_str().unwrap())).await.expect(404);
        reader.get("/organizations").await.expect(403);
        let refused = reader.upload("/upload", &[], "invoice.pdf", sample("invoice.pdf")).await.expect(403);
        assert!(refused["message"].as_str().unwrap().contains("documents:write"));

        let writer = ann.token(&["documents:write"]).await;
        let accepted = writer.upload("/upload", &[], "invoice.pdf", sample("invoice.pdf")).await.expect(201);
        assert_eq!(accepted["projectId"], ann.project.as_str());
        assert_eq!(accepted["templateId"], ann.template.as_str());
        writer.get(&format!("/documents/{}", accepted["id"].as_str().unwrap())).await.expect(403);
    }

    async fn a_revoked_token_is_worth_nothing_at_once(app: TestApp) {
        let ann = app.register("ann").await;
        let body = json!({ "projectId": ann.project, "name": "t", "permissions": ["documents:read"] });
        let made = ann.client.post("/api-tokens", body).await.expect(201);
        let client = ann.client.with_token(made["token"].as_str().unwrap());
        client.get("/processing-history").await.expect(200);
        ann.client.delete(&format!("/api-tokens/{}", made["id"].as_str().unwrap())).await.expect(204);
        assert_eq!(client.get("/processing-history").await.expect(401)["code"], "unauthorized");

        let list = ann.client.get(&format!("/api-tokens?projectId={}", ann.project)).await.expect(200);
        assert!(list[0]["revokedAt"].is_string());
        assert!(list[0].get("token").is_none(), "the value is shown once");
    }

    async fn a_token_ends_with_its_year(app: TestApp) {
        let ann = app.register("ann").await;
        let client = ann.token(&["documents:read"]).await;
        app.advance(std::time::Duration::from_secs(366 * 24 * 60 * 60));
        client.get("/processing-history").await.expect(401);
    }
}

#[test]
fn every_route_has_its_row() {
    let document = ocriva::boot::document();
    let paths = document["paths"].as_object().unwrap();
    assert!(paths.len() > 25, "the routes were not found");
    for (path, item) in paths {
        for method in item.as_object().unwrap().keys() {
            let route = format!("{} {}", method.to_uppercase(), shape(path));
            assert!(
                ROUTES.iter().any(|(method, path, _)| format!("{method} {}", shape(path)) == route),
                "{route} has no row"
            );
        }
    }
}

#[test]
fn every_server_function_has_its_row() {
    // Building the router registers them.
    let _ = leptos_axum::generate_route_list(ocriva::ui::app::App);
    let mut found = 0;
    for (path, _) in server_fn_paths() {
        found += 1;
        assert!(FUNCTIONS.iter().any(|(row, _, _)| *row == path), "{path} has no row");
    }
    assert_eq!(found, FUNCTIONS.len(), "a row has no server function");
}

/// A path without its query and with every parameter alike.
fn shape(path: &str) -> String {
    let path = path.split('?').next().unwrap_or_default();
    path.split('/')
        .map(|part| if part.starts_with('{') || part == "1" { "*" } else { part })
        .collect::<Vec<_>>()
        .join("/")
}
