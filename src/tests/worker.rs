//! Servers that only serve, workers that only work, and how both end.

use crate::support::{Backend, Client, Process, database, program, sample};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// What a supervisor waits before it kills.
const STOPPED_WITHIN: Duration = Duration::from_secs(30);

#[test]
fn what_needs_postgresql_says_so() {
    for (command, settings) in [("worker", &[][..]), ("serve", &[("OCRIVA_WORKERS", "false")][..])] {
        let folder = tempfile::tempdir().unwrap();
        let output = program(command, folder.path(), settings).output().unwrap();
        assert!(!output.status.success());
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(said.contains("PostgreSQL") && said.contains("DATABASE_URL"), "{command}: {said}");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "nothing was touched");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn workers_come_and_go_and_no_document_is_lost() {
    let folder = tempfile::tempdir().unwrap();
    let url = database::create(Backend::Postgres, folder.path()).await;
    let database = ("DATABASE_URL", url.as_str());
    let server = Process::serve(folder.path(), &[database, ("OCRIVA_WORKERS", "false")]);
    let client = Client::new(server.base.clone());
    let person = json!({ "email": "ann@example.com", "password": "correct horse", "name": "Ann" });
    let made = client.post("/auth/register", person).await.expect(201);
    let project = made["project"]["id"].as_str().unwrap();
    for n in 0..3 {
        let name = format!("{n}.png");
        client.upload("/upload", &[("projectId", project)], &name, sample("receipt.png")).await.expect(201);
    }
    assert_eq!(statuses(&client, project).await, ["pending"; 3], "nobody works");

    let worker = Process::worker(folder.path(), &[database]);
    until(&client, project, |statuses| statuses.iter().any(|status| status == "in_progress")).await;
    let (status, took) = worker.terminate();
    assert!(status.success() && took < STOPPED_WITHIN, "{status} after {took:?}");

    let _second = Process::worker(folder.path(), &[database]);
    let _third = Process::worker(folder.path(), &[database]);
    until(&client, project, |statuses| statuses.iter().all(|status| status == "completed")).await;
    // A browser keeps its connection open; that holds nobody up.
    let (status, took) = server.terminate();
    assert!(status.success() && took < STOPPED_WITHIN, "{status} after {took:?}");
}

async fn statuses(client: &Client, project: &str) -> Vec<String> {
    let list: Value = client.get(&format!("/processing-history?projectId={project}")).await.expect(200);
    let rows = list["data"].as_array().unwrap();
    rows.iter().map(|row| row["status"].as_str().unwrap().to_owned()).collect()
}

/// Asks from outside, as nothing else can reach into another process.
async fn until(client: &Client, project: &str, enough: impl Fn(&[String]) -> bool) {
    let start = Instant::now();
    loop {
        let seen = statuses(client, project).await;
        if enough(&seen) {
            return;
        }
        assert!(start.elapsed() < Duration::from_secs(120), "{seen:?}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
