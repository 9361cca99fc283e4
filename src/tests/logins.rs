//! Signing in with accounts elsewhere, and everything that must not work.

use crate::support::{
    Answer, Backend, Client, Tenant, TestApp,
    issuer::{CLIENT, Issuer, SECRET, Signed},
    on_both,
};
use serde_json::{Value, json};
use std::{collections::HashMap, time::Duration};

const START: &str = "/auth/login/google";

on_both!(
    a_newcomer_gets_an_account_and_comes_back_to_it,
    an_address_alone_opens_no_account,
    accounts_are_connected_by_their_owner_and_the_last_way_in_stays,
    nothing_but_a_whole_and_fresh_answer_signs_in,
    who_came_from_elsewhere_sets_a_password_right_after_signing_in,
);

/// The query of the address that the browser is sent to.
async fn begin(client: &Client, path: &str) -> HashMap<String, String> {
    let answer = client.page(path).await;
    assert_eq!(answer.status, 303, "{}", answer.text());
    query(answer.header("location"))
}

fn query(address: &str) -> HashMap<String, String> {
    serde_urlencoded::from_str(address.split_once('?').map_or("", |(_, query)| query)).unwrap()
}

async fn come_back(client: &Client, query: &[(&str, &str)]) -> Answer {
    let query = serde_urlencoded::to_string(query).unwrap();
    client.page(&format!("{START}/callback?{query}")).await
}

/// From the log-in page to the provider and back.
async fn sign_in(issuer: &Issuer, client: &Client, claims: Value) -> String {
    let asked = begin(client, START).await;
    let code = issuer.grant(&asked, claims, Signed::Well);
    come_back(client, &[("code", &code), ("state", &asked["state"])]).await.header("location").to_owned()
}

async fn is_signed_in(client: &Client) -> bool {
    client.get("/auth/me").await.status == 200
}

fn problem(location: &str) -> String {
    assert!(location.starts_with("/login?") || location.starts_with("/app/account?"), "{location}");
    query(location).remove("problem").unwrap_or_default()
}

async fn a_newcomer_gets_an_account_and_comes_back_to_it(backend: Backend) {
    let issuer = Issuer::start().await;
    let app = TestApp::start_configured(backend, &issuer.settings()).await;
    let ann = app.visitor();
    let asked = begin(&ann, &format!("{START}?next=/app/x")).await;
    assert_eq!((asked["response_type"].as_str(), asked["client_id"].as_str()), ("code", CLIENT));
    assert_eq!(asked["code_challenge_method"], "S256");
    assert_eq!(asked["redirect_uri"], format!("{}{START}/callback", app.runtime.config.public_url()));
    assert!(asked["scope"].split(' ').any(|scope| scope == "openid"), "{}", asked["scope"]);
    assert!(asked["state"].len() >= 20 && asked["nonce"].len() >= 20);

    let code = issuer.grant(&asked, json!({}), Signed::Well);
    let back = come_back(&ann, &[("code", &code), ("state", &asked["state"])]).await;
    assert!(back.header("location").starts_with("/app/proj_"), "{}", back.header("location"));
    let me = ann.get("/auth/me").await.expect(200);
    assert_eq!((me["user"]["email"].as_str(), me["user"]["name"].as_str()), (Some("ann@example.com"), Some("Ann")));
    assert_eq!((me["organizations"].as_array().unwrap().len(), me["projects"].as_array().unwrap().len()), (1, 1));
    let sent = issuer.asked().remove(0);
    assert!(sent["code_verifier"].len() >= 43, "the verifier is really sent");
    assert_eq!(sent["redirect_uri"], asked["redirect_uri"]);

    // The subject is who they are, whatever their address has become.
    let again = app.visitor();
    assert_eq!(sign_in(&issuer, &again, json!({ "email": "ann@elsewhere.example" })).await, "/app");
    assert_eq!(again.get("/auth/me").await.expect(200)["user"]["id"], me["user"]["id"]);
    // There is no password, so none is right.
    for password in ["", "correct horse"] {
        let credentials = json!({ "email": "ann@example.com", "password": password });
        app.visitor().post("/auth/login", credentials).await.expect(401);
    }
}

async fn an_address_alone_opens_no_account(backend: Backend) {
    let issuer = Issuer::start().await;
    let app = TestApp::start_configured(backend, &issuer.settings()).await;
    app.register("ann").await;
    let thief = app.visitor();
    assert_eq!(problem(&sign_in(&issuer, &thief, json!({ "email": "Ann@Example.com" })).await), "account_exists");
    assert!(!is_signed_in(&thief).await);
    let nameless = json!({ "email": null, "name": null, "sub": "43" });
    assert_eq!(problem(&sign_in(&issuer, &thief, nameless.clone()).await), "no_email");
    // What the token does not say, the provider may say when asked; of another person it is not believed.
    issuer.tell_userinfo(json!({ "sub": "44", "email": "eve@example.com" }));
    assert_eq!(problem(&sign_in(&issuer, &thief, nameless.clone()).await), "refused");
    issuer.tell_userinfo(json!({ "sub": "43", "email": "eve@example.com", "name": "Eve" }));
    assert!(sign_in(&issuer, &thief, nameless).await.starts_with("/app/proj_"));
    assert_eq!(thief.get("/auth/me").await.expect(200)["user"]["name"], "Eve");
}

async fn accounts_are_connected_by_their_owner_and_the_last_way_in_stays(backend: Backend) {
    let issuer = Issuer::start().await;
    let app = TestApp::start_configured(backend, &issuer.settings()).await;
    let (ann, bob) = (app.register("ann").await, app.register("bob").await);
    let connect = format!("{START}?connect=true");
    assert!(app.visitor().page(&connect).await.header("location").starts_with("/login?"));

    let asked = begin(&ann.client, &connect).await;
    let code = issuer.grant(&asked, json!({}), Signed::Well);
    let back = come_back(&ann.client, &[("code", &code), ("state", &asked["state"])]).await;
    assert_eq!(back.header("location"), "/app/account");
    assert_eq!(app.mail_to("ann@example.com", "Google can sign you in").await.path(), "/app/account");
    let elsewhere = app.visitor();
    assert_eq!(sign_in(&issuer, &elsewhere, json!({})).await, "/app");
    assert_eq!(elsewhere.get("/auth/me").await.expect(200)["user"]["id"], ann.user.as_str());

    // A browser that was left open adds no way in.
    app.advance(Duration::from_secs(11 * 60));
    let late = ann.client.page(&connect).await;
    assert_eq!(problem(late.header("location")), "sign_in_again");
    let bob = Tenant { client: bob.login(&app, "bob").await, ..bob };

    // It is hers, and nobody else's.
    let asked = begin(&bob.client, &connect).await;
    let code = issuer.grant(&asked, json!({}), Signed::Well);
    let back = come_back(&bob.client, &[("code", &code), ("state", &asked["state"])]).await;
    assert_eq!(problem(back.header("location")), "taken");

    let ways = ann.client.function("/fn/logins/list", &[]).await.expect(200);
    assert_eq!((ways["hasPassword"].as_bool(), ways["identities"].as_array().unwrap().len()), (Some(true), 1));
    let id = ways["identities"][0]["id"].as_str().unwrap().to_owned();
    bob.client.function("/fn/logins/disconnect", &[("identity", &id)]).await.expect(404);
    ann.client.function("/fn/logins/disconnect", &[("identity", &id)]).await.expect(200);

    // Now it is free, and a newcomer's only way in.
    let carl = app.visitor();
    sign_in(&issuer, &carl, json!({ "email": "carl@example.com" })).await;
    let ways = carl.function("/fn/logins/list", &[]).await.expect(200);
    assert_eq!(ways["hasPassword"], false);
    let id = ways["identities"][0]["id"].as_str().unwrap().to_owned();
    let kept = carl.function("/fn/logins/disconnect", &[("identity", &id)]).await.expect(409);
    assert_eq!(kept["code"], "last_way_in");
    assert_eq!(sign_in(&issuer, &app.visitor(), json!({})).await, "/app");
}

async fn who_came_from_elsewhere_sets_a_password_right_after_signing_in(backend: Backend) {
    let issuer = Issuer::start().await;
    let app = TestApp::start_configured(backend, &issuer.settings()).await;
    let carl = app.visitor();
    sign_in(&issuer, &carl, json!({ "email": "carl@example.com", "name": "Carl" })).await;
    let set = async |new: &str| carl.call("PUT", "/auth/password", json!({ "newPassword": new })).await;
    let page = carl.page("/app/account").await.text();
    assert!(page.contains("Set password") && !page.contains("Present password"), "{page}");

    app.advance(Duration::from_secs(11 * 60));
    assert_eq!(set("another horse entirely").await.expect(403)["code"], "sign_in_again");
    assert_eq!(sign_in(&issuer, &carl, json!({})).await, "/app");
    assert_eq!(set("carl@example.com").await.expect(400)["message"][0]["field"], "newPassword");
    set("another horse entirely").await.expect(204);
    let credentials = json!({ "email": "carl@example.com", "password": "another horse entirely" });
    app.visitor().post("/auth/login", credentials).await.expect(200);
    // From now on the present one is asked for, however fresh the sign-in.
    assert_eq!(set("a third horse altogether").await.expect(400)["message"][0]["field"], "currentPassword");
    let page = carl.page("/app/account").await.text();
    assert!(page.contains("Change password") && page.contains("Present password"));

    let me = carl.get("/auth/me").await.expect(200);
    let path = format!("/audit?organizationId={}&action=account", me["organizations"][0]["id"].as_str().unwrap());
    let trail = carl.get(&path).await.expect(200);
    let actions: Vec<_> = trail["data"].as_array().unwrap().iter().map(|entry| entry["action"].clone()).collect();
    assert_eq!(json!(actions), json!(["account.password_changed", "account.identity_linked"]));
}

async fn nothing_but_a_whole_and_fresh_answer_signs_in(backend: Backend) {
    let issuer = Issuer::start().await;
    let app = TestApp::start_configured(backend, &issuer.settings()).await;

    // The state: another one, none, of another browser, a second time, too late.
    let (ann, eve) = (app.visitor(), app.visitor());
    let forgotten = async |client: &Client, query: &[(&str, &str)]| {
        assert_eq!(problem(come_back(client, query).await.header("location")), "forgotten", "{query:?}");
        assert!(!is_signed_in(client).await);
    };
    let asked = begin(&ann, START).await;
    let code = issuer.grant(&asked, json!({}), Signed::Well);
    forgotten(&ann, &[("code", &code), ("state", "another")]).await;
    forgotten(&ann, &[("code", &code), ("state", &asked["state"])]).await;
    let asked = begin(&ann, START).await;
    let code = issuer.grant(&asked, json!({}), Signed::Well);
    forgotten(&ann, &[("code", &code)]).await;
    let asked = begin(&ann, START).await;
    let code = issuer.grant(&asked, json!({}), Signed::Well);
    // Log-in CSRF: the attacker's own answer in the victim's browser.
    forgotten(&eve, &[("code", &code), ("state", &asked["state"])]).await;
    app.advance(Duration::from_secs(11 * 60));
    forgotten(&ann, &[("code", &code), ("state", &asked["state"])]).await;
    assert!(issuer.asked().is_empty(), "the provider was asked nothing");

    // What the provider says for itself.
    for (query, expected) in [
        (vec![("error", "access_denied")], "denied"),
        (vec![("error", "server_error"), ("code", "x")], "refused"),
        (vec![], "refused"),
        (vec![("code", "made-up")], "refused"),
        (vec![("code", "{code}"), ("iss", "https://another.example")], "refused"),
    ] {
        let asked = begin(&ann, START).await;
        let code = issuer.grant(&asked, json!({}), Signed::Well);
        let mut query: Vec<_> = query
            .into_iter()
            .map(|(name, value)| (name, if value == "{code}" { code.as_str() } else { value }))
            .collect();
        query.push(("state", &asked["state"]));
        assert_eq!(problem(come_back(&ann, &query).await.header("location")), expected, "{query:?}");
        assert!(!is_signed_in(&ann).await);
    }

    // The ID token.
    for (claims, signed) in [
        (json!({ "nonce": "another" }), Signed::Well),
        (json!({ "nonce": null }), Signed::Well),
        (json!({ "aud": "another-client" }), Signed::Well),
        (json!({ "aud": [CLIENT, "another-client"] }), Signed::Well),
        (json!({ "azp": "another-client" }), Signed::Well),
        (json!({ "iss": "https://another.example" }), Signed::Well),
        (json!({ "exp": 1_700_000_001 }), Signed::Well),
        (json!({}), Signed::ByAnother),
        (json!({}), Signed::None),
        (json!({}), Signed::Shared(SECRET)),
        (json!({}), Signed::Shared("")),
    ] {
        let asked = begin(&ann, START).await;
        let code = issuer.grant(&asked, claims.clone(), signed);
        let back = come_back(&ann, &[("code", &code), ("state", &asked["state"])]).await;
        assert_eq!(problem(back.header("location")), "refused", "{claims}");
        assert!(!is_signed_in(&ann).await);
    }

    // A code is of no use without the verifier, which only the browser that asked has on its side.
    let (asked, other) = (begin(&ann, START).await, begin(&eve, START).await);
    let code = issuer.grant(&other, json!({ "nonce": asked["nonce"] }), Signed::Well);
    let back = come_back(&ann, &[("code", &code), ("state", &asked["state"])]).await;
    assert_eq!(problem(back.header("location")), "refused");

    // Keys are fetched anew for a token with a new one, and not for every token.
    assert!(sign_in(&issuer, &ann, json!({})).await.starts_with("/app/proj_"));
    let before = issuer.key_fetches();
    app.advance(Duration::from_secs(31));
    issuer.turn_key();
    assert_eq!(sign_in(&issuer, &app.visitor(), json!({})).await, "/app");
    assert_eq!(issuer.key_fetches(), before + 1);
}

#[tokio::test]
async fn a_request_does_not_choose_where_answers_go() {
    let issuer = Issuer::start().await;
    let app = TestApp::start_configured(Backend::Sqlite, &issuer.settings()).await;
    let eve = app.visitor();
    for header in ["host", "x-forwarded-host"] {
        let answer = eve.page_with_header(START, header, "evil.example").await;
        assert!(!answer.header("location").contains("evil"), "{}", answer.header("location"));
    }
    for next in ["https://evil.example", "//evil.example", "/login", "/app/\\evil", "javascript:alert(1)"] {
        let asked = begin(&eve, &format!("{START}?{}", serde_urlencoded::to_string([("next", next)]).unwrap())).await;
        let code = issuer.grant(&asked, json!({}), Signed::Well);
        let back = come_back(&eve, &[("code", &code), ("state", &asked["state"])]).await;
        let to = back.header("location");
        assert!(to == "/app" || to.starts_with("/app/"), "{next} led to {to}");
    }
    let bob = app.register("bob").await;
    let connect = format!("{START}?connect=true");
    let foreign = bob.client.page_with_header(&connect, "sec-fetch-site", "cross-site").await;
    assert_eq!(foreign.status, 403, "nobody else begins to connect an account");
    app.visitor().get("/auth/login/nowhere").await.expect(404);
}

#[tokio::test]
async fn line_signs_with_the_secret_of_its_channel() {
    let issuer = Issuer::start().await;
    let settings = [
        ("OCRIVA_LOGIN_LINE_ISSUER", issuer.url.clone()),
        ("LINE_CHANNEL_ID", CLIENT.to_owned()),
        ("LINE_CHANNEL_SECRET", SECRET.to_owned()),
    ];
    let app = TestApp::start_configured(Backend::Sqlite, &settings).await;
    for (signed, expected) in [
        (Signed::Shared("another"), "/login?"),
        (Signed::Well, "/login?"),
        (Signed::None, "/login?"),
        (Signed::Shared(SECRET), "/app/proj_"),
    ] {
        let client = app.visitor();
        let asked = begin(&client, "/auth/login/line").await;
        let code = issuer.grant(&asked, json!({}), signed);
        let query = serde_urlencoded::to_string([("code", &code), ("state", &asked["state"])]).unwrap();
        let back = client.page(&format!("/auth/login/line/callback?{query}")).await;
        assert!(back.header("location").starts_with(expected), "{}", back.header("location"));
    }
    let sent = issuer.asked().remove(0);
    assert_eq!((sent["client_id"].as_str(), sent["client_secret"].as_str()), (CLIENT, SECRET), "as LINE wants it");
}

#[tokio::test]
async fn a_provider_that_is_away_is_said_to_be() {
    let settings = [
        ("OCRIVA_LOGIN_GOOGLE_ISSUER", "http://127.0.0.1:1".to_owned()),
        ("GOOGLE_CLIENT_ID", CLIENT.to_owned()),
        ("GOOGLE_CLIENT_SECRET", SECRET.to_owned()),
    ];
    let app = TestApp::start_configured(Backend::Sqlite, &settings).await;
    let answer = app.visitor().page(&format!("{START}?next=/app/x")).await;
    assert_eq!(problem(answer.header("location")), "unreachable");
    let page = app.visitor().page(answer.header("location")).await;
    assert!(page.text().contains("Google cannot be reached right now"), "{}", page.text());
    assert!(page.text().contains("Continue with"));
}
