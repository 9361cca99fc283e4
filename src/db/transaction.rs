//! Transactions: everything that writes goes through one.

use super::{Db, DbError};
use sea_orm::{DatabaseTransaction, DbBackend, SqliteTransactionMode, TransactionOptions, TransactionTrait};
use tokio::sync::OwnedMutexGuard;

/// An open transaction; dropped without `commit`, it never happened.
pub struct Tx {
    pub(super) inner: DatabaseTransaction,
    // Released after the transaction is closed: fields drop in order.
    _turn: Option<OwnedMutexGuard<()>>,
}

impl Db {
    /// Begins a transaction that may write.
    ///
    /// # Errors
    /// When no connection is to be had.
    pub async fn begin(&self) -> Result<Tx, DbError> {
        let turn = match self.backend() {
            DbBackend::Sqlite => Some(self.writer.clone().lock_owned().await),
            _ => None,
        };
        let options = TransactionOptions {
            // A deferred transaction that reads first and writes later fails at once when another wrote between.
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        Ok(Tx { inner: self.pool.begin_with_options(options).await?, _turn: turn })
    }
}

impl Tx {
    /// Makes it true.
    ///
    /// # Errors
    /// When the database could not keep it; then nothing was kept.
    pub async fn commit(self) -> Result<(), DbError> {
        self.inner.commit().await
    }
}
