//! The audit trail: everything that changes is in it, once, without secrets; who touches it is found out.

use crate::support::{Backend, Tenant, TestApp, on_both, on_both_databases};
use futures::future::join_all;
use ocriva::{domain::id::OrgId, workspace::audit};
use sea_orm::{ConnectionTrait, Database};
use serde_json::json;

/// The actions of a tenant's trail, oldest first.
async fn actions(tenant: &Tenant) -> Vec<String> {
    let path = format!("/audit?organizationId={}&limit=100", tenant.organization);
    let trail = tenant.client.get(&path).await.expect(200);
    let entries = trail["data"].as_array().unwrap();
    entries.iter().rev().map(|entry| entry["action"].as_str().unwrap().to_owned()).collect()
}

/// What is wrong with a tenant's trail.
async fn broken(app: &TestApp, tenant: &Tenant) -> Option<(i64, String)> {
    let only = Some(OrgId(tenant.organization.clone()));
    audit::verify(&app.runtime, only).await.unwrap().remove(0).broken
}

on_both_databases! {
    async fn what_is_done_is_in_the_trail_once_and_without_secrets(app: TestApp) {
        let ann = app.register("ann").await;
        let (token_text, token) = ann.token_text(&["documents:read"]).await;
        let template = format!("/templates/{}", ann.template);
        ann.client.patch(&template, json!({ "name": "Bills" })).await.expect(200);
        ann.client.patch(&template, json!({ "instructions": "Read the stamp." })).await.expect(200);
        let webhook = json!({ "projectId": ann.project, "name": "ERP", "url": "https://example.com/in",
                              "events": ["document.processed"], "headers": { "X-Key": "open sesame" } });
        let webhook = ann.client.post("/webhooks", webhook).await.expect(201);
        let path = format!("/webhooks/{}", webhook["id"].as_str().unwrap());
        ann.client.patch(&path, json!({ "headers": { "X-Key": "another one" } })).await.expect(200);
        ann.client.patch(&path, json!({ "status": "disabled" })).await.expect(200);
        ann.client.patch(&path, json!({ "status": "disabled" })).await.expect(200);
        ann.client.post(&format!("{path}/secret"), json!({})).await.expect(200);
        ann.client.delete(&path).await.expect(204);
        ann.client.delete(&format!("/api-tokens/{token}")).await.expect(204);
        ann.client.delete(&format!("/api-tokens/{token}")).await.expect(204);
        let keys = format!("/organizations/{}/provider-keys/openai", ann.organization);
        ann.client.call("PUT", &keys, json!({ "key": "sk-0123456789abcdef" })).await.expect(200);
        ann.client.delete(&keys).await.expect(204);
        ann.client.delete(&template).await.expect(204);

        assert_eq!(actions(&ann).await, [
            "organization.created", "project.created", "template.created", "template.created", "session.signed_in",
            "token.created",
            "template.updated", "template.updated", "webhook.created", "webhook.updated", "webhook.disabled",
            "webhook.secret_rotated", "webhook.deleted", "token.revoked", "provider_key.set", "provider_key.removed",
            "template.deleted",
        ]);
        let trail = ann.client.get(&format!("/audit?organizationId={}&limit=100", ann.organization)).await.expect(200);
        let text = trail.to_string();
        for secret in ["open sesame", "another one", "whsec_", "sk-0123456789", &token_text] {
            assert!(!text.contains(secret), "{secret}");
        }
        let renamed = &trail["data"][10];
        assert_eq!(renamed["change"]["name"], json!({ "before": "Invoice", "after": "Bills" }));
        assert_eq!(renamed["actor"], json!({ "kind": "person", "id": ann.user, "name": "ann" }));
        assert_eq!((renamed["entity"]["type"].as_str(), renamed["ip"].as_str()), (Some("template"), Some("127.0.0.1")));
        assert_eq!(broken(&app, &ann).await, None);
    }

    async fn a_token_acts_by_its_own_name(app: TestApp) {
        let ann = app.register("ann").await;
        let writer = ann.token(&["templates:write"]).await;
        writer.patch(&format!("/templates/{}", ann.template), json!({ "name": "Bills" })).await.expect(200);
        let path = format!("/audit?organizationId={}&action=template.updated", ann.organization);
        let entry = ann.client.get(&path).await.expect(200)["data"][0].take();
        assert_eq!((entry["actor"]["kind"].as_str(), entry["actor"]["name"].as_str()), (Some("token"), Some("test")));
    }

    async fn the_trail_is_found_by_who_what_and_when_and_ends_where_it_ends(app: TestApp) {
        let ann = app.register("ann").await;
        let organization = &ann.organization;
        let total = async |filter: &str| {
            let path = format!("/audit?organizationId={organization}&{filter}");
            ann.client.get(&path).await.expect(200)["total"].as_u64().unwrap()
        };
        assert_eq!(total("").await, 5);
        assert_eq!(total("action=template.created").await, 2);
        assert_eq!(total("action=template").await, 2);
        assert_eq!(total("action=temp").await, 0);
        assert_eq!(total(&format!("actor={}", ann.user)).await, 5);
        assert_eq!(total("actor=user_x").await, 0);
        assert_eq!(total("entity=project").await, 1);
        assert_eq!(total(&format!("entity={}", ann.project)).await, 1);
        assert_eq!(total("search=INVOICE").await, 1);
        assert_eq!(total("search=%25").await, 0, "no wildcard but a sign");
        let today = app.runtime.clock.now().iso()[..10].to_owned();
        assert_eq!(total(&format!("fromDate={today}&toDate={today}")).await, 5);
        assert_eq!(total("toDate=2020-01-01").await, 0);
        let problem = ann.client.get(&format!("/audit?organizationId={organization}&fromDate=x&toDate=y&cursor=z")).await.expect(400);
        assert_eq!(problem["message"].as_array().unwrap().len(), 3);

        let mut seen = Vec::new();
        let mut path = format!("/audit?organizationId={organization}&limit=3");
        loop {
            let page = ann.client.get(&path).await.expect(200);
            seen.extend(page["data"].as_array().unwrap().iter().map(|entry| entry["sequence"].as_i64().unwrap()));
            let Some(cursor) = page["nextCursor"].as_str() else { break };
            path = format!("/audit?organizationId={organization}&limit=3&cursor={cursor}");
        }
        assert_eq!(seen, [5, 4, 3, 2, 1]);
    }

    async fn the_trail_as_a_table_runs_nothing(app: TestApp) {
        let ann = app.register("ann").await;
        let name = json!({ "name": "=cmd|' /C calc'!A0" });
        ann.client.patch(&format!("/templates/{}", ann.template), name).await.expect(200);
        let path = format!("/audit/export?organizationId={}", ann.organization);
        for query in ["", "&fromDate=2999-01-01"] {
            let packed = ann.client.get_with_header(&format!("{path}{query}"), "accept-encoding", "gzip").await;
            assert_eq!((packed.status.as_u16(), packed.header("content-encoding")), (200, "gzip"));
        }
        let file = ann.client.get(&path).await;
        assert_eq!((file.status.as_u16(), file.header("content-type")), (200, "text/csv; charset=utf-8"));
        assert!(file.header("content-disposition").starts_with("attachment"));
        let mut rows = csv::Reader::from_reader(&file.body[3..]);
        let rows: Vec<csv::StringRecord> = rows.records().collect::<Result<_, _>>().unwrap();
        assert_eq!(rows.len(), 6);
        assert_eq!((&rows[0][0], &rows[0][2], &rows[0][8]), ("6", "template.updated", "'=cmd|' /C calc'!A0"));
    }

    async fn many_at_once_make_one_chain(app: TestApp) {
        let ann = app.register("ann").await;
        let twin = app.twin(&ann.client).await;
        let make = |n: usize| {
            let client = if n.is_multiple_of(2) { &ann.client } else { &twin };
            let body = json!({ "projectId": ann.project, "name": format!("t{n}"), "permissions": ["documents:read"] });
            async move { client.post("/api-tokens", body).await.expect(201) }
        };
        join_all((0..24).map(make)).await;
        assert_eq!(actions(&ann).await.len(), 29);
        assert_eq!(broken(&app, &ann).await, None);
    }
}

on_both!(who_touches_the_trail_is_found_out);

async fn who_touches_the_trail_is_found_out(backend: Backend) {
    // The statement, the entry that is named, and a word of the reason. %O is the organization.
    let tampers: [(&[&str], Option<(i64, &str)>); 7] = [
        (
            &["UPDATE audit_entries SET actor_name = 'eve' WHERE sequence = 2 AND organization_id = '%O'"],
            Some((2, "changed")),
        ),
        (&["DELETE FROM audit_entries WHERE sequence = 2 AND organization_id = '%O'"], Some((2, "missing"))),
        (&["DELETE FROM audit_entries WHERE sequence > 2 AND organization_id = '%O'"], Some((3, "at the end"))),
        (
            &[
                "DELETE FROM audit_entries WHERE sequence > 2 AND organization_id = '%O'",
                "UPDATE audit_heads SET sequence = 2, hash = (SELECT hash FROM audit_entries WHERE sequence = 2 AND \
                 organization_id = '%O') WHERE organization_id = '%O'",
            ],
            Some((2, "not signed")),
        ),
        (&["DELETE FROM audit_heads WHERE organization_id = '%O'"], Some((5, "head"))),
        (&["DELETE FROM audit_entries WHERE sequence = 1 AND organization_id = '%O'"], Some((1, "missing"))),
        (&[], None),
    ];
    let app = TestApp::start(backend).await;
    let db = Database::connect(app.runtime.config.database_url()).await.unwrap();
    for (number, (statements, want)) in tampers.into_iter().enumerate() {
        let ann = app.register(&format!("ann{number}")).await;
        for statement in statements {
            let statement = statement.replace("%O", &ann.organization);
            let refused = db.execute_unprepared(&statement).await.unwrap_err().to_string();
            assert!(refused.contains("append-only"), "{statement}: {refused}");
            unguarded(&db, backend, &statement).await;
        }
        let found = broken(&app, &ann).await;
        match want {
            None => assert_eq!(found, None),
            Some((at, word)) => {
                let (place, reason) = found.unwrap_or_else(|| panic!("not seen: {statements:?}"));
                assert!(place == at && reason.contains(word), "{place}: {reason}");
            }
        }
    }
    let all = audit::verify(&app.runtime, None).await.unwrap();
    assert_eq!((all.len(), all.iter().filter(|one| one.broken.is_none()).count()), (7, 1));
}

/// As somebody would who owns the database, and not the server's secret.
async fn unguarded(db: &impl ConnectionTrait, backend: Backend, statement: &str) {
    let (before, after): (&[&str], &[&str]) = match backend {
        Backend::Postgres => (
            &["ALTER TABLE audit_entries DISABLE TRIGGER ALL", "ALTER TABLE audit_heads DISABLE TRIGGER ALL"],
            &["ALTER TABLE audit_entries ENABLE TRIGGER ALL", "ALTER TABLE audit_heads ENABLE TRIGGER ALL"],
        ),
        Backend::Sqlite => (&[], &[]),
    };
    if matches!(backend, Backend::Sqlite) {
        let sql = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'";
        let rows = db.query_all_raw(sea_orm::Statement::from_string(sea_orm::DbBackend::Sqlite, sql)).await.unwrap();
        let triggers: Vec<(String, String)> =
            rows.iter().map(|row| (row.try_get("", "name").unwrap(), row.try_get("", "sql").unwrap())).collect();
        for (name, _) in &triggers {
            db.execute_unprepared(&format!("DROP TRIGGER {name}")).await.unwrap();
        }
        db.execute_unprepared(statement).await.unwrap();
        for (_, sql) in &triggers {
            db.execute_unprepared(sql).await.unwrap();
        }
        return;
    }
    for one in before.iter().chain([&statement]).chain(after) {
        db.execute_unprepared(one).await.unwrap();
    }
}

#[tokio::test]
async fn the_command_line_tells_a_whole_trail_from_a_broken_one() {
    let app = TestApp::start(Backend::Sqlite).await;
    let ann = app.register("ann").await;
    let data = app.runtime.config.server.data.clone();
    let url = app.runtime.config.database_url();
    let run = || {
        let mut command = tokio::process::Command::new(env!("CARGO_BIN_EXE_ocriva"));
        command.args(["admin", "verify-audit", "--organization", &ann.organization]);
        command.env("OCRIVA_DATA", &data).env("DATABASE_URL", &url).env("OCRIVA_CONFIG", "/nowhere/Leptos.toml");
        command.output()
    };
    let whole = run().await.unwrap();
    let said = String::from_utf8_lossy(&whole.stdout).into_owned();
    assert!(whole.status.success() && said.contains("5 entries, whole"), "{said}");
    let db = Database::connect(&url).await.unwrap();
    let touched = "UPDATE audit_entries SET at = at + 1 WHERE sequence = 3";
    unguarded(&db, Backend::Sqlite, touched).await;
    let broken = run().await.unwrap();
    let said = String::from_utf8_lossy(&broken.stdout).into_owned();
    assert!(broken.status.code() == Some(1) && said.contains("BROKEN at entry 3"), "{said}");
}
