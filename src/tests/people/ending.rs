//! Ends: a project at once, an organization after two weeks; nothing of either is left but the trail.

use super::joined;
use crate::support::{Backend, TestApp, on_both, on_both_databases, sample};
use ocriva::{
    domain::id::OrgId,
    workspace::{audit, ending},
};
use sea_orm::{ConnectionTrait, Database, DbBackend, Statement};
use serde_json::json;
use std::time::Duration;

on_both_databases! {
    async fn an_organization_that_is_to_end_is_read_and_nothing_comes_in(app: TestApp) {
        let ann = app.register("ann").await;
        let accepted = ann.upload("invoice.pdf", sample("invoice.pdf")).await.expect(201);
        app.finished(&ann.client, accepted["processingId"].as_str().unwrap()).await;
        let writer = ann.token(&["documents:read", "documents:write"]).await;
        let deletion = format!("/organizations/{}/deletion", ann.organization);
        let scheduled = ann.client.post(&deletion, json!({})).await.expect(202);
        assert!(scheduled["deletionAt"].is_string());
        assert!(app.mail_to("ann@example.com", "will be deleted").await.text.contains("Every owner can keep it"));
        let again = ann.client.post(&deletion, json!({})).await.expect(202);
        assert_eq!(again["deletionAt"], scheduled["deletionAt"], "asking twice does not put it off");

        ann.client.get(&format!("/documents/{}", accepted["id"].as_str().unwrap())).await.expect(200);
        let refused = ann.upload("invoice.pdf", sample("invoice.pdf")).await.expect(403);
        assert_eq!(refused["code"], "organization_ending");
        writer.get("/processing-history").await.expect(200);
        writer.upload("/upload", &[], "invoice.pdf", sample("invoice.pdf")).await.expect(403);
        ann.client.post("/projects", json!({ "organizationId": ann.organization, "name": "x" })).await.expect(403);

        ann.client.delete(&deletion).await.expect(204);
        ann.upload("invoice.pdf", sample("invoice.pdf")).await.expect(201);
        app.advance(Duration::from_secs(30 * 24 * 60 * 60));
        ending::sweep(&app.runtime).await.unwrap();
        app.visitor().get("/health/live").await.expect(200);
        assert_eq!(ann.login(&app, "ann").await.get("/organizations").await.expect(200).as_array().unwrap().len(), 1);
    }

    async fn a_project_that_is_given_up_is_there_for_nobody(app: TestApp) {
        let ann = app.register("ann").await;
        let other = ann.client.post("/projects", json!({ "organizationId": ann.organization, "name": "Second" })).await.expect(201);
        let token = ann.token(&["documents:read"]).await;
        let accepted = ann.upload("invoice.pdf", sample("invoice.pdf")).await.expect(201);
        let whole = json!({ "organizationId": ann.organization, "name": "all", "permissions": ["documents:read"] });
        let whole = ann.client.post("/api-tokens", whole).await.expect(201);
        let whole = ann.client.with_token(whole["token"].as_str().unwrap());
        ann.client.delete(&format!("/projects/{}", ann.project)).await.expect(204);

        token.get("/processing-history").await.expect(401);
        whole.get(&format!("/processing-history?projectId={}", ann.project)).await.expect(404);
        whole.get(&format!("/processing-history?projectId={}", other["id"].as_str().unwrap())).await.expect(200);
        for path in [
            format!("/projects/{}", ann.project),
            format!("/documents/{}", accepted["id"].as_str().unwrap()),
            format!("/templates/{}", ann.template),
            format!("/processing-history?projectId={}", ann.project),
        ] {
            ann.client.get(&path).await.expect(404);
        }
        let left = ann.client.get("/projects").await.expect(200);
        assert_eq!((left.as_array().unwrap().len(), &left[0]["id"]), (1, &other["id"]));
        ending::sweep(&app.runtime).await.unwrap();
        ann.client.get(&format!("/projects/{}", other["id"].as_str().unwrap())).await.expect(200);
    }
}

on_both!(what_is_ended_leaves_nothing_but_its_trail);

async fn what_is_ended_leaves_nothing_but_its_trail(backend: Backend) {
    let app = TestApp::start(backend).await;
    let ann = app.register("ann").await;
    let bob = app.register("bob").await;
    let mia = joined(&app, &ann, "mia", "member").await;
    let batch = ann.upload_batch(&[], &[("invoice.pdf", sample("invoice.pdf"))]).await.expect(201);
    app.batch_ended(&ann.client, batch["id"].as_str().unwrap()).await;
    ann.upload("invoice.pdf", sample("invoice.pdf")).await.expect(201);
    ann.token(&["documents:read"]).await;
    let keys = format!("/organizations/{}/provider-keys/openai", ann.organization);
    ann.client.call("PUT", &keys, json!({ "key": "sk-0123456789abcdef" })).await.expect(200);
    let key = "0123456789abcdef";
    let bot = json!({ "projectId": ann.project, "channelSecret": key, "accessToken": key });
    ann.client.post("/line", bot).await.expect(201);
    ann.client
        .post(&format!("/organizations/{}/invitations", ann.organization), json!({ "email": "x@example.com" }))
        .await
        .expect(201);
    let kept = bob.upload("invoice.pdf", sample("invoice.pdf")).await.expect(201);
    app.finished(&bob.client, kept["processingId"].as_str().unwrap()).await;
    ann.client.post(&format!("/organizations/{}/deletion", ann.organization), json!({})).await.expect(202);

    app.advance(Duration::from_secs(13 * 24 * 60 * 60));
    ending::sweep(&app.runtime).await.unwrap();
    assert!(!left(&app, backend, &ann.organization).await.is_empty(), "too early");
    app.advance(Duration::from_secs(2 * 24 * 60 * 60));
    ending::sweep(&app.runtime).await.unwrap();
    assert_eq!(left(&app, backend, &ann.organization).await, ["audit_entries", "audit_heads"]);
    let files: Vec<_> = futures::TryStreamExt::try_collect::<Vec<_>>(app.runtime.storage.list()).await.unwrap();
    let originals =
        files.iter().filter(|file| !file.key.contains('.')).filter(|file| file.key.starts_with(&ann.organization));
    assert_eq!(originals.count(), 0, "{files:?}");

    let trail = audit::verify(&app.runtime, Some(OrgId(ann.organization.clone()))).await.unwrap().remove(0);
    assert_eq!(trail.broken, None);
    for (person, name) in [(&ann, "ann"), (&mia, "mia"), (&bob, "bob")] {
        let client = person.login(&app, name).await;
        client.get(&format!("/organizations/{}", ann.organization)).await.expect(404);
    }
    let bob = bob.login(&app, "bob").await;
    bob.get(&format!("/documents/{}/file", kept["id"].as_str().unwrap())).await;
}

/// Tables that still know of an organization.
async fn left(app: &TestApp, backend: Backend, organization: &str) -> Vec<String> {
    let db = Database::connect(app.runtime.config.database_url()).await.unwrap();
    let (kind, sql) = match backend {
        Backend::Sqlite => (
            DbBackend::Sqlite,
            "SELECT m.name AS name FROM sqlite_master m JOIN pragma_table_info(m.name) c \
             WHERE m.type = 'table' AND c.name = 'organization_id' ORDER BY m.name",
        ),
        Backend::Postgres => (
            DbBackend::Postgres,
            "SELECT table_name::text AS name FROM information_schema.columns \
             WHERE column_name = 'organization_id' AND table_schema = 'public' ORDER BY 1",
        ),
    };
    let mut left = Vec::new();
    for row in db.query_all_raw(Statement::from_string(kind, sql)).await.unwrap() {
        let table: String = row.try_get("", "name").unwrap();
        let count = format!("SELECT COUNT(*) AS n FROM {table} WHERE organization_id = '{organization}'");
        let count = db.query_one_raw(Statement::from_string(kind, count)).await.unwrap().unwrap();
        if count.try_get::<i64>("", "n").unwrap() > 0 {
            left.push(table);
        }
    }
    left
}
