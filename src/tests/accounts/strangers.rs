//! Whether an address has an account: nobody is told, in words or by the time it takes.

use super::{ANN, confirm, log_in, me, reset};
use crate::support::{Backend, Letter, TestApp, on_both_databases};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

fn person(email: &str, password: &str) -> Value {
    json!({ "email": email, "password": password, "name": "Bob" })
}

/// An answer without what is new in each: ids, times, the address that was asked about.
fn shape(text: &str, email: &str) -> String {
    let text = text.replace(email, "…");
    let mut shape = String::new();
    let mut rest = text.as_str();
    while let Some(at) = rest.find(|c: char| c.is_ascii_digit()) {
        shape.push_str(&rest[..at]);
        let end = rest[at..].find(|c: char| !c.is_ascii_alphanumeric()).map_or(rest.len(), |end| at + end);
        shape.push('#');
        rest = &rest[end..];
    }
    shape + rest
}

on_both_databases! {
    async fn signing_up_with_a_taken_address_looks_like_any_other(app: TestApp) {
        let ann = app.register("ann").await;
        confirm(&ann.client, &app.mail_to(ANN, "Confirm").await.token()).await.expect(200);
        let (thief, guest) = (app.visitor(), app.visitor());
        let taken = thief.post("/auth/register", person(ANN, "another horse")).await;
        let free = guest.post("/auth/register", person("bob@example.com", "another horse")).await;
        assert_eq!((taken.status.as_u16(), free.status.as_u16()), (201, 201));
        let names = |answer: &crate::support::Answer| {
            let mut names: Vec<String> = answer.headers.keys().map(ToString::to_string).collect();
            names.sort();
            names
        };
        assert_eq!(names(&taken), names(&free));
        assert_eq!(shape(&taken.text(), ANN), shape(&free.text(), "bob@example.com"));
        // What follows looks alike too.
        for (client, email) in [(&thief, ANN), (&guest, "bob@example.com")] {
            assert_eq!(me(client).await["emailVerified"], false);
            client.post("/auth/verification", json!({})).await.expect(202);
            log_in(&app.visitor(), email, "another horse").await.expect(200);
            log_in(&app.visitor(), email, "wrong horse").await.expect(401);
        }
        // Only Ann is told, and her account stays hers.
        app.mail_to(ANN, "You have an account already").await;
        let asked = app.mails_to(ANN).await.into_iter().filter(|mail| mail.subject.contains("Confirm")).count();
        assert_eq!(asked, 1, "the thief's account is never confirmed");
        let again = app.visitor();
        assert_eq!(log_in(&again, ANN, "correct horse").await.expect(200)["id"], ann.user.as_str());
        assert_ne!(me(&thief).await["id"], ann.user.as_str());
        let list = thief.get(&format!("/templates?projectId={}", ann.project)).await;
        assert_eq!(list.status, 404);
    }

    async fn whoever_confirms_an_address_holds_it(app: TestApp) {
        let squatter = app.register("ann").await;
        let ann = app.visitor();
        let made = ann.post("/auth/register", person(ANN, "another horse")).await.expect(201);
        let links: Vec<String> =
            app.mails_to(ANN).await.iter().filter(|mail| mail.subject.contains("Confirm")).map(Letter::token).collect();
        assert_eq!(links.len(), 2);
        assert_eq!(confirm(&ann, &links[1]).await.expect(200)["id"], made["user"]["id"]);
        assert_eq!(confirm(&squatter.client, &links[0]).await.expect(409)["code"], "email_taken");
        assert_eq!(me(&squatter.client).await["emailVerified"], false);
        // A forgotten password is that of who holds the address.
        app.visitor().post("/auth/password-resets", json!({ "email": ANN })).await.expect(202);
        let token = app.mail_to(ANN, "new password").await.token();
        reset(&app.visitor(), &token, "a third horse altogether").await.expect(204);
        let found = log_in(&app.visitor(), ANN, "a third horse altogether").await.expect(200);
        assert_eq!(found["id"], made["user"]["id"]);
    }

    async fn who_signs_up_twice_with_one_password_has_one_account(app: TestApp) {
        let ann = app.register("ann").await;
        let again = app.visitor();
        let same = again.post("/auth/register", person("ANN@example.com", "correct horse")).await.expect(201);
        assert_eq!(same["user"]["id"], ann.user.as_str());
        assert_eq!(same["project"]["id"], ann.project.as_str());
        assert_eq!(same["templates"][0]["id"], ann.template.as_str());
    }

    async fn nobody_learns_from_a_refusal(app: TestApp) {
        app.register("ann").await;
        let client = app.visitor();
        let answers = async |path: &str, body: fn(&str) -> Value| {
            let known = client.post(path, body(ANN)).await;
            let unknown = client.post(path, body("nobody@example.com")).await;
            assert_eq!(known.status, unknown.status, "{path}");
            assert_eq!(shape(&known.text(), ANN), shape(&unknown.text(), "nobody@example.com"), "{path}");
        };
        answers("/auth/login", |email| json!({ "email": email, "password": "wrong horse" })).await;
        answers("/auth/password-resets", |email| json!({ "email": email })).await;
        for _ in 0..5 {
            answers("/auth/password-resets", |email| json!({ "email": email })).await;
        }
        assert!(app.mails_to("nobody@example.com").await.is_empty());
        let asked = app.mails_to(ANN).await.into_iter().filter(|mail| mail.subject.contains("new password")).count();
        assert!((4..=5).contains(&asked), "nobody's mail is filled by strangers: {asked}");
    }
}

/// An unknown address takes as long as a wrong password; without the same work it would take a tenth.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn time_tells_nothing() {
    let app = TestApp::start(Backend::Sqlite).await;
    app.register("ann").await;
    let mut took = [Vec::new(), Vec::new()];
    for round in 0..9 {
        for (at, email) in [ANN, "nobody@example.com"].into_iter().enumerate() {
            let client = app.visitor().at_address(&format!("127.0.{}.2", round + 1));
            let from = Instant::now();
            log_in(&client, email, "wrong horse").await.expect(401);
            took[at].push(from.elapsed());
        }
    }
    let [known, unknown] = took.map(|mut took| {
        took.sort();
        took[took.len() / 2]
    });
    println!("wrong password {known:?}, unknown address {unknown:?}");
    let ratio = known.as_secs_f64() / unknown.as_secs_f64();
    assert!((0.5..2.0).contains(&ratio) && unknown > Duration::from_millis(2), "{known:?} and {unknown:?}");
}
