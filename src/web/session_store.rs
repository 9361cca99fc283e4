//! Access sessions in the database.

use crate::{
    clock::Clock,
    db::{Db, queries::sessions},
    domain::{id::SessionId, time::Timestamp},
    web::login::LOGIN,
};
use tower_sessions::{
    SessionStore,
    cookie::time::OffsetDateTime,
    session::{Id, Record},
    session_store::{Error, Result},
};

#[derive(Clone, Debug)]
pub struct DbSessions {
    pub db: Db,
    pub clock: Clock,
    /// How long one lasts, by our clock.
    pub minutes: i64,
}

#[async_trait::async_trait]
impl SessionStore for DbSessions {
    /// Ids are 128 random bits: a collision is not to be expected, and would only join two new visitors.
    async fn create(&self, record: &mut Record) -> Result<()> {
        self.save(record).await
    }

    async fn save(&self, record: &Record) -> Result<()> {
        let data = serde_json::to_value(&record.data).map_err(|error| Error::Encode(error.to_string()))?;
        let family = data[LOGIN]["session"].as_str().map(|id| SessionId::from(id.to_owned()));
        let ends = self.clock.now().plus_millis(self.minutes * 60_000);
        sessions::save(&self.db, record.id.to_string(), data, family, ends).await.map_err(backend)
    }

    async fn load(&self, id: &Id) -> Result<Option<Record>> {
        let found = sessions::load(&self.db, id.to_string(), self.clock.now()).await.map_err(backend)?;
        let Some((data, ends)) = found else { return Ok(None) };
        Ok(Some(Record {
            id: *id,
            data: serde_json::from_value(data).map_err(|error| Error::Decode(error.to_string()))?,
            expiry_date: moment(ends)?,
        }))
    }

    async fn delete(&self, id: &Id) -> Result<()> {
        sessions::delete(&self.db, id.to_string()).await.map_err(backend)
    }
}

fn moment(time: Timestamp) -> Result<OffsetDateTime> {
    OffsetDateTime::from_unix_timestamp(time.0 / 1000).map_err(|error| Error::Decode(error.to_string()))
}

fn backend(error: crate::db::DbError) -> Error {
    Error::Backend(error.to_string())
}
