//! Which processes are on a PostgreSQL, and the epoch in which files come in there.
//!
//! A process that finds itself alone may remove what others left behind when they died. One that was only out of reach
//! may come back with a file in its hands that is gone by then: the epoch has changed, and its transaction is refused.

use super::{Db, DbError, Notices, Script, notices::broken};
use sea_orm::{
    ConnectionTrait, DbBackend, Statement,
    sqlx::{self, Executor as _},
};

/// Locks of a session are given back when its connection ends, however it ends.
const ALONE: &str = "SELECT pg_try_advisory_lock(hashtext('ocriva.presence'))";
const PRESENT: &str = "SELECT pg_advisory_lock_shared(hashtext('ocriva.presence'))";
const NOT_ALONE: &str = "SELECT pg_advisory_unlock(hashtext('ocriva.presence'))";
/// Nobody waits longer for a lock: whoever holds it is stuck.
const IMPATIENT: &str = "SET lock_timeout = '2s'";

const NOW: &str = "SELECT epoch FROM file_epochs";
/// It waits for all who are about to accept files of the epoch before.
const NEXT: &str = "UPDATE file_epochs SET epoch = epoch + 1 RETURNING epoch";
/// A row as long as the epoch lasts; it cannot end before the transaction does.
const LASTS: &str = "SELECT epoch FROM file_epochs WHERE epoch = $1 FOR SHARE";

/// How a process came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entered {
    pub alone: bool,
    pub epoch: i64,
}

impl Notices {
    /// This process is present as long as the connection stands. Where it is the `first` time and nobody else is, a new
    /// epoch begins.
    ///
    /// # Errors
    /// When the connection is lost, or a lock is not to be had.
    pub async fn enter(&mut self, first: bool) -> Result<Entered, DbError> {
        let connection = &mut self.listener;
        connection.execute(IMPATIENT).await.map_err(broken)?;
        let alone = first && sqlx::query_scalar(ALONE).fetch_one(&mut *connection).await.map_err(broken)?;
        connection.execute(PRESENT).await.map_err(broken)?;
        let epoch = sqlx::query_scalar(if alone { NEXT } else { NOW });
        let epoch = epoch.fetch_one(&mut *connection).await.map_err(broken)?;
        if alone {
            connection.execute(NOT_ALONE).await.map_err(broken)?;
        }
        Ok(Entered { alone, epoch })
    }
}

impl Db {
    /// The epoch of now; none on SQLite, whose file is one process's own.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn epoch(&self) -> Result<Option<i64>, DbError> {
        if self.is_sqlite() {
            return Ok(None);
        }
        let row = self.pool.query_one_raw(Statement::from_string(DbBackend::Postgres, NOW)).await?;
        row.map(|row| row.try_get_by_index(0)).transpose()
    }
}

impl Script {
    /// Refuses the script with [`DbError::RecordNotUpdated`] when another epoch has begun; it goes last.
    pub fn only_in(&mut self, epoch: i64) {
        self.add_condition(Statement::from_sql_and_values(DbBackend::Postgres, LASTS, [epoch.into()]));
    }
}
