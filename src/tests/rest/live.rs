//! The live socket: who may listen, what is heard, and what is not.

use crate::support::{Backend, Socket, TestApp, on_both_databases, sample};
use serde_json::{Value, json};
use std::time::Duration;

/// What a socket of Ann's first project hears of documents until this one.
async fn documents_until(socket: &mut Socket, last: &str) -> Vec<String> {
    let mut heard = Vec::new();
    while heard.last().is_none_or(|document| document != last) {
        let event = socket.next().await;
        assert_eq!(event["type"], "processing.changed", "{event}");
        heard.push(event["documentId"].as_str().unwrap().to_owned());
    }
    heard
}

fn id(value: &Value, key: &str) -> String {
    value[key].as_str().unwrap_or_else(|| panic!("no {key} in {value}")).to_owned()
}

on_both_databases! {
    async fn a_watcher_sees_a_document_through(app: TestApp) {
        let ann = app.register("ann").await;
        let mut socket = ann.socket(&app, &format!("/ws?projectId={}", ann.project)).await.unwrap();
        assert_eq!(socket.next().await["type"], "subscribed");
        // What others do is not told.
        app.register("bob").await.upload("bob.pdf", sample("invoice.pdf")).await.expect(201);
        let accepted = ann.upload("invoice.pdf", sample("invoice.pdf")).await.expect(201);

        let mut statuses = Vec::new();
        while statuses.last().is_none_or(|status| status != "completed") {
            let event = socket.next().await;
            assert_eq!(event["documentId"], accepted["id"]);
            statuses.push(id(&event, "status"));
        }
        assert_eq!(statuses, ["pending", "in_progress", "completed"]);
    }

    async fn a_socket_of_a_stranger_a_visitor_or_another_site_is_not_opened(app: TestApp) {
        let ann = app.register("ann").await;
        let bob = app.register("bob").await;
        let (anns, bobs) = (ann.client.cookie().unwrap(), bob.client.cookie().unwrap());
        let path = format!("/ws?projectId={}", ann.project);
        let evil = ("origin", "https://evil.example");
        for (path, headers, status) in [
            (path.as_str(), vec![], 401),
            (&path, vec![("cookie", bobs.as_str())], 404),
            (&path, vec![("cookie", &anns), evil], 403),
            ("/ws", vec![("cookie", &anns), evil], 403),
            ("/ws", vec![("cookie", &anns), ("sec-fetch-site", "cross-site")], 403),
            ("/ws", vec![("authorization", "Bearer ocr_wrong")], 401),
        ] {
            assert_eq!(app.socket(path, &headers).await.err(), Some(status), "{path} {headers:?}");
        }
        let own = format!("http://{}", app.address);
        app.socket("/ws", &[("cookie", &anns), ("origin", &own)]).await.unwrap();
    }

    async fn nothing_of_others_can_be_subscribed_to(app: TestApp) {
        let ann = app.register("ann").await;
        let bob = app.register("bob").await;
        let accepted = ann.upload("invoice.pdf", sample("invoice.pdf")).await.expect(201);
        app.finished(&ann.client, &id(&accepted, "processingId")).await;
        let batch = ann.upload_batch(&[], &[("a.pdf", sample("invoice.pdf"))]).await.expect(201);

        let mut socket = bob.socket(&app, "/ws").await.unwrap();
        for topic in [
            json!({ "project": ann.project }),
            json!({ "organization": ann.organization }),
            json!({ "document": accepted["id"] }),
            json!({ "batch": batch["id"] }),
        ] {
            let mut ask = topic.clone();
            ask["type"] = json!("subscribe");
            let answer = socket.ask(ask).await;
            assert_eq!((&answer["type"], &answer["code"]), (&json!("error"), &json!("not_found")), "{answer}");
            let mut resume = socket.ask(json!({ "type": "resume", "lastEventId": "live_1", "subscriptions": [topic] })).await;
            assert_eq!(resume["code"], "not_found");
            resume = socket.next().await;
            assert_eq!((&resume["type"], &resume["lastEventId"]), (&json!("resync"), &Value::Null));
        }
        let own = socket.ask(json!({ "type": "subscribe", "organization": bob.organization })).await;
        assert_eq!(own["type"], "subscribed");
        ann.tell(&app, "doc_anns");
        bob.tell(&app, "doc_bobs");
        assert_eq!(documents_until(&mut socket, "doc_bobs").await, ["doc_bobs"]);
    }

    async fn who_subscribes_to_less_hears_less(app: TestApp) {
        let ann = app.register("ann").await;
        let accepted = ann.upload("invoice.pdf", sample("invoice.pdf")).await.expect(201);
        let document = id(&accepted, "id");
        app.finished(&ann.client, &id(&accepted, "processingId")).await;

        let mut one = ann.socket(&app, "/ws").await.unwrap();
        assert_eq!(one.ask(json!({ "type": "subscribe", "document": document })).await["document"], document.as_str());
        let mut all = ann.socket(&app, "/ws").await.unwrap();
        all.ask(json!({ "type": "subscribe", "organization": ann.organization })).await;
        // A project that is made later is part of the organization all the same.
        let new = json!({ "organizationId": ann.organization, "name": "Second" });
        let second = id(&ann.client.post("/projects", new).await.expect(201), "id");
        for (project, document) in [(&ann.project, "doc_other"), (&second, "doc_second"), (&ann.project, &document)] {
            ann.tell_in(&app, project, document);
        }
        assert_eq!(documents_until(&mut one, &document).await, [document.as_str()]);
        assert_eq!(documents_until(&mut all, &document).await, ["doc_other", "doc_second", &document]);

        assert_eq!(one.ask(json!({ "type": "unsubscribe", "document": document })).await["type"], "unsubscribed");
        ann.tell(&app, &document);
        assert_eq!(one.ask(json!({ "type": "ping" })).await["type"], "pong");
    }

    async fn a_batch_is_followed_by_itself(app: TestApp) {
        let ann = app.register("ann").await;
        let batch = ann.upload_batch(&[], &[("a.pdf", sample("invoice.pdf"))]).await.expect(201);
        let mut socket = ann.socket(&app, "/ws").await.unwrap();
        assert_eq!(socket.ask(json!({ "type": "subscribe", "batch": batch["id"] })).await["batch"], batch["id"]);
        ann.tell(&app, "doc_elsewhere");
        ann.tell_in_batch(&app, batch["id"].as_str().unwrap(), "doc_here");
        loop {
            let event = socket.next().await;
            assert_eq!(event["batchId"], batch["id"], "{event}");
            if event["documentId"] == "doc_here" {
                break;
            }
        }
    }

    async fn a_token_is_shown_in_a_header_or_first_of_all(app: TestApp) {
        let ann = app.register("ann").await;
        let (token, _) = ann.token_text(&["documents:read"]).await;
        let subscribe = || json!({ "type": "subscribe", "project": ann.project });
        let bearer = format!("Bearer {token}");
        for header in [("authorization", bearer.as_str()), ("x-api-key", token.as_str())] {
            let mut socket = app.socket("/ws", &[header]).await.unwrap();
            assert_eq!(socket.ask(subscribe()).await["type"], "subscribed");
        }
        let mut socket = app.socket("/ws", &[]).await.unwrap();
        assert_eq!(socket.ask(json!({ "type": "auth", "token": token })).await["type"], "authenticated");
        assert_eq!(socket.ask(json!({ "type": "auth", "token": token })).await["code"], "already_authenticated");
        assert_eq!(socket.ask(subscribe()).await["type"], "subscribed");
        // What a token may not read elsewhere it does not hear here.
        let webhooks = app.socket("/ws", &[("x-api-key", &ann.token_text(&["documents:read", "webhooks:read"]).await.0)]).await;
        let mut webhooks = webhooks.unwrap();
        webhooks.ask(subscribe()).await;
        ann.tell_delivery(&app);
        ann.tell(&app, "doc_1");
        assert_eq!(documents_until(&mut socket, "doc_1").await, ["doc_1"]);
        assert_eq!(webhooks.next().await["type"], "delivery.changed");

        let (useless, _) = ann.token_text(&["templates:read"]).await;
        let mut socket = app.socket("/ws", &[("x-api-key", &useless)]).await.unwrap();
        assert_eq!(socket.ask(subscribe()).await["code"], "forbidden");
        for first in [subscribe(), json!({ "type": "auth", "token": "ocr_wrong" })] {
            let mut socket = app.socket("/ws", &[]).await.unwrap();
            socket.say(first).await;
            assert_eq!(socket.closed().await.0, 4401);
        }
    }

    async fn a_socket_ends_with_the_token_or_the_session_that_opened_it(app: TestApp) {
        let ann = app.register("ann").await;
        let (token, token_id) = ann.token_text(&["documents:read"]).await;
        let mut by_token = app.socket("/ws", &[("x-api-key", &token)]).await.unwrap();
        by_token.ask(json!({ "type": "subscribe", "project": ann.project })).await;
        let mut by_cookie = ann.socket(&app, "/ws").await.unwrap();
        by_cookie.ask(json!({ "type": "subscribe", "project": ann.project })).await;

        ann.client.delete(&format!("/api-tokens/{token_id}")).await.expect(204);
        assert_eq!(by_token.closed().await.0, 4401);
        assert_eq!(by_cookie.ask(json!({ "type": "ping" })).await["type"], "pong", "the other one stays");
        ann.client.post("/auth/logout", json!({})).await.expect(204);
        assert_eq!(by_cookie.closed().await.0, 4401);
    }

    async fn what_was_missed_is_told_once_and_in_order(app: TestApp) {
        let ann = app.register("ann").await;
        let new = json!({ "organizationId": ann.organization, "name": "Second" });
        let second = id(&ann.client.post("/projects", new).await.expect(201), "id");
        let mut socket = ann.socket(&app, "/ws").await.unwrap();
        let before = id(&socket.ask(json!({ "type": "subscribe", "project": ann.project })).await, "lastEventId");
        ann.tell(&app, "doc_1");
        let seen = id(&socket.next().await, "id");
        drop(socket);
        ann.tell(&app, "doc_2");
        ann.tell_in(&app, &second, "doc_elsewhere");
        ann.tell(&app, "doc_3");

        for (last, missed) in [(&seen, ["doc_2", "doc_3"].as_slice()), (&before, &["doc_1", "doc_2", "doc_3"])] {
            let mut socket = ann.socket(&app, "/ws").await.unwrap();
            // Two subscriptions that overlap tell nothing twice.
            let topics = json!([{ "project": ann.project }, { "document": "doc_unknown" }, { "project": ann.project }]);
            socket.say(json!({ "type": "resume", "lastEventId": last, "subscriptions": topics })).await;
            for kind in ["subscribed", "error", "subscribed"] {
                assert_eq!(socket.next().await["type"], kind);
            }
            assert_eq!(documents_until(&mut socket, "doc_3").await, missed);
            let resumed = socket.next().await;
            assert_eq!(resumed["type"], "resumed");
            // From here on it goes on as before, and there is nothing to resume.
            let again = socket.ask(json!({ "type": "resume", "lastEventId": resumed["lastEventId"] })).await;
            assert_eq!(again, resumed);
        }

        // What came between subscribing and resuming was told as it happened.
        let mut socket = ann.socket(&app, "/ws").await.unwrap();
        socket.ask(json!({ "type": "subscribe", "project": ann.project })).await;
        ann.tell(&app, "doc_4");
        assert_eq!(documents_until(&mut socket, "doc_4").await, ["doc_4"]);
        socket.say(json!({ "type": "resume", "lastEventId": seen })).await;
        assert_eq!(documents_until(&mut socket, "doc_3").await, ["doc_2", "doc_3"]);
        assert_eq!(socket.next().await["type"], "resumed");
    }

    async fn who_was_away_too_long_is_told_to_look_afresh(app: TestApp) {
        let ann = app.register("ann").await;
        let mut socket = ann.socket(&app, "/ws").await.unwrap();
        let old = id(&socket.ask(json!({ "type": "subscribe", "project": ann.project })).await, "lastEventId");
        ann.tell(&app, "doc_1");
        socket.next().await;
        app.advance(Duration::from_secs(16 * 60));
        ann.tell(&app, "doc_2");
        let new = id(&socket.next().await, "id");

        let mut late = ann.socket(&app, "/ws").await.unwrap();
        late.say(json!({ "type": "resume", "lastEventId": old, "subscriptions": [{ "project": ann.project }] })).await;
        assert_eq!(late.next().await["type"], "subscribed");
        let resync = late.next().await;
        assert_eq!((&resync["type"], &resync["lastEventId"]), (&json!("resync"), &json!(new)));
        // It listens all the same.
        ann.tell(&app, "doc_3");
        assert_eq!(documents_until(&mut late, "doc_3").await, ["doc_3"]);
    }

    async fn a_server_that_stops_says_so(app: TestApp) {
        let ann = app.register("ann").await;
        let mut socket = ann.socket(&app, "/ws").await.unwrap();
        socket.ask(json!({ "type": "subscribe", "project": ann.project })).await;
        let ((code, reason), ()) = tokio::join!(socket.closed(), app.runtime.live.end());
        assert_eq!(code, 1001);
        assert!(reason.starts_with("going away"), "{reason}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nonsense_is_answered_and_too_much_is_not_borne() {
    let app = TestApp::start(Backend::Sqlite).await;
    let ann = app.register("ann").await;
    let mut socket = ann.socket(&app, "/ws").await.unwrap();
    for nonsense in ["", "hello", "[]", "{\"type\":\"dance\"}", "{\"type\":\"subscribe\",\"project\":1}"] {
        socket.say_text(nonsense.to_owned()).await;
        assert_eq!(socket.next().await["code"], "bad_request", "{nonsense}");
    }
    for _ in 0..200 {
        socket.say(json!({ "type": "ping" })).await;
    }
    assert_eq!(socket.closed().await.0, 4429);

    let mut socket = ann.socket(&app, "/ws").await.unwrap();
    socket.say_text("x".repeat(9 * 1024)).await;
    assert_eq!(socket.closed().await.0, 1009);
    let mut socket = ann.socket(&app, "/ws").await.unwrap();
    socket.say_text("x".repeat(65 * 1024)).await;
    socket.closed().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_socket_follows_so_much_and_no_more() {
    let app = TestApp::start(Backend::Sqlite).await;
    let ann = app.register("ann").await;
    let mut topics = Vec::new();
    for n in 0..101 {
        let new = json!({ "organizationId": ann.organization, "name": format!("Project {n}") });
        topics.push(json!({ "project": id(&ann.client.post("/projects", new).await.expect(201), "id") }));
    }
    let mut socket = ann.socket(&app, "/ws").await.unwrap();
    let last = topics[100].clone();
    socket.say(json!({ "type": "resume", "lastEventId": "live_1", "subscriptions": topics })).await;
    for _ in 0..100 {
        assert_eq!(socket.next().await["type"], "subscribed");
    }
    let refusal = socket.next().await;
    assert_eq!((&refusal["code"], &refusal["project"]), (&json!("too_many_subscriptions"), &last["project"]));
    assert_eq!(socket.next().await["type"], "resync");
    // All at once costs as much as one by one.
    socket.say(json!({ "type": "resume", "lastEventId": "live_1", "subscriptions": topics })).await;
    assert_eq!(socket.closed().await.0, 4429);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reader_that_does_not_read_is_let_go() {
    /// More than what the system's buffers and the queue hold together.
    const TOLD: usize = 60_000;
    let app = TestApp::start(Backend::Sqlite).await;
    let ann = app.register("ann").await;
    let mut socket = ann.socket(&app, "/ws").await.unwrap();
    socket.ask(json!({ "type": "subscribe", "project": ann.project })).await;
    for n in 0..TOLD {
        ann.tell(&app, &format!("doc_{n}_{}", "x".repeat(40)));
        if n % 100 == 0 {
            tokio::task::yield_now().await;
        }
    }
    let mut heard = 0;
    let (code, _) = loop {
        match socket.next_text().await {
            Ok(_) => heard += 1,
            Err(closed) => break closed,
        }
    };
    assert!(heard < TOLD, "everything was kept for it");
    assert_eq!(code, 4413, "after {heard}");
}
