//! The process is killed at every step between a message and its answer: one document, and an answer, come of it.

use super::{SECRET, TOKEN, file};
use crate::support::{Backend, Line, Server, database, line_event, line_signature, on_both, sample, until};
use serde_json::{Value, json};
use std::{path::Path, time::Duration};

/// Where the process ends.
const POINTS: [&str; 7] = [
    "LINE messages kept",
    "LINE message claimed",
    "LINE content fetched",
    "accepted",
    "LINE document accepted",
    "settled",
    "LINE answered",
];
const PATIENCE: Duration = Duration::from_secs(20);

on_both! { one_document_comes_of_a_message_whenever_the_process_is_killed }

async fn one_document_comes_of_a_message_whenever_the_process_is_killed(backend: Backend) {
    let folder = tempfile::tempdir().unwrap();
    let url = database::create(backend, folder.path()).await;
    let mut line = Line::start(TOKEN).await;
    let server = start(folder.path(), &url, &line, None);
    let person = json!({ "email": "ann@example.com", "password": "correct horse", "name": "Ann" });
    let made = server.client.post("/auth/register", person).await.expect(201);
    let project = made["project"]["id"].as_str().unwrap().to_owned();
    let new = json!({ "projectId": project, "channelSecret": SECRET, "accessToken": TOKEN });
    let bot = server.client.post("/line", new).await.expect(201)["id"].as_str().unwrap().to_owned();
    let asked = json!({ "projectId": project, "name": "t", "permissions": ["documents:read"] });
    let token = server.client.post("/api-tokens", asked).await.expect(201)["token"].as_str().unwrap().to_owned();
    drop(server);

    for (round, point) in POINTS.into_iter().enumerate() {
        let id = format!("54{round}");
        let name = format!("{id}.pdf");
        line.holds(&id, sample("invoice.pdf"));
        let mut server = start(folder.path(), &url, &line, Some(&format!("{point}:1")));
        let body = json!({ "destination": "U0", "events": [line_event(file(&id, &name))] });
        let path = format!("/line/webhook/{bot}");
        let taken = post(&server, &path, &body).await;
        assert!(taken || point == "LINE messages kept", "{point}: what was kept is acknowledged");
        server.ends_within(PATIENCE);

        let server = start(folder.path(), &url, &line, None);
        if !taken {
            assert!(post(&server, &path, &body).await, "LINE brings again what was not acknowledged");
        }
        let mut said = line.said().await;
        while !said.text.starts_with(&format!("✓ {name}")) {
            said = line.said().await;
        }
        let client = server.client.with_token(&token);
        let documents = until("there is no document", async || {
            let list = client.get("/documents").await.expect(200);
            list["data"].as_array().filter(|all| !all.is_empty()).cloned()
        });
        let of_message = |all: Vec<Value>| all.into_iter().filter(|one| one["fileName"] == name.as_str()).count();
        assert_eq!(of_message(documents.await), 1, "{point}");
    }
}

fn start(folder: &Path, url: &str, line: &Line, point: Option<&str>) -> Server {
    let settings = line.settings();
    let mut environment = vec![("DATABASE_URL", url)];
    environment.extend(settings.iter().map(|(name, value)| (*name, value.as_str())));
    environment.extend(point.map(|point| ("OCRIVA_CRASH_AT", point)));
    Server::start(folder, &environment)
}

/// Was it acknowledged?
async fn post(server: &Server, path: &str, body: &Value) -> bool {
    let signature = line_signature(SECRET, &body.to_string());
    let answer = server.client.try_post_with_header(path, body.clone(), "x-line-signature", &signature).await;
    answer.is_some_and(|answer| answer.status == 200)
}
