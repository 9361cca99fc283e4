//! What the database says after the crashes, asked in plain SQL: nothing of the product stands between.

use sea_orm::{ConnectionTrait, Database, DatabaseConnection, Statement};
use std::collections::HashSet;

pub struct Books {
    db: DatabaseConnection,
}

impl Books {
    pub async fn open(url: &str) -> Self {
        Self { db: Database::connect(url).await.unwrap() }
    }

    async fn texts(&self, sql: &str) -> Vec<String> {
        let rows = self.db.query_all_raw(Statement::from_string(self.db.get_database_backend(), sql)).await.unwrap();
        rows.iter().map(|row| row.try_get_by_index(0).unwrap()).collect()
    }

    /// Nothing waits, nothing runs.
    pub async fn are_settled(&self) -> bool {
        self.left().await.is_empty()
    }

    pub async fn left(&self) -> Vec<String> {
        self.texts("SELECT kind || ' ' || subject || ' ' || state FROM jobs").await
    }

    /// Jobs that somebody holds.
    pub async fn held(&self) -> Vec<String> {
        self.texts("SELECT kind || ' ' || subject FROM jobs WHERE state = 'leased'").await
    }

    /// Documents in the queue of which an attempt is counted.
    pub async fn tried(&self) -> Vec<String> {
        self.texts("SELECT subject FROM jobs WHERE kind = 'extract' AND attempt <> 0").await
    }

    /// How many documents are in the queue in this `state`.
    pub async fn extractions(&self, state: &str) -> usize {
        self.texts(&format!("SELECT subject FROM jobs WHERE kind = 'extract' AND state = '{state}'")).await.len()
    }

    pub async fn batches(&self) -> HashSet<String> {
        self.texts("SELECT id FROM batches").await.into_iter().collect()
    }

    pub async fn documents(&self) -> HashSet<String> {
        self.texts("SELECT id FROM documents").await.into_iter().collect()
    }

    pub async fn events(&self) -> HashSet<String> {
        let told = "SELECT id FROM events WHERE event_type LIKE 'document.%' OR event_type LIKE 'batch.%'";
        self.texts(told).await.into_iter().collect()
    }

    /// What must be true whatever happened; each question asks for exceptions.
    pub async fn hold(&self) {
        for (law, exceptions) in [
            ("a run has ended", "SELECT id FROM processings WHERE status NOT IN ('completed', 'failed')"),
            ("these files can be read", "SELECT id FROM processings WHERE status = 'failed'"),
            ("a document has one run", "SELECT document_id FROM processings GROUP BY document_id HAVING COUNT(*) <> 1"),
            (
                "no document is without a run",
                "SELECT id FROM documents WHERE id NOT IN (SELECT document_id FROM processings)",
            ),
            (
                "a document is told of twice: it came, it was read",
                "SELECT id FROM documents WHERE 1 <> (SELECT COUNT(*) FROM events WHERE subject = documents.id
                     AND event_type = 'document.uploaded')
                 OR 1 <> (SELECT COUNT(*) FROM events WHERE subject = documents.id
                     AND event_type = 'document.processed')",
            ),
            (
                "a batch has all of its files",
                "SELECT id FROM batches WHERE total_files <> (SELECT COUNT(*) FROM documents
                     WHERE batch_id = batches.id)",
            ),
            (
                "a file is of a batch that is there",
                "SELECT id FROM documents WHERE batch_id IS NOT NULL AND batch_id NOT IN (SELECT id FROM batches)",
            ),
            (
                "a batch has ended with the last of its files",
                "SELECT id FROM batches WHERE status <> 'completed' OR completed_files <> total_files",
            ),
            (
                "a batch is told of twice: it came, it ended",
                "SELECT id FROM batches WHERE 1 <> (SELECT COUNT(*) FROM events WHERE subject = batches.id
                     AND event_type = 'batch.uploaded')
                 OR 1 <> (SELECT COUNT(*) FROM events WHERE subject = batches.id
                     AND event_type = 'batch.completed')",
            ),
            (
                "an event has one delivery, and it arrived",
                "SELECT id FROM events WHERE (event_type LIKE 'document.%' OR event_type LIKE 'batch.%')
                     AND 1 <> (SELECT COUNT(*) FROM deliveries WHERE event_id = events.id
                     AND status = 'delivered')",
            ),
        ] {
            let found = self.texts(exceptions).await;
            assert!(found.is_empty(), "{law}, but not {found:?}");
        }
    }
}
