//! Accounts: what an outsider can find out, what links in mails are good for, what changing a password ends.

mod brake;
mod passwords;
mod strangers;
mod trail;

use crate::support::{Backend, Client, Server, TestApp, database, on_both, on_both_databases, until};
use serde_json::{Value, json};
use std::{path::Path, time::Duration};

const ANN: &str = "ann@example.com";
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

pub async fn log_in(client: &Client, email: &str, password: &str) -> crate::support::Answer {
    client.post("/auth/login", json!({ "email": email, "password": password })).await
}

async fn confirm(client: &Client, token: &str) -> crate::support::Answer {
    client.post("/auth/verification/confirmation", json!({ "token": token })).await
}

async fn reset(client: &Client, token: &str, password: &str) -> crate::support::Answer {
    client.post("/auth/password-resets/confirmation", json!({ "token": token, "password": password })).await
}

async fn me(client: &Client) -> Value {
    client.get("/auth/me").await.expect(200)["user"].clone()
}

on_both_databases! {
    async fn an_address_is_confirmed_by_the_link_that_went_there(app: TestApp) {
        let ann = app.register("ann").await;
        assert_eq!(me(&ann.client).await["emailVerified"], false);
        let mail = app.mail_to(ANN, "Confirm").await;
        // Whoever looks at links before people do uses nothing up.
        let page = app.visitor().page(&mail.path()).await;
        assert_eq!(page.status, 200);
        assert!(page.text().contains("<form"), "a person has to press a button");
        assert_eq!(confirm(&app.visitor(), &mail.token()).await.expect(200)["email"], ANN);
        assert_eq!(me(&ann.client).await["emailVerified"], true);
        assert_eq!(confirm(&app.visitor(), &mail.token()).await.expect(400)["code"], "link_invalid");
        assert_eq!(ann.client.post("/auth/verification", json!({})).await.expect(409)["code"], "email_verified");
    }

    async fn a_link_is_worthless_when_it_is_old_mistyped_or_for_something_else(app: TestApp) {
        app.register("ann").await;
        app.visitor().post("/auth/password-resets", json!({ "email": ANN })).await.expect(202);
        let (verify, forgot) = (app.mail_to(ANN, "Confirm").await.token(), app.mail_to(ANN, "new password").await.token());
        confirm(&app.visitor(), &forgot).await.expect(400);
        reset(&app.visitor(), &verify, "another horse").await.expect(400);
        for nonsense in ["", "x", &verify.to_lowercase(), &"é".repeat(43), &format!("{verify}A")] {
            confirm(&app.visitor(), nonsense).await.expect(400);
        }
        app.advance(4 * DAY);
        confirm(&app.visitor(), &verify).await.expect(400);
        reset(&app.visitor(), &forgot, "another horse").await.expect(400);
    }

    async fn the_mail_is_sent_again_but_not_for_ever(app: TestApp) {
        let ann = app.register("ann").await;
        for _ in 0..4 {
            ann.client.post("/auth/verification", json!({})).await.expect(202);
        }
        ann.client.post("/auth/verification", json!({})).await.expect(202);
        let refused = ann.client.post("/auth/verification", json!({})).await;
        assert!(refused.header("retry-after").parse::<u32>().unwrap() > 0);
        assert_eq!(refused.expect(429)["code"], "too_many_attempts");
        assert_eq!(app.mails_to(ANN).await.len(), 6);
        app.advance(DAY);
        ann.client.post("/auth/verification", json!({})).await.expect(202);
    }

    async fn a_forgotten_password_is_set_anew_and_ends_every_session(app: TestApp) {
        let ann = app.register("ann").await;
        app.visitor().post("/auth/password-resets", json!({ "email": " Ann@Example.com" })).await.expect(202);
        let token = app.mail_to(ANN, "new password").await.token();
        assert_eq!(app.visitor().page(&format!("/reset?token={token}")).await.status, 200);
        let weak = reset(&app.visitor(), &token, "password1").await.expect(400);
        assert_eq!(weak["message"][0]["field"], "password", "the link still works");
        reset(&app.visitor(), &token, "another horse entirely").await.expect(204);
        ann.client.get("/auth/me").await.expect(401);
        log_in(&app.visitor(), ANN, "correct horse").await.expect(401);
        log_in(&app.visitor(), ANN, "another horse entirely").await.expect(200);
        reset(&app.visitor(), &token, "a third horse altogether").await.expect(400);
        app.mail_to(ANN, "Your password was changed").await;
        let again = app.visitor();
        log_in(&again, ANN, "another horse entirely").await.expect(200);
        assert_eq!(me(&again).await["emailVerified"], true, "who has the mail has the address");
    }

    async fn who_changes_the_password_stays_and_all_others_go(app: TestApp) {
        let ann = app.register("ann").await;
        let other = app.visitor();
        log_in(&other, ANN, "correct horse").await.expect(200);
        let change = async |current: &str, new: &str| {
            ann.client.call("PUT", "/auth/password", json!({ "currentPassword": current, "newPassword": new })).await
        };
        assert_eq!(change("wrong horse", "x").await.expect(400)["message"][0]["field"], "currentPassword");
        for easy in ["short", "ann@example.com", "qwerty123456"] {
            assert_eq!(change("correct horse", easy).await.expect(400)["message"][0]["field"], "newPassword", "{easy}");
        }
        other.get("/auth/me").await.expect(200);
        change("correct horse", "another horse entirely").await.expect(204);
        ann.client.get("/auth/me").await.expect(200);
        other.get("/auth/me").await.expect(401);
        app.mail_to(ANN, "Your password was changed").await;
        let token = ann.token(&["documents:read"]).await;
        token.call("PUT", "/auth/password", json!({ "currentPassword": "a", "newPassword": "b" })).await.expect(403);
    }

    async fn a_new_address_counts_once_its_mail_was_followed(app: TestApp) {
        let ann = app.register("ann").await;
        confirm(&ann.client, &app.mail_to(ANN, "Confirm").await.token()).await.expect(200);
        let ask = async |password: &str| {
            ann.client.post("/auth/email", json!({ "email": "Anna@example.com", "password": password })).await
        };
        assert_eq!(ask("wrong horse").await.expect(400)["message"][0]["field"], "password");
        ask("correct horse").await.expect(202);
        assert_eq!(me(&ann.client).await["email"], ANN);
        confirm(&app.visitor(), &app.mail_to("anna@example.com", "new e-mail").await.token()).await.expect(200);
        assert_eq!(me(&ann.client).await["email"], "anna@example.com");
        app.mail_to(ANN, "address was changed").await;
        log_in(&app.visitor(), ANN, "correct horse").await.expect(401);
        log_in(&app.visitor(), "anna@example.com", "correct horse").await.expect(200);
        let renamed = ann.client.patch("/auth/me", json!({ "name": " Anna " })).await.expect(200);
        assert_eq!(renamed["name"], "Anna");
        ann.client.patch("/auth/me", json!({ "name": "A\r\nBcc: b@example.com" })).await.expect(400);
    }
}

/// The process dies with a mail in its hands; the next one sends it.
async fn a_mail_outlives_a_crash(backend: Backend) {
    let folder = tempfile::tempdir().unwrap();
    let url = database::create(backend, folder.path()).await;
    let start =
        |point: &str| Server::start(folder.path(), &[("DATABASE_URL", url.as_str()), ("OCRIVA_CRASH_AT", point)]);
    let sent = |folder: &Path| std::fs::read_dir(folder.join("outbox")).map_or(0, Iterator::count);
    let mut server = start("mail claimed:1");
    let person = json!({ "email": ANN, "password": "correct horse", "name": "Ann" });
    server.client.try_post("/auth/register", person).await;
    server.ends_within(Duration::from_secs(30));
    assert_eq!(sent(folder.path()), 0, "it died before");
    let _again = start("nowhere:1");
    if matches!(backend, Backend::Postgres) {
        // Somebody else might have it: its lease has to end.
        age_leases(&url).await;
    }
    until("the mail was lost", async || (sent(folder.path()) == 1).then_some(())).await;
}

async fn age_leases(url: &str) {
    use sea_orm::ConnectionTrait;
    let db = sea_orm::Database::connect(url).await.unwrap();
    db.execute_unprepared("UPDATE mails SET due_at = 0").await.unwrap();
}

on_both!(a_mail_outlives_a_crash);
