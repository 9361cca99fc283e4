//! What this process knows of the others on its database, and of the epoch in which its files come in.

use crate::{
    db::{Db, DbError, Entered},
    domain::time::Timestamp,
};
use parking_lot::Mutex;
use std::sync::Arc;

/// Empty on SQLite. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Presence(Arc<Mutex<Known>>);

#[derive(Debug, Default)]
struct Known {
    epoch: Option<i64>,
    alone_since: Option<Timestamp>,
}

impl Presence {
    /// `moment` is the store's time before this process came.
    pub fn entered(&self, Entered { alone, epoch }: Entered, moment: Option<Timestamp>) {
        let mut known = self.0.lock();
        known.epoch = Some(epoch);
        if alone {
            known.alone_since = moment;
        }
    }

    /// When nobody else was there: what the store has from before that, and no document has, nobody is about to accept.
    #[must_use]
    pub fn alone_since(&self) -> Option<Timestamp> {
        self.0.lock().alone_since
    }

    /// The epoch of files that are kept from now on; none where there are none.
    ///
    /// # Errors
    /// When it is not known, and the database does not answer.
    pub async fn epoch(&self, db: &Db) -> Result<Option<i64>, DbError> {
        let known = self.0.lock().epoch;
        if known.is_some() {
            return Ok(known);
        }
        let epoch = db.epoch().await?;
        self.0.lock().epoch = epoch;
        Ok(epoch)
    }

    /// It turned out to be over.
    pub fn epoch_is_over(&self) {
        self.0.lock().epoch = None;
    }
}
