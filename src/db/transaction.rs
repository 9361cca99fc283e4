//! Transactions: everything that writes goes through one.

use super::{Db, DbError, Script, writer::Turn};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, TransactionTrait};

/// An open transaction; dropped without `commit`, it never happened.
pub struct Tx(Way);

enum Way {
    Own(DatabaseTransaction),
    /// SQLite's one writer, for a while.
    Shared(Turn),
}

impl Db {
    /// Begins a transaction that may write.
    ///
    /// # Errors
    /// When no connection is to be had.
    pub async fn begin(&self) -> Result<Tx, DbError> {
        Ok(Tx(match &self.writer {
            Some(writer) => Way::Shared(writer.begin(&self.pool).await?),
            None => Way::Own(self.pool.begin().await?),
        }))
    }
}

impl Tx {
    pub(super) fn connection(&self) -> &DatabaseTransaction {
        match &self.0 {
            Way::Own(transaction) => transaction,
            Way::Shared(turn) => turn.connection(),
        }
    }

    pub(super) fn backend(&self) -> DbBackend {
        self.connection().get_database_backend()
    }

    pub(super) fn is_postgres(&self) -> bool {
        self.backend() == DbBackend::Postgres
    }

    /// Makes it true.
    ///
    /// # Errors
    /// When the database could not keep it; then nothing was kept.
    pub async fn commit(self) -> Result<(), DbError> {
        match self.0 {
            Way::Own(transaction) => transaction.commit().await,
            Way::Shared(turn) => turn.commit().await,
        }
    }

    /// The same with a last script.
    ///
    /// # Errors
    /// When a write is refused, or the database could not keep it; then nothing was kept.
    pub async fn commit_with(self, script: Script) -> Result<(), DbError> {
        match self.0 {
            Way::Own(_) => {
                script.run(&self).await?;
                self.commit().await
            }
            Way::Shared(turn) if script.is_empty() => turn.commit().await,
            Way::Shared(turn) => turn.commit_with(script).await,
        }
    }
}
