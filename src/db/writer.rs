//! SQLite's one writer: transactions that arrive while it is busy share its next commit, and so the wait for the disk.
//!
//! Everybody's work stands in a savepoint of one open transaction. Whoever is done leaves a note and steps aside;
//! the committer stands in the same fair queue, so it commits what all have written who came before it.

use super::DbError;
use sea_orm::{DatabaseConnection, DatabaseTransaction, SqliteTransactionMode, TransactionOptions, TransactionTrait};
use std::sync::Arc;
use tokio::sync::{Mutex, Notify, OwnedMutexGuard, oneshot};

/// Cheap to clone.
#[derive(Clone, Debug)]
pub(super) struct Writer {
    group: Arc<Mutex<Group>>,
    due: Arc<Notify>,
}

/// What the next commit makes true.
#[derive(Debug, Default)]
struct Group {
    open: Option<DatabaseTransaction>,
    waiting: Vec<oneshot::Sender<Result<(), String>>>,
}

/// The right to write; given back when dropped.
pub(super) struct Turn {
    group: OwnedMutexGuard<Group>,
    due: Arc<Notify>,
}

impl Writer {
    #[expect(clippy::disallowed_methods, reason = "one task for the life of the database handle")]
    pub(super) fn start() -> Self {
        let writer = Self { group: Arc::default(), due: Arc::default() };
        let (group, due) = (Arc::downgrade(&writer.group), writer.due.clone());
        tokio::spawn(async move {
            loop {
                due.notified().await;
                let Some(group) = group.upgrade() else { return };
                group.lock().await.commit().await;
            }
        });
        writer
    }

    /// Waits for the turn and opens a savepoint in the transaction that everybody shares.
    pub(super) async fn begin(&self, pool: &DatabaseConnection) -> Result<(DatabaseTransaction, Turn), DbError> {
        let group = self.group.clone().lock_owned().await;
        let mut turn = Turn { group, due: self.due.clone() };
        if turn.group.open.is_none() {
            let options = TransactionOptions {
                // A deferred transaction that reads first and writes later fails at once when another wrote between.
                sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
                ..TransactionOptions::default()
            };
            turn.group.open = Some(pool.begin_with_options(options).await?);
        }
        let open = turn.group.open.as_ref().expect("it was opened above");
        let savepoint = open.begin().await?;
        Ok((savepoint, turn))
    }
}

impl Turn {
    /// Steps aside and waits until what was written is on the disk.
    pub(super) async fn committed(mut self) -> Result<(), DbError> {
        let (tell, told) = oneshot::channel();
        self.group.waiting.push(tell);
        drop(self);
        let outcome = told.await.unwrap_or_else(|_| Err("the writer is gone".to_owned()));
        outcome.map_err(DbError::Custom)
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.due.notify_one();
    }
}

impl Group {
    async fn commit(&mut self) {
        let Some(open) = self.open.take() else { return };
        let outcome = open.commit().await.map_err(|error| error.to_string());
        for waiting in self.waiting.drain(..) {
            // Who does not wait any more does not need to know.
            let _ = waiting.send(outcome.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::db::Db;
    use futures::future::join_all;
    use sea_orm::{ConnectionTrait, Statement};

    async fn database() -> (tempfile::TempDir, Db) {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}?mode=rwc", folder.path().join("test.db").display());
        let db = Db::open(&url, 4).await.unwrap();
        db.pool.execute_unprepared("CREATE TABLE notes (n INTEGER PRIMARY KEY)").await.unwrap();
        (folder, db)
    }

    async fn note(db: &Db, n: i64, keep: bool) -> Result<(), crate::db::DbError> {
        let tx = db.begin().await?;
        tx.inner
            .execute_raw(Statement::from_sql_and_values(db.backend(), "INSERT INTO notes VALUES ($1)", [n.into()]))
            .await?;
        if keep { tx.commit().await } else { Ok(()) }
    }

    async fn notes(db: &Db) -> Vec<i64> {
        let rows = db.pool.query_all_raw(Statement::from_string(db.backend(), "SELECT n FROM notes ORDER BY n")).await;
        rows.unwrap().iter().map(|row| row.try_get("", "n").unwrap()).collect()
    }

    #[tokio::test]
    async fn who_gives_up_takes_nobody_along() {
        let (_folder, db) = database().await;
        join_all((0..40).map(|n| note(&db, n, n % 2 == 0))).await.into_iter().for_each(|kept| kept.unwrap());
        assert_eq!(notes(&db).await, (0..40).filter(|n| n % 2 == 0).collect::<Vec<_>>());
    }

    #[tokio::test]
    async fn a_statement_that_fails_fails_alone() {
        let (_folder, db) = database().await;
        note(&db, 7, true).await.unwrap();
        let kept = join_all([note(&db, 1, true), note(&db, 7, true), note(&db, 2, true)]).await;
        assert_eq!(kept.iter().map(Result::is_ok).collect::<Vec<_>>(), [true, false, true]);
        assert_eq!(notes(&db).await, [1, 2, 7]);
    }

    #[tokio::test]
    async fn a_commit_that_fails_is_told_to_all_and_the_next_one_works() {
        let (_folder, db) = database().await;
        // A foreign key that is checked at the commit.
        db.pool
            .execute_unprepared("CREATE TABLE replies (n INTEGER REFERENCES notes (n) DEFERRABLE INITIALLY DEFERRED)")
            .await
            .unwrap();
        let orphan = async {
            let tx = db.begin().await?;
            tx.inner.execute_unprepared("INSERT INTO replies VALUES (99)").await?;
            tx.commit().await
        };
        let (orphan, other) = futures::join!(orphan, note(&db, 1, true));
        assert!(orphan.is_err() && other.is_err(), "{orphan:?} {other:?}");
        note(&db, 2, true).await.unwrap();
        assert_eq!(notes(&db).await, [2]);
    }

    #[tokio::test]
    async fn many_share_one_commit() {
        let (folder, db) = database().await;
        let log = folder.path().join("test.db-wal");
        let before = commits(&log);
        join_all((0..64).map(|n| note(&db, n, true))).await.into_iter().for_each(|kept| kept.unwrap());
        let made = commits(&log) - before;
        assert!((1..32).contains(&made), "{made} commits for 64 transactions");
    }

    /// Frames of a write-ahead log that end a transaction: those that name a size of the database
    /// (<https://sqlite.org/fileformat2.html#the_write_ahead_log>).
    fn commits(log: &std::path::Path) -> usize {
        const HEADER: usize = 32;
        const FRAME_HEADER: usize = 24;
        let log = std::fs::read(log).unwrap();
        let word = |at: usize| u32::from_be_bytes(log[at..at + 4].try_into().unwrap());
        let frame = FRAME_HEADER + word(8) as usize;
        (HEADER..log.len()).step_by(frame).filter(|at| word(at + 4) != 0).count()
    }
}
