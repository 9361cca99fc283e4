//! Socket.IO on the wire: the packets of protocol 5, as its clients send them.

use crate::support::{Socket, Tenant, TestApp, on_both_databases};
use serde_json::{Value, json};

const WEB_SOCKET: &str = "/socket.io/?EIO=4&transport=websocket";

/// What follows the digits in front of a packet, after pings were answered.
async fn packet(socket: &mut Socket, kind: &str) -> Value {
    loop {
        let text = socket.next_text().await.unwrap_or_else(|closed| panic!("closed: {closed:?}"));
        if text == "2" {
            socket.say_text("3".to_owned()).await;
            continue;
        }
        let json = text.strip_prefix(kind).unwrap_or_else(|| panic!("{text} instead of {kind}"));
        return serde_json::from_str(json).unwrap_or_else(|_| panic!("{text}"));
    }
}

/// Opens the main namespace with this `auth`; the answer, welcome or not.
async fn connect(app: &TestApp, headers: &[(&str, &str)], auth: &str, answer: &str) -> (Socket, Value) {
    let mut socket = app.socket(WEB_SOCKET, headers).await.unwrap();
    packet(&mut socket, "0").await;
    socket.say_text(format!("40{auth}")).await;
    let said = packet(&mut socket, answer).await;
    (socket, said)
}

async fn ask(socket: &mut Socket, name: &str, data: Value) -> Value {
    socket.say_text(format!("427{}", json!([name, data]))).await;
    loop {
        let text = socket.next_text().await.unwrap();
        if let Some(ack) = text.strip_prefix("437") {
            return serde_json::from_str::<Value>(ack).unwrap()[0].clone();
        }
    }
}

/// Lets answers pass that were also sent as messages.
async fn event(socket: &mut Socket, name: &str) -> Value {
    loop {
        let message = packet(socket, "42").await;
        if message[0] == name {
            return message[1].clone();
        }
    }
}

fn auth(token: &str) -> String {
    json!({ "token": token }).to_string()
}

async fn watching(app: &TestApp, ann: &Tenant) -> (Socket, String) {
    let (token, id) = ann.token_text(&["documents:read"]).await;
    let (mut socket, _) = connect(app, &[], &auth(&token), "40").await;
    let subscribed = ask(&mut socket, "subscribe", json!({ "project": ann.project })).await;
    assert_eq!(subscribed["type"], "subscribed", "{subscribed}");
    (socket, id)
}

on_both_databases! {
    async fn a_client_subscribes_and_hears_every_event_by_both_names(app: TestApp) {
        let ann = app.register("ann").await;
        let (mut socket, _) = watching(&app, &ann).await;
        ann.tell(&app, "doc_1");
        assert_eq!(event(&mut socket, "event").await["documentId"], "doc_1");
        let named = packet(&mut socket, "42").await;
        assert_eq!((&named[0], &named[1]["documentId"]), (&json!("processing.changed"), &json!("doc_1")));

        // By cookie, and resumed.
        ann.tell(&app, "doc_2");
        let cookie = ann.client.cookie().unwrap();
        let (mut other, _) = connect(&app, &[("cookie", &cookie)], "", "40").await;
        let resume = json!({ "lastEventId": named[1]["id"], "subscriptions": [{ "project": ann.project }] });
        other.say_text(format!("42{}", json!(["resume", resume]))).await;
        assert_eq!(event(&mut other, "event").await["documentId"], "doc_2");
        event(&mut other, "resumed").await;

        let gone = ask(&mut socket, "unsubscribe", json!({ "project": ann.project })).await;
        assert_eq!(gone["type"], "unsubscribed");
    }

    async fn strangers_other_sites_and_nonsense_are_refused(app: TestApp) {
        let (ann, bob) = (app.register("ann").await, app.register("bob").await);
        let cookie = ann.client.cookie().unwrap();
        assert_eq!(app.socket(WEB_SOCKET, &[("cookie", &cookie), ("origin", "https://evil.example")]).await.err(), Some(403));
        for wrong in ["", &auth("ocr_wrong"), "[1]"] {
            let (_, refusal) = connect(&app, &[], wrong, "44").await;
            assert!(refusal["message"].as_str().unwrap().contains("token"), "{refusal}");
        }
        let (mut socket, _) = watching(&app, &bob).await;
        for foreign in [json!({ "project": ann.project }), json!({ "organization": ann.organization })] {
            assert_eq!(ask(&mut socket, "subscribe", foreign).await["code"], "not_found");
        }
        for nonsense in [json!({}), json!("proj_1"), json!({ "user": "user_1" })] {
            assert_eq!(ask(&mut socket, "subscribe", nonsense).await["code"], "bad_request");
        }
        ann.tell(&app, "doc_anns");
        bob.tell(&app, "doc_bobs");
        assert_eq!(event(&mut socket, "event").await["documentId"], "doc_bobs");
    }

    async fn a_revoked_token_is_disconnected_at_once(app: TestApp) {
        let ann = app.register("ann").await;
        let (mut socket, token) = watching(&app, &ann).await;
        ann.client.delete(&format!("/api-tokens/{token}")).await.expect(204);
        assert_eq!(event(&mut socket, "error").await["code"], "unauthorized");
        assert_eq!(socket.next_text().await.unwrap(), "41", "disconnected by the server");
    }

    async fn a_server_that_stops_ends_the_transport(app: TestApp) {
        let ann = app.register("ann").await;
        let (mut socket, _) = watching(&app, &ann).await;
        let ((code, _), ()) = tokio::join!(socket.closed(), app.runtime.live.end());
        // A client takes the end of the transport as a reason to come back.
        assert_ne!(code, 4401);
        assert!(socket.next_text().await.is_err());
    }
}
