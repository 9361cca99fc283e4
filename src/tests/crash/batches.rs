//! Files that come in together are there together, whenever the process is killed; their end is told of once.

use super::{PATIENCE, Site, rounds};
use crate::support::{Backend, Client, sample};
use rand::RngExt;
use std::collections::HashSet;

/// Where the process ends, and how often each point is passed at most for one batch.
const POINTS: [(&str, usize); 7] = [
    ("file kept", GOOD),
    ("before accepted", 1),
    ("accepted", 1),
    ("document claimed", 1),
    ("engine answered", GOOD),
    ("before settled", GOOD),
    ("settled", GOOD),
];
/// Files of a batch that can be read; there is one more.
const GOOD: usize = 4;

/// The id of the batch, if an answer came.
async fn upload(client: &Client, project: &str) -> Option<String> {
    let mut files: Vec<_> = ["invoice.pdf", "quotation.pdf", "payslip.pdf", "invoice.pdf"].map(sample).into();
    files.insert(2, b"just words".to_vec());
    let names: Vec<String> = (0..files.len()).map(|n| format!("{n}.pdf")).collect();
    let files: Vec<_> =
        names.iter().map(String::as_str).zip(files).map(|(name, bytes)| ("files[]", name, bytes)).collect();
    let answer = client.try_upload_many("/upload/batch", &[("projectId", project)], &files).await?;
    let made = answer.expect(201);
    assert_eq!((made["accepted"].as_array().unwrap().len(), made["refused"].as_array().unwrap().len()), (GOOD, 1));
    Some(made["id"].as_str().unwrap().to_owned())
}

async fn a_batch_is_there_as_a_whole_or_not_at_all(backend: Backend) {
    let events = ["document.uploaded", "document.processed", "document.failed", "batch.uploaded", "batch.completed"];
    let mut site = Site::new(backend, &events).await;
    let mut accepted = HashSet::new();
    let rounds = rounds(POINTS.len());
    for round in 0..rounds {
        let (point, most) = POINTS[round % POINTS.len()];
        let nth = rand::rng().random_range(1..=most);
        let mut server = site.start(Some(&format!("{point}:{nth}")));
        accepted.extend(upload(&site.client(&server), &site.project).await);
        server.ends_within(PATIENCE);
        // Whoever is in the hands of twenty processes that died is given up: nobody gets there.
        if round % POINTS.len() == POINTS.len() - 1 {
            site.settled().await;
        }
    }

    let books = site.settled().await;
    let batches = books.batches().await;
    assert!(accepted.is_subset(&batches), "accepted and lost: {accepted:?} {batches:?}");
    assert_eq!(books.documents().await.len(), GOOD * batches.len(), "every batch has all of its good files");
    books.hold().await;
    assert_eq!(books.events().await, site.heard(), "every event is heard of, by its one id");
    assert!(books.documents().await.is_subset(&site.files()), "documents without a file");
    println!("{rounds} kills on {backend:?}: {} batches accepted, {} kept", accepted.len(), batches.len());
}

crate::support::on_both!(a_batch_is_there_as_a_whole_or_not_at_all);
