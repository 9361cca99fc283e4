//! PostgreSQL's own post: what one process notifies, every listening process hears, all in one order.

use super::{Db, DbError};
use sea_orm::sqlx::{
    self,
    postgres::{PgListener, PgPoolOptions},
};

/// As which PostgreSQL lists these connections.
const LISTENER: &str = "ocriva listener";

/// A connection of its own that hears what is notified from now on.
pub struct Notices {
    pub(super) listener: PgListener,
}

impl Db {
    /// Listens on a channel of this database, which must be on PostgreSQL.
    ///
    /// # Errors
    /// When no connection is to be had.
    pub async fn notices(&self, channel: &str) -> Result<Notices, DbError> {
        let options = self.pool.get_postgres_connection_pool().connect_options();
        // A listener never gives its connection back, so it is not taken from those that queries share.
        let pool = PgPoolOptions::new()
            .max_connections(1)
            .max_lifetime(None)
            .idle_timeout(None)
            .connect_with(options.as_ref().clone().application_name(LISTENER))
            .await
            .map_err(broken)?;
        let mut listener = PgListener::connect_with(&pool).await.map_err(broken)?;
        listener.eager_reconnect(false);
        listener.listen(channel).await.map_err(broken)?;
        Ok(Notices { listener })
    }

    /// Tells every process that listens on this channel, this one included. PostgreSQL takes less than 8000 bytes.
    ///
    /// # Errors
    /// When the database does not answer; then nobody was told, or everybody.
    pub async fn notify(&self, channel: &str, text: &str) -> Result<(), DbError> {
        let pool = self.pool.get_postgres_connection_pool();
        sqlx::query("SELECT pg_notify($1, $2)").bind(channel).bind(text).execute(pool).await.map_err(broken)?;
        Ok(())
    }
}

impl Notices {
    /// The next text that somebody notified.
    ///
    /// # Errors
    /// When the connection is lost: what is notified until there is another is never heard.
    pub async fn next(&mut self) -> Result<String, DbError> {
        match self.listener.try_recv().await.map_err(broken)? {
            Some(notice) => Ok(notice.payload().to_owned()),
            None => Err(DbError::Custom("the listening connection was closed".to_owned())),
        }
    }
}

pub(super) fn broken(error: sqlx::Error) -> DbError {
    DbError::Custom(error.to_string())
}
