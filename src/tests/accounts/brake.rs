//! Guessing is slow, and slow for who guesses alone.

use super::{ANN, DAY, log_in};
use crate::support::{Backend, TestApp, on_both_databases};
use std::time::Duration;

on_both_databases! {
    async fn who_guesses_waits_and_the_owner_does_not(app: TestApp) {
        let ann = app.register("ann").await;
        let thief = app.visitor().at_address("127.0.0.2");
        for _ in 0..6 {
            log_in(&thief, ANN, "wrong horse").await.expect(401);
        }
        let refused = log_in(&thief, ANN, "correct horse").await;
        assert!((1..=5).contains(&refused.header("retry-after").parse::<u32>().unwrap()));
        assert_eq!(refused.expect(429)["code"], "too_many_attempts", "even the right one");
        for _ in 0..6 {
            log_in(&thief, "nobody@example.com", "wrong horse").await.expect(401);
        }
        log_in(&thief, "nobody@example.com", "wrong horse").await.expect(429);

        // The owner: from elsewhere with nothing, and from the thief's own network with a browser that is known.
        let elsewhere = app.visitor().at_address("127.0.0.3");
        log_in(&elsewhere, ANN, "correct horse").await.expect(200);
        let at_home = app.visitor().at_address("127.0.0.2").and_cookie(&ann.client.cookie().unwrap());
        log_in(&at_home, ANN, "correct horse").await.expect(200);

        // Each failure doubles the wait; a right password ends it.
        app.advance(Duration::from_secs(6));
        log_in(&thief, ANN, "wrong horse").await.expect(401);
        let wait: u32 = log_in(&thief, ANN, "wrong horse").await.header("retry-after").parse().unwrap();
        assert!((6..=10).contains(&wait), "{wait}");
        app.advance(Duration::from_secs(11));
        let new_device = app.visitor().at_address("127.0.0.2");
        log_in(&new_device, ANN, "correct horse").await.expect(200);
        log_in(&thief, ANN, "wrong horse").await.expect(401);
    }

    async fn a_known_browser_is_no_way_to_guess_without_end(app: TestApp) {
        let ann = app.register("ann").await;
        for _ in 0..11 {
            log_in(&ann.client, ANN, "wrong horse").await.expect(401);
        }
        log_in(&ann.client, ANN, "wrong horse").await.expect(429);
        // Nor does it help against others.
        app.register("bob").await;
        for _ in 0..5 {
            log_in(&ann.client, "bob@example.com", "wrong horse").await.expect(401);
        }
        log_in(&ann.client, "bob@example.com", "correct horse").await.expect(429);
    }

    async fn a_browser_that_was_never_seen_is_told_of(app: TestApp) {
        let ann = app.register("ann").await;
        log_in(&ann.client, ANN, "correct horse").await.expect(200);
        assert_eq!(app.mails_to(ANN).await.len(), 1, "the address to confirm, and nothing of a known browser");
        let other = app.visitor().at_address("127.0.0.9");
        log_in(&other, ANN, "correct horse").await.expect(200);
        let mail = app.mail_to(ANN, "new sign-in").await;
        assert!(mail.text.contains("127.0.0.9"), "{}", mail.text);
        log_in(&other, ANN, "correct horse").await.expect(200);
        assert_eq!(app.mails_to(ANN).await.len(), 2);
    }
}

/// Guessed at from many networks: each has fewer tries, and the owner's own still has one.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_is_locked_out_from_everywhere() {
    let app = TestApp::start(Backend::Sqlite).await;
    app.register("ann").await;
    for n in 0..12 {
        let thief = app.visitor().at_address(&format!("127.0.1.{}", n + 1));
        for _ in 0..4 {
            log_in(&thief, ANN, "wrong horse").await.expect(401);
        }
    }
    // With the sign-up that is fifty.
    log_in(&app.visitor().at_address("127.0.1.100"), ANN, "wrong horse").await.expect(401);
    let thief = app.visitor().at_address("127.0.2.1");
    log_in(&thief, ANN, "wrong horse").await.expect(401);
    log_in(&thief, ANN, "wrong horse").await.expect(401);
    log_in(&thief, ANN, "wrong horse").await.expect(429);
    log_in(&app.visitor().at_address("127.0.3.1"), ANN, "correct horse").await.expect(200);
    app.advance(2 * DAY);
    log_in(&thief, ANN, "correct horse").await.expect(200);
}
