//! The process is killed while it reads a document; the next one completes it, once.

use crate::support::{Client, sample};
use serde_json::{Value, json};
use std::{
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

struct Server {
    process: Child,
    client: Client,
}

impl Server {
    /// Starts the real binary on `folder` and waits until it says where it is.
    fn start(folder: &Path, port: u16) -> Self {
        let mut process = Command::new(env!("CARGO_BIN_EXE_ocriva"))
            .env("OCRIVA_ADDR", format!("127.0.0.1:{port}"))
            .env("OCRIVA_DATA", folder)
            .env("OCRIVA_MODELS", Path::new(env!("CARGO_MANIFEST_DIR")).join("models"))
            .env_remove("DATABASE_URL")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let first = lines.next().unwrap().unwrap();
        let base = first.split_whitespace().last().unwrap().to_owned();
        Self { process, client: Client::new(base) }
    }

    /// As `kill -9`.
    fn kill(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[tokio::test]
async fn a_document_outlives_the_process_that_was_reading_it() {
    let folder = tempfile::tempdir().unwrap();
    let mut server = Server::start(folder.path(), 0);
    let person = json!({ "email": "ann@example.com", "password": "correct horse", "name": "Ann" });
    let made = server.client.post("/auth/register", person).await.expect(201);
    let project = made["project"]["id"].as_str().unwrap().to_owned();
    // Three scans keep the reader busy for longer than it takes to notice and kill.
    let mut runs = Vec::new();
    for n in 0..3 {
        let accepted = server
            .client
            .upload("/upload", &[("projectId", &project)], &format!("{n}.png"), sample("receipt.png"))
            .await
            .expect(201);
        runs.push(accepted["processingId"].as_str().unwrap().to_owned());
    }
    until(&server.client, &runs, |statuses| statuses.iter().any(|status| status == "in_progress")).await;
    let before = statuses(&server.client, &runs).await;
    assert!(before.iter().any(|status| status == "in_progress"), "{before:?}");
    server.kill();

    let server = Server::start(folder.path(), 0);
    let credentials = json!({ "email": "ann@example.com", "password": "correct horse" });
    server.client.post("/auth/login", credentials).await.expect(200);
    until(&server.client, &runs, |statuses| statuses.iter().all(|status| status == "completed")).await;
    let list = server.client.get(&format!("/processing-history?projectId={project}")).await.expect(200);
    assert_eq!(list["total"], 3);
}

async fn statuses(client: &Client, runs: &[String]) -> Vec<String> {
    let mut all = Vec::new();
    for run in runs {
        let seen: Value = client.get(&format!("/processing-history/{run}")).await.expect(200);
        all.push(seen["status"].as_str().unwrap().to_owned());
    }
    all
}

/// Asks from outside, as nothing else can reach into another process.
async fn until(client: &Client, runs: &[String], enough: impl Fn(&[String]) -> bool) {
    let start = Instant::now();
    loop {
        let seen = statuses(client, runs).await;
        if enough(&seen) {
            return;
        }
        assert!(start.elapsed() < Duration::from_secs(120), "{seen:?}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
