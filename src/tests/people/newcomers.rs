//! Newcomers, and addresses that somebody else was quick to claim: who reads the mail has the address.

use super::invited;
use crate::support::{Backend, TestApp, on_both_databases};
use serde_json::{Value, json};

const NEW: &str = "new@example.com";
const PASSWORD: &str = "wild orange kettle 7";

async fn log_in(app: &TestApp, password: &str) -> crate::support::Answer {
    app.visitor().post("/auth/login", json!({ "email": NEW, "password": password })).await
}

async fn joins(app: &TestApp, link: &str, password: &str) -> (crate::support::Client, u16) {
    let visitor = app.visitor();
    let fields = [("link", link), ("name", "Nora New"), ("password", password)];
    let status = visitor.function("/fn/invitations/register", &fields).await.status.as_u16();
    (visitor, status)
}

on_both_databases! {
    async fn a_claimed_address_goes_to_whoever_has_the_link(app: TestApp) {
        let ann = app.register("ann").await;
        let squatter = app.visitor();
        let claim = json!({ "email": NEW, "password": "correct horse", "name": "Squatter" });
        let claimed = squatter.post("/auth/register", claim).await.expect(201);
        let claimed = |pointer: &str| claimed.pointer(pointer).and_then(Value::as_str).unwrap().to_owned();
        let confirmation = app.mail_to(NEW, "Confirm").await.token();

        let link = invited(&app, &ann, NEW, "member").await;
        let asked = app.visitor().get(&format!("/auth/invitations/{link}")).await.expect(200);
        assert_eq!(asked["hasAccount"], false, "nobody has shown that it is theirs");
        let (nora, status) = joins(&app, &link, PASSWORD).await;
        assert_eq!(status, 200);
        let me = nora.get("/auth/me").await.expect(200);
        assert_eq!((me["user"]["email"].as_str(), me["user"]["emailVerified"].as_bool()), (Some(NEW), Some(true)));
        assert_ne!(me["user"]["id"], claimed("/user/id").as_str());

        // Neither has anything of the other.
        let organizations: Vec<_> = me["organizations"].as_array().unwrap().iter().map(|one| &one["id"]).collect();
        assert_eq!(organizations, [ann.organization.as_str()]);
        nora.get(&format!("/projects/{}", claimed("/project/id"))).await.expect(404);
        squatter.get(&format!("/projects/{}", ann.project)).await.expect(404);
        let own = squatter.get(&format!("/organizations/{}/members", claimed("/organization/id"))).await.expect(200);
        assert_eq!(own[0]["email"], NEW, "and not the id that stands in for it");
        let theirs = squatter.get("/auth/me").await.expect(200);
        assert_eq!((theirs["user"]["id"].as_str(), theirs["user"]["emailVerified"].as_bool()), (Some(claimed("/user/id").as_str()), Some(false)));
        // And the squatter gets it back by nothing.
        let refused = app.visitor().post("/auth/verification/confirmation", json!({ "token": confirmation })).await;
        assert_eq!(refused.expect(409)["code"], "email_taken");
        app.visitor().post("/auth/password-resets", json!({ "email": NEW })).await.expect(202);
        let token = app.mail_to(NEW, "new password").await.token();
        let new = json!({ "token": token, "password": "a third horse altogether" });
        app.visitor().post("/auth/password-resets/confirmation", new).await.expect(204);
        assert_eq!(log_in(&app, "a third horse altogether").await.expect(200)["id"], me["user"]["id"]);
    }

    async fn the_same_password_opens_the_newcomers_account_and_not_the_squatters(app: TestApp) {
        let ann = app.register("ann").await;
        let claim = json!({ "email": NEW, "password": PASSWORD, "name": "Squatter" });
        let squatter = app.visitor().post("/auth/register", claim).await.expect(201);
        let link = invited(&app, &ann, NEW, "member").await;
        assert_eq!(joins(&app, &link, PASSWORD).await.1, 200);
        assert_ne!(log_in(&app, PASSWORD).await.expect(200)["id"], squatter["user"]["id"]);
    }

    async fn a_proven_address_is_nobodys_to_take(app: TestApp) {
        let ann = app.register("ann").await;
        let nora = app.visitor();
        let person = json!({ "email": NEW, "password": "correct horse", "name": "Nora" });
        nora.post("/auth/register", person).await.expect(201);
        let token = app.mail_to(NEW, "Confirm").await.token();
        nora.post("/auth/verification/confirmation", json!({ "token": token })).await.expect(200);
        let link = invited(&app, &ann, NEW, "member").await;
        let asked = app.visitor().get(&format!("/auth/invitations/{link}")).await.expect(200);
        assert_eq!(asked["hasAccount"], true, "who has the link reads this mailbox");
        assert_eq!(joins(&app, &link, PASSWORD).await.1, 409);
        nora.post(&format!("/auth/invitations/{link}/acceptance"), json!({})).await.expect(201);
    }

    async fn a_link_that_is_followed_shows_that_the_address_is_ones_own(app: TestApp) {
        let ann = app.register("ann").await;
        let bob = app.register("bob").await;
        assert_eq!(bob.client.get("/auth/me").await.expect(200)["user"]["emailVerified"], false);
        let link = invited(&app, &ann, "bob@example.com", "viewer").await;
        bob.client.post(&format!("/auth/invitations/{link}/acceptance"), json!({})).await.expect(201);
        assert_eq!(bob.client.get("/auth/me").await.expect(200)["user"]["emailVerified"], true);
    }

    async fn the_link_is_in_the_mail_and_nowhere_else(app: TestApp) {
        let ann = app.register("ann").await;
        let link = invited(&app, &ann, NEW, "admin").await;
        let all = format!("/organizations/{}/invitations", ann.organization);
        let listed = ann.client.get(&all).await.expect(200);
        let again = format!("{all}/{}/mail", listed[0]["id"].as_str().unwrap());
        let shown = [
            listed.to_string(),
            ann.client.post(&again, json!({})).await.expect(202).to_string(),
            ann.client.get(&format!("/audit?organizationId={}", ann.organization)).await.expect(200).to_string(),
            ann.client.page(&format!("/app/{}/people", ann.project)).await.text(),
        ];
        let newest = crate::people::link(&app, NEW).await;
        for text in shown {
            assert!(!text.contains(&link) && !text.contains(&newest), "{text}");
        }
    }
}

/// Where mails leave the server, nobody writes to others in the name of an address that may not be theirs.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_has_not_confirmed_their_address_invites_nobody_by_mail() {
    let settings = [
        ("OCRIVA_SMTP_URL", "smtp://127.0.0.1:1".to_owned()),
        ("OCRIVA_MAIL_FROM", "Ocriva <o@ocriva.example>".to_owned()),
    ];
    let app = TestApp::start_configured(Backend::Sqlite, &settings).await;
    let ann = app.register("ann").await;
    let all = format!("/organizations/{}/invitations", ann.organization);
    let refused = ann.client.post(&all, json!({ "email": NEW })).await.expect(403);
    assert_eq!(refused["code"], "email_not_verified", "{refused}");
    assert!(refused["message"].as_str().unwrap().contains("Confirm your e-mail address"), "{refused}");
    let page = ann.client.page(&format!("/app/{}/people", ann.project)).await.text();
    assert!(page.contains("open the link in the mail to"), "the banner says so before");
}
