//! Passwords: every character of them counts, and they are judged while they are typed.

use super::log_in;
use crate::support::{TestApp, on_both_databases};
use serde_json::json;

on_both_databases! {
    async fn a_password_counts_to_the_last_letter(app: TestApp) {
        let long = format!("{} ä 漢 {}", "correct horse ".repeat(8), "x".repeat(40));
        for (n, password) in [" spaced out words ", "ม้าถูกต้องแบตเตอรี่", "Wild Orange Kettle", long.as_str()].into_iter().enumerate() {
            let email = format!("p{n}@example.com");
            let person = json!({ "email": email, "password": password, "name": "Ann" });
            app.visitor().post("/auth/register", person).await.expect(201);
            log_in(&app.visitor(), &email, password).await.expect(200);
            let without_last: String = password.chars().take(password.chars().count() - 1).collect();
            for other in [without_last, password.to_uppercase() + "-", password.trim().to_owned() + "!", password.to_lowercase() + "?"] {
                log_in(&app.visitor(), &email, &other).await.expect(401);
            }
        }
    }

    async fn it_is_judged_before_it_is_sent(app: TestApp) {
        let judge = async |client: &crate::support::Client, password: &str, email: &str| {
            let fields = [("password", password), ("name", "Nora New"), ("email", email)];
            client.function("/fn/account/judge-password", &fields).await.expect(200)
        };
        let visitor = app.visitor();
        let short = judge(&visitor, "short", "").await;
        assert_eq!((short["score"].as_u64(), short["advice"].as_str()), (Some(0), Some("The password needs at least 8 characters.")));
        assert!(judge(&visitor, "password1", "").await["score"].as_u64().unwrap() < 3);
        assert!(judge(&visitor, "wild orange kettle 7", "").await["score"].as_u64().unwrap() >= 3);
        assert!(judge(&visitor, "noranew1", "nora.new@example.com").await["score"].as_u64().unwrap() < 3);
        // Of whoever is signed in more is known.
        let marple = app.register("marplewhite").await;
        let theirs = judge(&marple.client, "marplewhite1", "").await["score"].as_u64().unwrap();
        assert!(theirs < 3 && theirs < judge(&visitor, "marplewhite1", "").await["score"].as_u64().unwrap());
    }
}
