//! SQLite's one writer: transactions that arrive while it is busy share its next commit, and so the wait for the disk.
//!
//! Everybody's work stands in a savepoint of one open transaction. Whoever is done leaves a note and steps aside;
//! the committer stands in the same fair queue, so it commits what all have written who came before it.
//!
//! There is one savepoint at any time, and whoever ends it opens the next in the same trip. Where it is missing, the
//! database has given up the transaction (a full disk does that): then nothing of the group was kept, and all are told.

use super::{DbError, Script};
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, SqliteTransactionMode, Statement, TransactionOptions,
    TransactionTrait,
};
use std::sync::Arc;
use tokio::sync::{Mutex, Notify, OwnedMutexGuard, oneshot};

const OPEN: &str = "SAVEPOINT work";
const TAKE_BACK: &str = "ROLLBACK TO work";
const KEEP: &str = "RELEASE work; SAVEPOINT work";

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
    /// Somebody writes, or has given up: what is in the savepoint is not to be kept.
    unfinished: bool,
    waiting: Vec<oneshot::Sender<Result<(), String>>>,
}

/// The right to write; given back when dropped, and what was not kept is taken back then.
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

    /// Waits for the turn, in the transaction that everybody shares.
    pub(super) async fn begin(&self, pool: &DatabaseConnection) -> Result<Turn, DbError> {
        let group = self.group.clone().lock_owned().await;
        let mut turn = Turn { group, due: self.due.clone() };
        turn.group.take_back().await;
        if turn.group.open.is_none() {
            let options = TransactionOptions {
                // A deferred transaction that reads first and writes later fails at once when another wrote between.
                sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
                ..TransactionOptions::default()
            };
            turn.group.open = Some(pool.begin_with_options(options).await?);
            turn.group.unfinished = true;
            turn.connection().execute_unprepared(OPEN).await?;
        }
        turn.group.unfinished = true;
        Ok(turn)
    }
}

impl Turn {
    pub(super) fn connection(&self) -> &DatabaseTransaction {
        self.group.open.as_ref().expect("it is open as long as somebody writes")
    }

    /// Keeps what was written, steps aside and waits until it is on the disk.
    pub(super) async fn commit(self) -> Result<(), DbError> {
        self.connection().execute_unprepared(KEEP).await?;
        self.committed().await
    }

    /// The same with a last script, in one trip.
    pub(super) async fn commit_with(self, script: Script) -> Result<(), DbError> {
        let Statement { sql, values, db_backend } = script.together();
        let last = Statement { sql: format!("{sql};\n{KEEP}"), values, db_backend };
        self.connection().execute_raw(last).await?;
        self.committed().await
    }

    async fn committed(mut self) -> Result<(), DbError> {
        let (tell, told) = oneshot::channel();
        self.group.unfinished = false;
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
    /// Makes the savepoint as it was before whoever gave up; without one, the group is lost.
    async fn take_back(&mut self) {
        let Some(open) = self.open.as_ref().filter(|_| self.unfinished) else { return };
        if let Err(error) = open.execute_unprepared(TAKE_BACK).await {
            if let Some(lost) = self.open.take() {
                // It may be gone already.
                let _ = lost.rollback().await;
            }
            self.tell(&Err(format!("the database gave up the transaction: {error}")));
        }
        self.unfinished = false;
    }

    async fn commit(&mut self) {
        self.take_back().await;
        let Some(open) = self.open.take() else { return };
        let outcome = open.commit().await.map_err(|error| error.to_string());
        self.tell(&outcome);
    }

    fn tell(&mut self, outcome: &Result<(), String>) {
        for waiting in self.waiting.drain(..) {
            // Who does not wait any more does not need to know.
            let _ = waiting.send(outcome.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::db::{Db, Script};
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
        tx.connection()
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
            tx.connection().execute_unprepared("INSERT INTO replies VALUES (99)").await?;
            tx.commit().await
        };
        let (orphan, other) = futures::join!(orphan, note(&db, 1, true));
        assert!(orphan.is_err() && other.is_err(), "{orphan:?} {other:?}");
        note(&db, 2, true).await.unwrap();
        assert_eq!(notes(&db).await, [2]);
    }

    #[tokio::test]
    async fn when_the_disk_is_full_nobody_is_told_what_is_not_so() {
        let (_folder, db) = database().await;
        db.pool.execute_unprepared("CREATE TABLE blobs (b BLOB)").await.unwrap();
        let fill = async {
            let tx = db.begin().await?;
            // Each connection has a limit of its own: this is the one that writes.
            tx.connection().execute_unprepared("PRAGMA max_page_count = 20").await?;
            tx.connection().execute_unprepared("INSERT INTO blobs VALUES (randomblob(1000000))").await?;
            tx.commit().await
        };
        let (before, full, after) = futures::join!(note(&db, 1, true), fill, note(&db, 2, true));
        assert!(full.is_err(), "{full:?}");
        let told: Vec<i64> =
            [(1, before), (2, after)].into_iter().filter(|(_, kept)| kept.is_ok()).map(|(n, _)| n).collect();
        assert_eq!(notes(&db).await, told);
        note(&db, 3, true).await.unwrap();
    }

    #[tokio::test]
    async fn a_last_script_is_kept_with_all_before_it_or_not_at_all() {
        let (_folder, db) = database().await;
        let last = async |first: i64, last: i64| {
            let tx = db.begin().await?;
            let insert =
                |n: i64| Statement::from_sql_and_values(db.backend(), "INSERT INTO notes VALUES ($1)", [n.into()]);
            tx.connection().execute_raw(insert(first)).await?;
            let mut script = Script::of(&tx);
            script.add(insert(last));
            script.add(insert(last + 1));
            tx.commit_with(script).await
        };
        last(1, 2).await.unwrap();
        let (clash, other) = futures::join!(last(10, 2), note(&db, 20, true));
        assert!(clash.is_err(), "{clash:?}");
        other.unwrap();
        assert_eq!(notes(&db).await, [1, 2, 3, 20]);
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
