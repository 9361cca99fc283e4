//! The process is killed, again and again, at named points and at any moment; nothing that was accepted is lost, and
//! nothing happens twice that must happen once.

mod batches;
mod books;
mod site;
mod stop;

use crate::support::{Backend, Client, Server, database, sample};
use books::Books;
use futures::future::join_all;
use rand::{RngExt, seq::IndexedRandom};
use serde_json::{Value, json};
use site::Site;
use std::{
    collections::HashSet,
    path::Path,
    time::{Duration, Instant},
};

/// Where the process ends: every step between a file that comes in and a webhook that was acknowledged.
const POINTS: [&str; 9] = [
    "file kept",
    "before accepted",
    "accepted",
    "document claimed",
    "engine answered",
    "before settled",
    "settled",
    "delivery claimed",
    "receiver answered",
];
/// How often in `make test`; `OCRIVA_CRASH_ROUNDS` asks for more.
const ROUNDS: usize = 12;
/// Files that are sent at once in one round.
const FILES: usize = 6;
/// A point that is not passed in this time is not waited for: the process is killed where it stands.
const PATIENCE: Duration = Duration::from_secs(5);

async fn what_was_accepted_outlives_every_crash(backend: Backend) {
    let mut site = Site::new(backend, &["document.uploaded", "document.processed", "document.failed"]).await;
    let rounds = rounds(ROUNDS);
    let mut accepted = HashSet::new();
    for round in 0..rounds {
        let point = POINTS[round % POINTS.len()];
        let nth = rand::rng().random_range(1..=FILES);
        let mut server = site.start(Some(&format!("{point}:{nth}")));
        let client = site.client(&server);
        let uploads = (0..FILES).map(|n| upload(&client, &site.project, round * FILES + n));
        accepted.extend(join_all(uploads).await.into_iter().flatten());
        server.ends_within(PATIENCE);
        // Whoever is in the hands of twenty processes that died is given up: nobody gets there.
        if round % POINTS.len() == POINTS.len() - 1 {
            site.settled().await;
        }
    }

    let books = site.settled().await;
    let documents = books.documents().await;
    let lost: Vec<&String> = accepted.iter().filter(|id| !documents.contains(*id)).collect();
    assert!(lost.is_empty(), "accepted and lost: {lost:?}");
    books.hold().await;
    assert_eq!(books.events().await, site.heard(), "every event is heard of, by its one id");

    let kept = site.files();
    let orphans: Vec<&String> = kept.iter().filter(|id| !documents.contains(*id)).collect();
    let without: Vec<&String> = documents.iter().filter(|id| !kept.contains(*id)).collect();
    assert!(without.is_empty(), "documents without a file: {without:?}");
    println!(
        "{rounds} kills on {backend:?}: {} accepted, {} kept, {} files without a document",
        accepted.len(),
        documents.len(),
        orphans.len()
    );
    site.swept(&documents).await;
}

/// How often the process is killed: as often as in `make test`, unless more is asked for.
fn rounds(usual: usize) -> usize {
    std::env::var("OCRIVA_CRASH_ROUNDS").map_or(usual, |set| set.parse().unwrap())
}

/// On `database`; it ends itself at `point`.
fn start(folder: &Path, database: &str, point: Option<&str>) -> Server {
    let mut environment = vec![("DATABASE_URL", database)];
    environment.extend(point.map(|point| ("OCRIVA_CRASH_AT", point)));
    Server::start(folder, &environment)
}

/// The document's id, if an answer came.
async fn upload(client: &Client, project: &str, n: usize) -> Option<String> {
    let names = ["invoice.pdf", "quotation.pdf", "payslip.pdf"];
    let file = sample(names.choose(&mut rand::rng()).unwrap());
    let answer = client.try_upload("/upload", &[("projectId", project)], &format!("{n}.pdf"), file).await?;
    Some(answer.expect(201)["id"].as_str().unwrap().to_owned())
}

/// One of two processes on one database dies with a document in its hands; the other has it in its own within ten
/// seconds.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_dead_worker_is_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let url = database::create(Backend::Postgres, folder.path()).await;
    let mut first = start(folder.path(), &url, Some("engine answered:1"));
    let person = json!({ "email": "ann@example.com", "password": "correct horse", "name": "Ann" });
    let made = first.client.post("/auth/register", person).await.expect(201);
    let project = made["project"]["id"].as_str().unwrap().to_owned();
    let accepted = first.client.try_upload("/upload", &[("projectId", &project)], "1.pdf", sample("invoice.pdf")).await;
    first.ends_within(Duration::from_secs(60));
    let died = Instant::now();

    let second = start(folder.path(), &url, None);
    let credentials = json!({ "email": "ann@example.com", "password": "correct horse" });
    second.client.post("/auth/login", credentials).await.expect(200);
    let list = loop {
        let list: Value = second.client.get(&format!("/processing-history?projectId={project}")).await.expect(200);
        if list["data"][0]["status"] == "completed" {
            break list;
        }
        assert!(died.elapsed() < Duration::from_secs(10), "{list}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    };
    println!("taken over and completed {} ms after the crash", died.elapsed().as_millis());
    assert_eq!(list["total"], 1);
    drop(accepted);
}

crate::support::on_both!(what_was_accepted_outlives_every_crash);
