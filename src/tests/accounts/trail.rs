//! What people do to their own accounts stands in the trail of every organization that they belong to.

use super::{ANN, confirm, log_in, reset};
use crate::support::{Tenant, TestApp, on_both_databases};
use serde_json::{Value, json};
use std::time::Duration;

/// Entries of `session` and `account` in a tenant's trail, oldest first.
async fn entries(tenant: &Tenant, of: &str) -> Vec<Value> {
    let path = format!("/audit?organizationId={}&action={of}&limit=100", tenant.organization);
    let mut all = tenant.client.get(&path).await.expect(200)["data"].as_array().unwrap().clone();
    all.reverse();
    all
}

async fn actions(tenant: &Tenant, of: &str) -> Vec<String> {
    let named = |entry: &Value| entry["action"].as_str().unwrap().to_owned();
    entries(tenant, of).await.iter().map(named).collect()
}

on_both_databases! {
    async fn signing_in_and_out_is_recorded_with_its_browser(app: TestApp) {
        let ann = app.register("ann").await;
        let phone = app.visitor();
        log_in(&phone, ANN, "correct horse").await.expect(200);
        log_in(&app.visitor(), ANN, "wrong horse").await.expect(401);
        phone.post("/auth/logout", json!({})).await.expect(204);
        let tablet = app.visitor();
        log_in(&tablet, ANN, "correct horse").await.expect(200);
        let devices = ann.client.get("/auth/sessions").await.expect(200);
        let there = devices.as_array().unwrap().iter().find(|one| one["current"] == false).unwrap();
        ann.client.delete(&format!("/auth/sessions/{}", there["id"].as_str().unwrap())).await.expect(204);
        ann.client.delete("/auth/sessions?others=true").await.expect(204);
        assert_eq!(actions(&ann, "session").await, [
            "session.signed_in", "session.signed_in", "session.signed_out", "session.signed_in", "session.revoked",
            "session.all_ended",
        ]);
        let revoked = entries(&ann, "session.revoked").await.remove(0);
        assert_eq!((revoked["entity"]["id"].as_str(), revoked["ip"].as_str()), (there["id"].as_str(), Some("127.0.0.1")));
        assert_eq!(revoked["actor"]["id"], ann.user.as_str());
    }

    async fn a_stolen_token_leaves_its_line(app: TestApp) {
        let ann = app.register("ann").await;
        let stolen = app.visitor().with_cookie(&format!("ocriva-refresh={}", ann.client.cookie_named("ocriva-refresh").unwrap()));
        ann.client.post("/auth/refresh", json!({})).await.expect(204);
        app.advance(Duration::from_secs(31));
        stolen.get("/auth/me").await.expect(401);
        log_in(&ann.client, ANN, "correct horse").await.expect(200);
        assert_eq!(actions(&ann, "session").await, ["session.signed_in", "session.reuse_detected", "session.signed_in"]);
    }

    async fn what_becomes_of_an_account_is_recorded_without_its_secrets(app: TestApp) {
        let ann = app.register("ann").await;
        confirm(&ann.client, &app.mail_to(ANN, "Confirm").await.token()).await.expect(200);
        ann.client.patch("/auth/me", json!({ "name": "Anna" })).await.expect(200);
        ann.client.patch("/auth/me", json!({ "name": "Anna" })).await.expect(200);
        let new = json!({ "currentPassword": "correct horse", "newPassword": "another horse entirely" });
        ann.client.call("PUT", "/auth/password", new).await.expect(204);
        let email = json!({ "email": "anna@example.com", "password": "another horse entirely" });
        ann.client.post("/auth/email", email).await.expect(202);
        let token = app.mail_to("anna@example.com", "new e-mail").await.token();
        confirm(&app.visitor(), &token).await.expect(200);
        app.visitor().post("/auth/password-resets", json!({ "email": "anna@example.com" })).await.expect(202);
        let link = app.mail_to("anna@example.com", "new password").await.token();
        reset(&app.visitor(), &link, "a third horse altogether").await.expect(204);
        log_in(&ann.client, "anna@example.com", "a third horse altogether").await.expect(200);
        assert_eq!(actions(&ann, "account").await, [
            "account.email_verified", "account.updated", "account.password_changed", "account.email_changed",
            "account.password_reset",
        ]);
        let all = entries(&ann, "account").await;
        assert_eq!(all[1]["change"], json!({ "name": { "before": "ann", "after": "Anna" } }));
        assert_eq!(all[3]["change"], json!({ "email": { "before": ANN, "after": "anna@example.com" } }));
        let text = json!(all).to_string();
        for secret in ["horse", "argon2", token.as_str(), link.as_str()] {
            assert!(!text.contains(secret), "{secret}");
        }
    }

    async fn every_organization_of_a_person_sees_it_and_no_other(app: TestApp) {
        let (ann, bob) = (app.register("ann").await, app.register("bob").await);
        let second = json!({ "name": "Second" });
        let second = ann.client.post("/organizations", second).await.expect(201)["id"].clone();
        log_in(&app.visitor(), ANN, "correct horse").await.expect(200);
        let path = format!("/audit?organizationId={}&action=session", second.as_str().unwrap());
        assert_eq!(ann.client.get(&path).await.expect(200)["total"], 1);
        assert_eq!(actions(&bob, "session").await.len(), 1, "his own");
    }
}
