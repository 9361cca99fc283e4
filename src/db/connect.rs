//! Opens the database and brings it up to date.

use super::writer::Writer;
use crate::migrations::Migrator;
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, SqliteTransactionMode,
    TransactionOptions, TransactionTrait,
};
use sea_orm_migration::MigratorTrait;
use std::time::Duration;

pub use sea_orm::DbErr as DbError;

/// How long SQLite waits for another process that writes.
const BUSY: Duration = Duration::from_secs(30);

/// Cheap to clone.
#[derive(Clone, Debug)]
pub struct Db {
    pub(super) pool: DatabaseConnection,
    /// SQLite has one; PostgreSQL needs no such help.
    pub(super) writer: Option<Writer>,
}

impl Db {
    /// Connects and runs the migrations that are missing.
    ///
    /// # Errors
    /// When the database cannot be reached or a migration fails.
    pub async fn open(url: &str, max_connections: u32) -> Result<Self, DbError> {
        let mut options = ConnectOptions::new(url);
        options.max_connections(max_connections).sqlx_logging(false).map_sqlx_sqlite_opts(|sqlite| {
            // An accepted upload is answered after the commit: the commit must be on the disk.
            sqlite.pragma("journal_mode", "WAL").pragma("synchronous", "FULL").foreign_keys(true).busy_timeout(BUSY)
        });
        let pool = Database::connect(options).await?;
        migrate(&pool).await?;
        let writer = (pool.get_database_backend() == DbBackend::Sqlite).then(Writer::start);
        Ok(Self { pool, writer })
    }

    /// `SQLite` or `PostgreSQL`.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self.backend() {
            DbBackend::Sqlite => "SQLite",
            _ => "PostgreSQL",
        }
    }

    /// Is the database in this very process?
    #[must_use]
    pub fn is_sqlite(&self) -> bool {
        self.backend() == DbBackend::Sqlite
    }

    pub(super) fn backend(&self) -> DbBackend {
        self.pool.get_database_backend()
    }

    /// Does the database answer?
    ///
    /// # Errors
    /// When it does not.
    pub async fn ping(&self) -> Result<(), DbError> {
        self.pool.ping().await
    }
}

/// All steps or none, on one connection; processes that start together take turns.
async fn migrate(pool: &DatabaseConnection) -> Result<(), DbError> {
    let options = TransactionOptions {
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        ..TransactionOptions::default()
    };
    let tx = pool.begin_with_options(options).await?;
    if tx.get_database_backend() == DbBackend::Postgres {
        tx.execute_unprepared("SELECT pg_advisory_xact_lock(hashtext('ocriva.migrate'))").await?;
    }
    Migrator::up(&tx, None).await?;
    tx.commit().await
}

impl From<DbError> for crate::error::AppError {
    fn from(cause: DbError) -> Self {
        tracing::error!(%cause, "the database refused");
        Self::internal()
    }
}
