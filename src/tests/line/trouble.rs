//! What cannot be taken, or not said: somebody hears of it, and nobody tries for ever.

use super::{Chat, file, picture};
use crate::support::{Backend, line_event, on_both, sample};
use serde_json::json;
use std::time::Duration;

on_both! {
    what_is_refused_is_said_with_its_reason,
    a_template_that_is_gone_is_told_to_both,
    a_push_that_line_has_already_counts_as_sent,
    a_token_that_was_taken_back_stops_the_bot_until_there_is_another,
    what_line_does_not_take_is_tried_again_and_given_up,
}

async fn what_is_refused_is_said_with_its_reason(backend: Backend) {
    // Refusals are said by a bot that is silent otherwise: nothing was kept, and somebody has to know.
    let settings = [("OCRIVA_MAX_FILE_BYTES", (1024 * 1024).to_string())];
    let mut chat = Chat::start_with(backend, json!({ "reply": false }), &settings).await;
    chat.line.holds("530", b"just words".to_vec());
    chat.line.holds("531", vec![b'x'; 1024 * 1024 + 1]);
    for (id, says) in [("530", "Not accepted\nnotes.txt\n"), ("531", "larger than 1 MB"), ("532", "send it once more")]
    {
        chat.post(&[line_event(file(id, "notes.txt"))]).await.expect(200);
        let said = chat.line.said().await;
        assert!(said.text.contains(says), "{id}: {}", said.text);
        assert_eq!(said.to, format!("token-{id}"));
    }
    assert!(chat.documents().await.is_empty());
    assert_eq!(chat.seen().await["error"], json!(null), "that is the sender's business");
}

async fn a_template_that_is_gone_is_told_to_both(backend: Backend) {
    let mut chat = Chat::start(backend).await;
    let path = format!("/line/{}", chat.bot);
    chat.ann.client.patch(&path, json!({ "templateId": chat.ann.template })).await.expect(200);
    chat.ann.client.delete(&format!("/templates/{}", chat.ann.template)).await.expect(204);
    chat.line.holds("533", sample("invoice.pdf"));
    chat.post(&[line_event(file("533", "a.pdf"))]).await.expect(200);
    assert!(chat.line.said().await.text.contains("not set up completely"));
    let error = chat.in_trouble().await["error"].as_str().unwrap().to_owned();
    assert!(error.contains("no such template"), "{error}");

    let templates = chat.ann.client.get(&format!("/templates?projectId={}", chat.ann.project)).await.expect(200);
    let other = templates.as_array().or(templates["data"].as_array()).unwrap()[0]["id"].clone();
    let changed = chat.ann.client.patch(&path, json!({ "templateId": other })).await.expect(200);
    assert_eq!(changed["error"], json!(null));
    chat.line.holds("534", sample("invoice.pdf"));
    chat.post(&[line_event(file("534", "a.pdf"))]).await.expect(200);
    assert!(chat.line.said().await.text.starts_with("✓ a.pdf"));
}

async fn a_push_that_line_has_already_counts_as_sent(backend: Backend) {
    let mut chat = Chat::start(backend).await;
    chat.line.holds("535", sample("invoice.pdf"));
    chat.line.answers("reply", &[400]);
    chat.line.answers("push", &[500, 409]);
    chat.post(&[line_event(file("535", "a.pdf"))]).await.expect(200);
    let reply = chat.line.said().await;
    assert_eq!((reply.way.as_str(), reply.status), ("reply", 400), "the token was too old");
    let first = chat.line.said().await;
    assert_eq!((first.way.as_str(), first.to.as_str(), first.status), ("push", "U4af4980629", 500));
    let second = chat.line.said_later(&chat.app).await;
    assert_eq!((second.way.as_str(), second.status), ("push", 409));
    assert_eq!((&first.key, &first.text), (&second.key, &second.text), "the same message");
    no_job_is_left(&chat).await;
    chat.app.advance(Duration::from_secs(24 * 60 * 60));
    chat.line.holds("536", sample("invoice.pdf"));
    chat.post(&[line_event(file("536", "b.pdf"))]).await.expect(200);
    let next = chat.line.said().await;
    assert!(next.text.starts_with("✓ b.pdf"), "{}", next.text);
    assert_ne!(next.key, first.key);
}

async fn a_token_that_was_taken_back_stops_the_bot_until_there_is_another(backend: Backend) {
    let mut chat = Chat::start(backend).await;
    chat.line.issue("another-token-of-line");
    chat.line.holds("537", sample("invoice.pdf"));
    chat.post(&[line_event(file("537", "a.pdf"))]).await.expect(200);
    assert_eq!(chat.line.asked().await.status, 401);
    let error = chat.in_trouble().await["error"].as_str().unwrap().to_owned();
    assert!(error.contains("Issue a new one"), "{error}");
    chat.app.advance(Duration::from_secs(7 * 24 * 60 * 60));
    assert!(chat.line.is_quiet(), "nobody knocks for ever");

    let path = format!("/line/{}", chat.bot);
    let changed = chat.ann.client.patch(&path, json!({ "accessToken": "another-token-of-line" })).await.expect(200);
    assert_eq!(changed["error"], json!(null));
    let asked = chat.line.asked().await;
    assert_eq!((asked.message.as_str(), asked.status), ("537", 200), "what was sent meanwhile is not lost");
    assert_eq!(chat.line.said().await.way, "push");
    assert_eq!(chat.documents().await.len(), 1);
}

async fn what_line_does_not_take_is_tried_again_and_given_up(backend: Backend) {
    let mut chat = Chat::start(backend).await;
    chat.line.holds("538", sample("receipt.png"));
    chat.line.answers("push", &[429; 30]);
    chat.line.answers("reply", &[503]);
    chat.post(&[line_event(picture("538"))]).await.expect(200);
    assert_eq!(chat.line.said().await.way, "reply");
    let mut keys = std::collections::HashSet::new();
    for _ in 2..=10 {
        let said = chat.line.said_later(&chat.app).await;
        assert_eq!((said.way.as_str(), said.status), ("push", 429));
        keys.insert(said.key);
    }
    assert_eq!(keys.len(), 1);
    no_job_is_left(&chat).await;
}

/// What was said is written down, and there is no further try.
async fn no_job_is_left(chat: &Chat) {
    for _ in 0..1_000 {
        if left(chat).await == 0 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("jobs are left: {}", left(chat).await);
}

/// Jobs of bots.
async fn left(chat: &Chat) -> i64 {
    use sea_orm::{ConnectionTrait, Database, Statement};
    let database = Database::connect(chat.app.runtime.config.database_url()).await.unwrap();
    let sql = "SELECT COUNT(*) AS n FROM jobs WHERE kind = 'line'";
    let row = database.query_one_raw(Statement::from_string(database.get_database_backend(), sql)).await.unwrap();
    row.unwrap().try_get("", "n").unwrap()
}
