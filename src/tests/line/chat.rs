//! From a message to its answer.

use super::{Chat, file, picture};
use crate::support::{Backend, Receiver, line_event, on_both, sample};
use serde_json::json;
use std::time::Duration;

on_both! {
    a_file_becomes_a_document_and_its_fields_come_back,
    a_picture_waits_until_line_has_it_and_its_result_is_pushed,
    what_comes_again_is_the_same_document,
    a_bot_that_is_silent_reads_and_says_nothing,
    words_get_a_hint_and_groups_are_left_in_peace,
    a_bot_that_is_switched_off_takes_nothing,
}

async fn a_file_becomes_a_document_and_its_fields_come_back(backend: Backend) {
    let mut chat = Chat::start(backend).await;
    let mut receiver = Receiver::start(&[]).await;
    let endpoint = json!({
        "projectId": chat.ann.project, "name": "books", "url": receiver.url, "events": ["document.processed"],
    });
    chat.ann.client.post("/webhooks", endpoint).await.expect(201);
    chat.line.holds("510", sample("invoice.pdf"));
    chat.post(&[line_event(file("510", "ใบแจ้งหนี้ มีนาคม.pdf"))]).await.expect(200);

    let said = chat.line.said().await;
    assert_eq!((said.way.as_str(), said.to.as_str()), ("reply", "token-510"), "a fresh token costs nothing");
    assert!(said.text.starts_with("✓ ใบแจ้งหนี้ มีนาคม.pdf\n"), "{}", said.text);
    assert!(said.text.contains("\nInvoice number: INV-2026-0331"), "{}", said.text);
    let documents = chat.documents().await;
    assert_eq!((documents.len(), &documents[0]["fileName"]), (1, &json!("ใบแจ้งหนี้ มีนาคม.pdf")));
    let metadata = json!({
        "source": "line", "line": { "messageId": "510", "source": "user", "userId": "U4af4980629" },
    });
    assert_eq!(documents[0]["metadata"], metadata);
    assert_eq!(receiver.next().await.json()["payload"]["id"], documents[0]["id"], "webhooks as for every document");
    assert!(chat.seen().await["lastMessageAt"].is_string());

    let document = documents[0]["id"].as_str().unwrap();
    let again = chat.ann.client.post(&format!("/documents/{document}/processings"), json!({})).await;
    let run = again.expect(201)["id"].as_str().unwrap().to_owned();
    chat.app.finished(&chat.ann.client, &run).await;
    chat.app.drain().await;
    chat.line.asked().await;
    assert!(chat.line.is_quiet(), "one message, however often it is read");
}

async fn a_picture_waits_until_line_has_it_and_its_result_is_pushed(backend: Backend) {
    let mut chat = Chat::start(backend).await;
    chat.line.holds("511", sample("receipt.png"));
    chat.line.answers("content", &[202, 503]);
    let mut event = line_event(picture("511"));
    event["source"] = json!({ "type": "group", "groupId": "Cfield", "userId": "U4" });
    chat.post(&[event]).await.expect(200);
    assert_eq!(chat.line.asked().await.status, 202);
    for status in [503, 200] {
        assert_eq!(chat.line.asked_later(&chat.app).await.status, status);
    }
    let said = chat.line.said().await;
    assert_eq!((said.way.as_str(), said.to.as_str(), said.key.len()), ("push", "Cfield", 36), "the token is too old");
    let documents = chat.documents().await;
    assert_eq!((&documents[0]["fileName"], &documents[0]["mimeType"]), (&json!("line-511.jpg"), &json!("image/png")));
}

async fn what_comes_again_is_the_same_document(backend: Backend) {
    let mut chat = Chat::start(backend).await;
    for id in ["512", "513"] {
        chat.line.holds(id, sample("invoice.pdf"));
    }
    let event = line_event(file("512", "a.pdf"));
    chat.post(&[event.clone(), event.clone()]).await.expect(200);
    chat.line.said().await;
    let mut again = event.clone();
    again["deliveryContext"]["isRedelivery"] = json!(true);
    chat.post(&[again]).await.expect(200);
    chat.post(&[line_event(file("513", "b.pdf"))]).await.expect(200);
    assert!(chat.line.said().await.text.starts_with("✓ b.pdf"));
    assert_eq!(chat.documents().await.len(), 2);
    chat.app.drain().await;
    assert_eq!([chat.line.asked().await.message, chat.line.asked().await.message], ["512", "513"]);
    assert!(chat.line.is_quiet());
}

async fn a_bot_that_is_silent_reads_and_says_nothing(backend: Backend) {
    let mut chat = Chat::start_with(backend, json!({ "reply": false }), &[]).await;
    chat.line.holds("514", sample("invoice.pdf"));
    let words = json!({ "id": "515", "type": "text", "text": "hello" });
    chat.post(&[line_event(words), line_event(file("514", "a.pdf"))]).await.expect(200);
    chat.line.asked().await;
    let mut documents = chat.documents().await;
    while documents.is_empty() {
        tokio::time::sleep(Duration::from_millis(20)).await;
        documents = chat.documents().await;
    }
    let history = format!("/processing-history?projectId={}", chat.ann.project);
    let runs = chat.ann.client.get(&history).await.expect(200);
    let run = chat.app.finished(&chat.ann.client, runs["data"][0]["id"].as_str().unwrap()).await;
    assert_eq!(run["status"], "completed");
    chat.app.drain().await;
    assert!(chat.line.is_quiet());
}

async fn words_get_a_hint_and_groups_are_left_in_peace(backend: Backend) {
    let mut chat = Chat::start(backend).await;
    let words = |id: &str| line_event(json!({ "id": id, "type": "text", "text": "สวัสดี" }));
    let mut in_group = words("516");
    in_group["source"] = json!({ "type": "group", "groupId": "Cfield", "userId": "U4" });
    let mut elsewhere = picture("518");
    elsewhere["contentProvider"] = json!({ "type": "external", "originalContentUrl": "http://127.0.0.1:1/secret" });
    let follow = json!({ "type": "follow", "source": { "type": "user", "userId": "U4" }, "replyToken": "t" });
    chat.post(&[follow, in_group, words("517"), line_event(elsewhere)]).await.expect(200);
    let mut said = [chat.line.said().await, chat.line.said().await];
    said.sort_by(|a, b| a.to.cmp(&b.to));
    assert_eq!(said[0].to, "token-517");
    assert!(said[0].text.contains("PDF") && said[0].text.contains("ส่งรูป"), "{}", said[0].text);
    assert_eq!(said[1].to, "token-518");
    assert!(said[1].text.contains("outside of LINE"), "{}", said[1].text);
    chat.app.drain().await;
    assert!(chat.line.is_quiet() && chat.documents().await.is_empty());
}

async fn a_bot_that_is_switched_off_takes_nothing(backend: Backend) {
    let mut chat = Chat::start_with(backend, json!({ "active": false }), &[]).await;
    chat.line.holds("519", sample("invoice.pdf"));
    chat.post(&[line_event(file("519", "a.pdf"))]).await.expect(200);
    let path = format!("/line/{}", chat.bot);
    chat.ann.client.patch(&path, json!({ "active": true })).await.expect(200);
    chat.ann.client.post(&format!("/organizations/{}/deletion", chat.ann.organization), json!({})).await.expect(202);
    chat.post(&[line_event(file("519", "a.pdf"))]).await.expect(200);
    chat.ann.client.delete(&format!("/organizations/{}/deletion", chat.ann.organization)).await.expect(204);
    chat.app.drain().await;
    assert!(chat.line.is_quiet() && chat.documents().await.is_empty());
    chat.ann.client.delete(&path).await.expect(204);
    chat.post(&[line_event(file("519", "a.pdf"))]).await.expect(401);
}
