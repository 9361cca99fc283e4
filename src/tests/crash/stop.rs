//! The process is asked to stop while files come in and are read: it ends soon and in order, and nothing is lost.

use super::{Site, upload};
use crate::support::{Backend, until};
use futures::future::join_all;
use std::{
    collections::HashSet,
    time::{Duration, Instant},
};

/// Who send one file after the other until nobody answers.
const SENDERS: usize = 4;
/// Longer than any of them gets to send.
const FILES: usize = 500;
/// A supervisor kills after this long.
const LONGEST: Duration = Duration::from_secs(30);

async fn who_is_asked_to_stop_loses_nothing(backend: Backend) {
    let events = ["document.uploaded", "document.processed", "document.failed"];
    let mut site = Site::new(backend, &events).await;
    let mut server = site.start(None);
    let client = site.client(&server);
    let send = async |sender: usize| {
        let mut accepted = Vec::new();
        for n in 0..FILES {
            match upload(&client, &site.project, sender * FILES + n).await {
                Some(document) => accepted.push(document),
                None => break,
            }
        }
        accepted
    };
    let stop = async {
        // More wait than are being read, and some have been.
        let books = super::Books::open(&site.url).await;
        until("nothing is being read", async || {
            let (leased, waiting) = (books.extractions("leased").await, books.extractions("waiting").await);
            let read = books.documents().await.len().saturating_sub(leased + waiting);
            (leased > 0 && waiting > 5 && read > 0).then_some(())
        })
        .await;
        server.ask_to_stop();
        let since = Instant::now();
        let ended = until("it does not stop", async || server.ended()).await;
        (ended, since.elapsed(), books)
    };
    let (accepted, (ended, took, books)) = tokio::join!(join_all((0..SENDERS).map(send)), stop);
    let accepted: HashSet<String> = accepted.into_iter().flatten().collect();
    assert!(ended.success(), "{ended}");
    assert!(took < LONGEST, "it took {took:?} to stop");

    let documents = books.documents().await;
    let lost: Vec<&String> = accepted.iter().filter(|id| !documents.contains(*id)).collect();
    assert!(lost.is_empty(), "accepted and lost: {lost:?}");
    assert!(books.extractions("waiting").await > 0, "it stopped before everything was done");
    assert!(books.held().await.is_empty(), "what is not done is handed back: {:?}", books.held().await);
    assert!(books.tried().await.is_empty(), "and counts as never begun: {:?}", books.tried().await);
    println!("stopped on {backend:?} in {} ms with {} documents waiting", took.as_millis(), books.left().await.len());

    let books = site.settled().await;
    assert_eq!(books.documents().await, documents, "nothing came in that nobody sent");
    books.hold().await;
    assert_eq!(books.events().await, site.heard(), "every event is heard of, by its one id");
    assert!(documents.is_subset(&site.files()), "documents without a file");
}

crate::support::on_both!(who_is_asked_to_stop_loses_nothing);
