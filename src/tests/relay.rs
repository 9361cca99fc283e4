//! Several processes on one PostgreSQL: what happens in one is heard in all, at once.

use crate::support::{Backend, Part, Socket, Tenant, TestApp, sample};
use futures::FutureExt;
use sea_orm::{ConnectionTrait, Database};
use serde_json::{Value, json};
use std::time::Duration;
use tokio::time::timeout;

const PATIENCE: Duration = Duration::from_secs(60);

async fn two(first: Part, second: Part) -> (TestApp, TestApp) {
    let one = TestApp::start_part(Backend::Postgres, first).await;
    let other = one.start_beside(second).await;
    (one, other)
}

/// A socket of the first project, at either process, and where it begins.
async fn watch(app: &TestApp, tenant: &Tenant) -> (Socket, Value) {
    let mut socket = tenant.socket(app, "/ws").await.unwrap();
    let subscribed = socket.ask(json!({ "type": "subscribe", "project": tenant.project })).await;
    assert_eq!(subscribed["type"], "subscribed", "{subscribed}");
    (socket, subscribed["lastEventId"].clone())
}

async fn statuses(socket: &mut Socket) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    while all.last().is_none_or(|status| status != "completed") {
        all.push(socket.next().await["status"].as_str().unwrap().to_owned());
    }
    all
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_happens_at_one_is_heard_at_the_other_and_nowhere_twice() {
    let (here, there) = two(Part::Everything, Part::Server).await;
    let ann = here.register("ann").await;
    let (mut near, _) = watch(&here, &ann).await;
    let (mut far, _) = watch(&there, &ann).await;
    ann.upload("invoice.pdf", sample("invoice.pdf")).await.expect(201);
    assert_eq!(statuses(&mut far).await, ["pending", "in_progress", "completed"]);
    assert_eq!(statuses(&mut near).await, ["pending", "in_progress", "completed"]);
    for socket in [&mut near, &mut far] {
        assert_eq!(socket.ask(json!({ "type": "ping" })).await["type"], "pong", "nothing more was told");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_upload_rings_the_bell_of_a_worker_elsewhere() {
    let (here, there) = two(Part::Server, Part::Server).await;
    let ann = here.register("ann").await;
    // Nobody else listens to this bell: no worker runs there, and no sweep can ring it.
    let bell = there.runtime.wake.extract.clone();
    while bell.notified().now_or_never().is_some() {}
    ann.upload("invoice.pdf", sample("invoice.pdf")).await.expect(201);
    timeout(PATIENCE, bell.notified()).await.expect("the bell was not heard");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_worker_apart_does_the_work_and_the_server_tells_of_it() {
    let (server, _worker) = two(Part::Server, Part::Worker).await;
    let ann = server.register("ann").await;
    let (mut socket, _) = watch(&server, &ann).await;
    let accepted = ann.upload("invoice.pdf", sample("invoice.pdf")).await.expect(201);
    assert_eq!(statuses(&mut socket).await, ["pending", "in_progress", "completed"]);
    let path = format!("/processing-history/{}", accepted["processingId"].as_str().unwrap());
    assert_eq!(ann.client.get(&path).await.expect(200)["status"], "completed");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_socket_resumes_at_another_process_than_it_left() {
    let (here, there) = two(Part::Server, Part::Server).await;
    let ann = here.register("ann").await;
    let (mut near, _) = watch(&here, &ann).await;
    let (mut far, _) = watch(&there, &ann).await;
    ann.tell(&here, "doc_1");
    ann.tell(&there, "doc_2");
    // In whatever order these two arrived, it is the same at both.
    let (first, second) = (near.next().await, near.next().await);
    assert_eq!((far.next().await, far.next().await), (first.clone(), second.clone()));
    drop(near);
    for n in 3..200 {
        ann.tell(if n % 2 == 0 { &here } else { &there }, &format!("doc_{n}"));
    }
    let mut told = Vec::new();
    for _ in 3..200 {
        told.push(far.next().await);
    }
    for (process, last, missed) in [(&there, &first, 198), (&there, &second, 197), (&here, &first, 198)] {
        let mut socket = ann.socket(process, "/ws").await.unwrap();
        let subscriptions = json!([{ "project": ann.project }]);
        socket.say(json!({ "type": "resume", "lastEventId": last["id"], "subscriptions": subscriptions })).await;
        assert_eq!(socket.next().await["type"], "subscribed");
        let mut heard = Vec::new();
        while heard.len() < missed {
            heard.push(socket.next().await);
        }
        assert!(heard.ends_with(&told), "in the order that the other socket heard");
        assert_eq!(socket.next().await["type"], "resumed");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_token_that_is_revoked_at_one_process_closes_its_sockets_at_the_other() {
    let (here, there) = two(Part::Server, Part::Server).await;
    let ann = here.register("ann").await;
    let (token, id) = ann.token_text(&["documents:read"]).await;
    let mut socket = there.socket("/ws", &[("x-api-key", &token)]).await.unwrap();
    assert_eq!(socket.ask(json!({ "type": "subscribe", "project": ann.project })).await["type"], "subscribed");
    let revoked = tokio::time::Instant::now();
    ann.client.delete(&format!("/api-tokens/{id}")).await.expect(204);
    assert_eq!(socket.closed().await.0, 4401);
    assert!(revoked.elapsed() < Duration::from_secs(25), "it was found by chance, not told");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_relay_that_broke_comes_back_and_asks_everybody_to_look_afresh() {
    let (here, there) = two(Part::Server, Part::Server).await;
    let ann = here.register("ann").await;
    let (mut near, begin) = watch(&here, &ann).await;
    let (mut far, _) = watch(&there, &ann).await;
    let bell = there.runtime.wake.extract.clone();
    while bell.notified().now_or_never().is_some() {}

    let database = Database::connect(here.runtime.config.database_url()).await.unwrap();
    let listeners = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
                     WHERE datname = current_database() AND application_name = 'ocriva listener'";
    database.execute_unprepared(listeners).await.unwrap();
    // Both lost their connection, and both have it again before they say so; a second word may come of the other's.
    for socket in [&mut near, &mut far] {
        assert_eq!(socket.next().await["type"], "resync");
    }
    timeout(PATIENCE, bell.notified()).await.expect("whoever was not woken meanwhile is woken now");
    let mut late = ann.socket(&there, "/ws").await.unwrap();
    let subscriptions = json!([{ "project": ann.project }]);
    late.say(json!({ "type": "resume", "lastEventId": begin, "subscriptions": subscriptions })).await;
    assert_eq!(late.next().await["type"], "subscribed");
    assert_eq!(late.next().await["type"], "resync");

    ann.tell(&here, "doc_1");
    ann.tell(&there, "doc_2");
    for socket in [&mut near, &mut far] {
        let mut documents = Vec::new();
        while documents.len() < 2 {
            let event = socket.next().await;
            if event["type"] != "resync" {
                documents.push(event["documentId"].as_str().unwrap().to_owned());
            }
        }
        documents.sort();
        assert_eq!(documents, ["doc_1", "doc_2"]);
    }
}
