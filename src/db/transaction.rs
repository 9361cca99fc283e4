//! Transactions: everything that writes goes through one.

use super::{Db, DbError, writer::Turn};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, TransactionTrait};

/// An open transaction; dropped without `commit`, it never happened.
pub struct Tx {
    pub(super) inner: DatabaseTransaction,
    // Given back after the transaction is closed: fields drop in order.
    turn: Option<Turn>,
}

impl Db {
    /// Begins a transaction that may write.
    ///
    /// # Errors
    /// When no connection is to be had.
    pub async fn begin(&self) -> Result<Tx, DbError> {
        match &self.writer {
            Some(writer) => {
                let (inner, turn) = writer.begin(&self.pool).await?;
                Ok(Tx { inner, turn: Some(turn) })
            }
            None => Ok(Tx { inner: self.pool.begin().await?, turn: None }),
        }
    }
}

impl Tx {
    pub(super) fn backend(&self) -> DbBackend {
        self.inner.get_database_backend()
    }

    pub(super) fn is_postgres(&self) -> bool {
        self.backend() == DbBackend::Postgres
    }

    /// Makes it true.
    ///
    /// # Errors
    /// When the database could not keep it; then nothing was kept.
    pub async fn commit(self) -> Result<(), DbError> {
        self.inner.commit().await?;
        match self.turn {
            Some(turn) => turn.committed().await,
            None => Ok(()),
        }
    }
}
