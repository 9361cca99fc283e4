//! Sessions: renewed by tokens that are good for once, seen as devices, ended at once and everywhere.

use crate::support::{Backend, Client, Tenant, TestApp, on_both_databases};
use ocriva::{domain::id::UserId, runtime::Access, workspace::sessions};
use serde_json::{Value, json};
use std::time::Duration;

const ACCESS: &str = "ocriva";
const REFRESH: &str = "ocriva-refresh";
/// Longer than an access session lasts.
const LATER: Duration = Duration::from_secs(16 * 60);
const DAY: u64 = 24 * 60 * 60;

/// A browser with these cookies of another one.
fn copy(app: &TestApp, of: &Client, names: &[&str]) -> Client {
    let cookies: Vec<_> = names.iter().map(|name| format!("{name}={}", of.cookie_named(name).unwrap())).collect();
    app.visitor().with_cookie(&cookies.join("; "))
}

async fn log_in(app: &TestApp, name: &str) -> Client {
    let client = app.visitor();
    let credentials = json!({ "email": format!("{name}@example.com"), "password": "correct horse" });
    client.post("/auth/login", credentials).await.expect(200);
    client
}

async fn devices(client: &Client) -> Vec<Value> {
    client.get("/auth/sessions").await.expect(200).as_array().unwrap().clone()
}

async fn is_signed_in(client: &Client) -> bool {
    client.get("/auth/me").await.status == 200
}

fn project(tenant: &Tenant) -> String {
    format!("/ws?projectId={}", tenant.project)
}

on_both_databases! {
    async fn a_session_goes_on_by_its_refresh_token_on_every_way_in(app: TestApp) {
        let ann = app.register("ann").await;
        let mut last = ann.client.cookie_named(REFRESH).unwrap();
        let mut renewed = |client: &Client| {
            let now = client.cookie_named(REFRESH).unwrap();
            assert_ne!(now, last, "the token is good for once");
            last = now;
        };
        app.advance(LATER);
        ann.client.get("/auth/me").await.expect(200);
        renewed(&ann.client);
        app.advance(LATER);
        assert!(ann.client.page(&format!("/app/{}/templates", ann.project)).await.text().contains("Invoice"));
        renewed(&ann.client);
        app.advance(LATER);
        ann.client.function("/fn/templates/list", &[("project", &ann.project)]).await.expect(200);
        renewed(&ann.client);
        app.advance(LATER);
        ann.socket(&app, &project(&ann)).await.unwrap().next().await;
        // What a browser would have got with the handshake comes with the next request again.
        ann.client.get("/auth/me").await.expect(200);
        renewed(&ann.client);
        ann.client.post("/auth/refresh", json!({})).await.expect(204);
        renewed(&ann.client);
        assert_eq!(devices(&ann.client).await.len(), 1, "it is one session all along");
    }

    async fn without_its_refresh_token_an_access_session_is_short(app: TestApp) {
        let ann = app.register("ann").await;
        let stolen = copy(&app, &ann.client, &[ACCESS]);
        assert!(is_signed_in(&stolen).await);
        app.advance(LATER);
        assert!(!is_signed_in(&stolen).await);
        stolen.post("/auth/refresh", json!({})).await.expect(401);
    }

    async fn two_tabs_at_once_go_on_with_the_same_token(app: TestApp) {
        let ann = app.register("ann").await;
        app.advance(LATER);
        let tabs: Vec<Client> = (0..8).map(|_| copy(&app, &ann.client, &[ACCESS, REFRESH])).collect();
        let answers = futures::future::join_all(tabs.iter().map(|tab| tab.get("/auth/me"))).await;
        assert!(answers.iter().all(|answer| answer.status == 200));
        let tokens: Vec<_> = tabs.iter().map(|tab| tab.cookie_named(REFRESH).unwrap()).collect();
        assert!(tokens.iter().all(|token| *token == tokens[0]), "one rotation: {tokens:?}");
        assert_ne!(tokens[0], ann.client.cookie_named(REFRESH).unwrap());
        assert_eq!(devices(&tabs[0]).await.len(), 1);
        // Each goes on from there.
        app.advance(LATER);
        for tab in &tabs {
            assert!(is_signed_in(tab).await);
        }
    }

    async fn a_lost_answer_signs_nobody_out(app: TestApp) {
        let ann = app.register("ann").await;
        app.advance(LATER);
        // The answer to this one is lost.
        copy(&app, &ann.client, &[ACCESS, REFRESH]).get("/auth/me").await.expect(200);
        app.advance(Duration::from_secs(29));
        ann.client.get("/auth/me").await.expect(200);
        app.advance(LATER);
        ann.client.get("/auth/me").await.expect(200);
    }

    async fn a_token_that_comes_again_later_ends_the_session(app: TestApp) {
        let ann = app.register("ann").await;
        let elsewhere = log_in(&app, "ann").await;
        let old = copy(&app, &ann.client, &[REFRESH]);
        app.advance(LATER);
        ann.client.get("/auth/me").await.expect(200);
        let mut socket = ann.socket(&app, &project(&ann)).await.unwrap();
        socket.next().await;
        app.advance(Duration::from_secs(31));

        assert!(!is_signed_in(&old).await, "it was used");
        assert!(old.cookie_named(REFRESH).is_none(), "it is taken away");
        assert_eq!(socket.closed().await.0, 4401, "open sockets end with it");
        assert!(!is_signed_in(&ann.client).await, "the access session ended at once");
        ann.client.post("/auth/refresh", json!({})).await.expect(401);
        assert!(is_signed_in(&elsewhere).await, "other browsers are not concerned");
        assert_eq!(devices(&elsewhere).await.len(), 1);
        let told = app.mail_to("ann@example.com", "signed out").await;
        assert_eq!(told.path(), "/app/account");
    }

    async fn a_thief_who_is_faster_is_thrown_out_with_the_victim(app: TestApp) {
        let ann = app.register("ann").await;
        let thief = copy(&app, &ann.client, &[REFRESH]);
        assert!(is_signed_in(&thief).await);
        thief.post("/auth/refresh", json!({})).await.expect(204);
        app.advance(LATER);
        assert!(!is_signed_in(&ann.client).await, "the victim comes second and notices");
        assert!(!is_signed_in(&thief).await);
        thief.post("/auth/refresh", json!({})).await.expect(401);
    }

    async fn reuse_and_rotation_at_once_leave_nobody_signed_in(app: TestApp) {
        let ann = app.register("ann").await;
        let old = copy(&app, &ann.client, &[REFRESH]);
        app.advance(LATER);
        ann.client.get("/auth/me").await.expect(200);
        app.advance(LATER);
        let (_, _) = tokio::join!(old.get("/auth/me"), ann.client.post("/auth/refresh", json!({})));
        assert!(!is_signed_in(&old).await && !is_signed_in(&ann.client).await);
    }

    async fn nobody_comes_for_two_weeks_or_ninety_days_go_by(app: TestApp) {
        let ann = app.register("ann").await;
        for _ in 0..8 {
            app.advance(Duration::from_secs(11 * DAY));
            assert!(is_signed_in(&ann.client).await);
        }
        app.advance(Duration::from_secs(3 * DAY));
        assert!(!is_signed_in(&ann.client).await, "91 days");
        let again = log_in(&app, "ann").await;
        app.advance(Duration::from_secs(15 * DAY));
        assert!(!is_signed_in(&again).await, "15 days without a visit");
    }

    async fn a_log_in_has_new_ids_whatever_the_browser_brought(app: TestApp) {
        let mallory = app.register("mallory").await;
        app.register("ann").await;
        // Planted: a session that an attacker knows, his own and one that was made up.
        for planted in [mallory.client.cookie().unwrap(), "ocriva=AAAAAAAAAAAAAAAAAAAAAA".to_owned()] {
            let victim = app.visitor().with_cookie(&planted);
            let credentials = json!({ "email": "ann@example.com", "password": "correct horse" });
            victim.post("/auth/login", credentials).await.expect(200);
            let attacker = app.visitor().with_cookie(&planted);
            assert!(!is_signed_in(&attacker).await, "what was planted is worth nothing");
            assert_ne!(victim.cookie_named(ACCESS), attacker.cookie_named(ACCESS));
            assert_eq!(victim.get("/auth/me").await.expect(200)["user"]["email"], "ann@example.com");
        }
    }

    async fn devices_are_listed_and_signed_out_one_by_one(app: TestApp) {
        let ann = app.register("ann").await;
        let bob = app.register("bob").await;
        let phone = log_in(&app, "ann").await;
        let listed = devices(&ann.client).await;
        assert_eq!(listed.len(), 2);
        let (here, there): (Vec<_>, Vec<_>) = listed.iter().partition(|one| one["current"] == true);
        assert_eq!((here.len(), there.len()), (1, 1));
        assert_eq!(here[0]["ip"], "127.0.0.1");
        assert!(here[0]["userAgent"].is_string() && here[0]["lastUsedAt"].is_string());

        let mut socket = app.socket(&project(&ann), &[("cookie", &phone.cookie().unwrap())]).await.unwrap();
        socket.next().await;
        let path = format!("/auth/sessions/{}", there[0]["id"].as_str().unwrap());
        bob.client.delete(&path).await.expect(404);
        assert!(is_signed_in(&phone).await);
        ann.client.delete(&path).await.expect(204);
        ann.client.delete(&path).await.expect(404);
        assert!(!is_signed_in(&phone).await);
        assert_eq!(socket.closed().await.0, 4401);
        assert!(is_signed_in(&ann.client).await);
    }

    async fn signing_out_everywhere_may_spare_this_browser(app: TestApp) {
        let ann = app.register("ann").await;
        let others = [log_in(&app, "ann").await, log_in(&app, "ann").await];
        ann.client.delete("/auth/sessions?others=true").await.expect(204);
        for other in &others {
            assert!(!is_signed_in(other).await);
        }
        assert!(is_signed_in(&ann.client).await);
        ann.client.delete("/auth/sessions").await.expect(204);
        assert!(ann.client.cookie_named(REFRESH).is_none());
        assert!(!is_signed_in(&ann.client).await);
    }

    async fn an_open_socket_lasts_as_long_as_the_browser_is_signed_in(app: TestApp) {
        let ann = app.register("ann").await;
        let mut socket = ann.socket(&app, &project(&ann)).await.unwrap();
        socket.next().await;
        app.advance(LATER);
        // It looks again at who it is, and the access session that opened it has ended.
        app.runtime.live.tell_access(Access::Person(UserId(ann.user.clone())));
        ann.tell(&app, "doc_1");
        assert_eq!(socket.next().await["type"], "access");
        assert_eq!(socket.next().await["type"], "processing.changed");
        ann.client.post("/auth/logout", json!({})).await.expect(204);
        assert_eq!(socket.closed().await.0, 4401);
    }

    async fn what_has_ended_is_forgotten_after_a_while(app: TestApp) {
        let ann = app.register("ann").await;
        ann.client.post("/auth/logout", json!({})).await.expect(204);
        assert_eq!(sessions::forget_ended(&app.runtime).await.unwrap(), 0);
        log_in(&app, "ann").await;
        app.advance(Duration::from_secs(15 * DAY));
        assert_eq!(sessions::forget_ended(&app.runtime).await.unwrap(), 1, "the one that was signed out");
        app.advance(Duration::from_secs(15 * DAY));
        assert_eq!(sessions::forget_ended(&app.runtime).await.unwrap(), 1, "the one that nobody used");
    }

    async fn logging_out_ends_the_family_too(app: TestApp) {
        let ann = app.register("ann").await;
        let kept = copy(&app, &ann.client, &[ACCESS, REFRESH]);
        let out = ann.client.post("/auth/logout", json!({})).await;
        assert_eq!((out.status.as_u16(), out.header("clear-site-data")), (204, "\"cache\""));
        assert!(ann.client.cookie_named(REFRESH).is_none());
        assert!(!is_signed_in(&kept).await);
        kept.post("/auth/refresh", json!({})).await.expect(401);
    }
}

#[tokio::test]
async fn cookies_are_kept_from_script_and_from_other_hosts() {
    let app =
        TestApp::start_configured(Backend::Sqlite, &[("OCRIVA_PUBLIC_URL", "https://ocriva.example".to_owned())]).await;
    let person = json!({ "email": "ann@example.com", "password": "correct horse", "name": "Ann" });
    let answer = app.visitor().post("/auth/register", person).await;
    let set: Vec<_> = answer.headers.get_all("set-cookie").iter().map(|value| value.to_str().unwrap()).collect();
    assert_eq!(set.len(), 3, "{set:?}");
    for cookie in set {
        assert!(cookie.starts_with("__Host-ocriva"), "{cookie}");
        for rule in ["HttpOnly", "SameSite=Lax", "Secure", "Path=/"] {
            assert!(cookie.contains(rule), "{cookie}");
        }
        assert!(!cookie.contains("Domain"), "{cookie}");
    }
}

#[tokio::test]
async fn nonsense_for_a_token_is_taken_away_and_nothing_else() {
    let app = TestApp::start(Backend::Sqlite).await;
    for nonsense in ["x", "%00", &"A".repeat(43), &"A".repeat(5000)] {
        let client = app.visitor().with_cookie(&format!("{REFRESH}={nonsense}"));
        client.get("/auth/me").await.expect(401);
        assert!(client.cookie_named(REFRESH).is_none());
        client.get("/health/live").await.expect(200);
    }
}

/// Whoever runs the server can end sessions of one person, or all of them.
#[tokio::test]
async fn the_operator_signs_people_out() {
    let app = TestApp::start(Backend::Sqlite).await;
    let (ann, bob) = (app.register("ann").await, app.register("bob").await);
    assert_eq!(sessions::end_of_address(&app.runtime, " Ann@Example.com").await.unwrap(), 1);
    assert!(!is_signed_in(&ann.client).await && is_signed_in(&bob.client).await);
    log_in(&app, "ann").await;
    assert_eq!(sessions::end_of_everybody(&app.runtime).await.unwrap(), 2);
    assert!(!is_signed_in(&bob.client).await);
    assert_eq!(sessions::end_of_everybody(&app.runtime).await.unwrap(), 0);
}
