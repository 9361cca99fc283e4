//! Transactions: everything that writes goes through one.

use super::{Db, DbError, writer::Turn};
use sea_orm::{DatabaseTransaction, TransactionTrait};

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
