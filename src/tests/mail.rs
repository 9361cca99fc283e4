//! Mails: nothing is sent that was not committed, nothing that was committed is lost, nobody gets one twice.

mod smtp;

use crate::support::{Backend, Part, TestApp, on_both_databases, until};
use ocriva::{
    db::queries::mails,
    domain::time::Timestamp,
    mail::{self, Letter},
};
use smtp::SmtpServer;
use std::{collections::HashSet, time::Duration};

fn letter(subject: &str) -> Letter {
    Letter::new("ann@example.com", subject).say("Grüße.").button("Look", "https://o.example/x?token=1")
}

async fn write(app: &TestApp, letter: Letter) {
    let tx = app.runtime.db.begin().await.unwrap();
    mail::enqueue(&app.runtime, &tx, None, letter).await.unwrap();
    tx.commit().await.unwrap();
    app.runtime.wake.all();
}

on_both_databases! {
    async fn a_mail_is_sent_if_what_causes_it_happened(app: TestApp) {
        let tx = app.runtime.db.begin().await.unwrap();
        mail::enqueue(&app.runtime, &tx, None, letter("never happened")).await.unwrap();
        drop(tx);
        app.runtime.wake.all();
        write(&app, letter("Welcome")).await;
        let found = app.mails_to("ann@example.com").await;
        let subjects: Vec<_> = found.iter().map(|letter| letter.subject.as_str()).collect();
        assert_eq!(subjects, ["Welcome"]);
        assert!(found[0].text.contains("Grüße."), "{}", found[0].text);
        let newest = app.mail_to("ann@example.com", "Wel").await;
        assert_eq!((newest.path().as_str(), newest.token().as_str()), ("/x?token=1", "1"));
        assert!(newest.raw.contains("text/html"), "{}", newest.raw);
        assert!(app.mails_to("bob@example.com").await.is_empty());
    }

    async fn who_holds_a_mail_too_long_has_lost_it(app: TestApp) {
        app.drain().await;
        write(&app, letter("Welcome")).await;
        let (db, now) = (&app.runtime.db, app.runtime.clock.now());
        let until = now.plus_millis(1000);
        let first = mails::claim(db, 8, now, until).await.unwrap();
        assert_eq!(first.len(), 1);
        assert!(mails::claim(db, 8, now, until).await.unwrap().is_empty(), "it is taken");
        let later = now.plus_millis(1001);
        let second = mails::claim(db, 8, later, later.plus_millis(1000)).await.unwrap();
        assert_eq!(second[0].attempts, 2);
        mails::failed(db, &first[0], "too late", None).await.unwrap();
        assert_eq!(mails::pending(db).await.unwrap(), 1, "who lost it says nothing");
        mails::sent(db, &second[0], later).await.unwrap();
        assert_eq!(mails::pending(db).await.unwrap(), 0);

        mails::delete_old(db, Timestamp(0)).await.unwrap();
        assert_eq!(mails::delete_old(db, later).await.unwrap(), 1, "the old are forgotten");
    }
}

/// With a mail server that answers recipients like this.
async fn with_smtp(replies: &[&'static str]) -> (TestApp, SmtpServer) {
    let server = SmtpServer::start(replies).await;
    let settings =
        [("OCRIVA_SMTP_URL", server.url.clone()), ("OCRIVA_MAIL_FROM", "Ocriva <o@ocriva.example>".to_owned())];
    (TestApp::start_configured(Backend::Sqlite, &settings).await, server)
}

async fn none_is_left(app: &TestApp) {
    let what = "mails wait for ever";
    until(what, async || (mails::pending(&app.runtime.db).await.unwrap() == 0).then_some(())).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mail_server_gets_what_is_written() {
    let (app, mut server) = with_smtp(&[]).await;
    write(&app, letter("Welcome\r\nBcc: bob@example.com")).await;
    let taken = server.next().await;
    assert_eq!(taken.envelope, ["MAIL FROM:<o@ocriva.example>", "RCPT TO:<ann@example.com>"]);
    let head = taken.message.split("\r\n\r\n").next().unwrap();
    assert!(head.contains("From: Ocriva <o@ocriva.example>") || head.contains("From: \"Ocriva\""), "{head}");
    assert!(head.contains("Subject: Welcome  Bcc: bob@example.com"), "{head}");
    assert!(head.contains("multipart/alternative"), "{head}");
    assert!(taken.message.contains("https://o.example/x?token=3D1"), "{}", taken.message);
    none_is_left(&app).await;
    assert!(server.is_quiet());
    assert!(!app.runtime.config.outbox().exists(), "the outbox is for servers without mail");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_is_busy_is_asked_again_and_a_refusal_is_final() {
    let (app, mut server) = with_smtp(&["451 later", "451 later", "250 ok", "550 nobody here"]).await;
    let mut tried = mails::last_errors(&app.runtime.db).await.unwrap().len();
    write(&app, letter("Later")).await;
    for _ in 0..2 {
        until("it was not tried", async || {
            let waits = mails::next_due(&app.runtime.db).await.unwrap()? > app.runtime.clock.now().plus_millis(1000);
            let failed = mails::last_errors(&app.runtime.db).await.unwrap().len() > tried;
            (waits && failed).then_some(())
        })
        .await;
        tried = 0;
        app.advance(Duration::from_secs(10 * 60));
    }
    assert!(server.next().await.message.contains("Subject: Later"));
    none_is_left(&app).await;

    write(&app, letter("Nobody")).await;
    none_is_left(&app).await;
    let errors = mails::last_errors(&app.runtime.db).await.unwrap();
    assert!(errors.len() == 1 && errors[0].contains("nobody here"), "{errors:?}");
    assert!(server.is_quiet());
}

/// Several processes on one database, many mails: each leaves once.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn several_workers_send_each_mail_once() {
    const MAILS: usize = 60;
    let mut server = SmtpServer::start(&[]).await;
    let settings =
        [("OCRIVA_SMTP_URL", server.url.clone()), ("OCRIVA_MAIL_FROM", "Ocriva <o@ocriva.example>".to_owned())];
    let first = TestApp::start_configured(Backend::Postgres, &settings).await;
    let others = [first.start_beside_configured(Part::Worker, &settings).await];
    for n in 0..MAILS {
        let tx = first.runtime.db.begin().await.unwrap();
        mail::enqueue(&first.runtime, &tx, None, letter(&format!("Number {n}."))).await.unwrap();
        tx.commit().await.unwrap();
        first.runtime.wake.all();
    }
    let mut seen = HashSet::new();
    for _ in 0..MAILS {
        let message = server.next().await.message;
        let subject = message.lines().find(|line| line.starts_with("Subject:")).unwrap().to_owned();
        assert!(seen.insert(subject.clone()), "{subject} twice");
    }
    none_is_left(&first).await;
    assert!(server.is_quiet());
    drop(others);
}
