//! Links that carry their own leave: signed, for the export of one batch, until a moment.

use super::{BatchesRead, ProjectScope};
use crate::{
    db::{Db, queries::access as lookup},
    domain::{id::BatchId, time::Timestamp},
    error::{AppError, Kind},
    runtime::Signer,
};

/// How long a link works: somebody who was away for a week still gets the file, a mail that leaks later opens nothing.
const DAYS: i64 = 7;

/// What a link says of itself.
#[derive(Clone, Debug)]
pub struct ExportLink {
    pub batch: BatchId,
    /// Seconds since 1970.
    pub expires: i64,
    pub signature: String,
}

impl ExportLink {
    /// A link that works from `now` on.
    #[must_use]
    pub fn new(signer: &Signer, batch: &BatchId, now: Timestamp) -> Self {
        let expires = now.plus_days(DAYS).0 / 1000;
        Self { batch: batch.clone(), expires, signature: signer.sign(&signed(batch, expires)) }
    }

    /// Leave to read the batch.
    ///
    /// # Errors
    /// 404 for a link that this server did not make, 403 for one that has expired.
    pub async fn open(self, db: &Db, signer: &Signer, now: Timestamp) -> Result<ProjectScope<BatchesRead>, AppError> {
        let missing = || AppError::not_found("batch");
        if !signer.is_signed(&signed(&self.batch, self.expires), &self.signature) {
            return Err(missing());
        }
        if self.expires <= now.0 / 1000 {
            let message = format!(
                "This link worked for {DAYS} days and has expired; the results are kept. Ask \
                 `GET /batches/{{id}}` for a new one, or open the batch in Ocriva."
            );
            return Err(AppError::new(Kind::Forbidden, "link_expired", message));
        }
        let (_, project) = lookup::owner_of_batch(db, &self.batch).await?.ok_or_else(missing)?;
        let organization = lookup::organization_of(db, &project).await?.ok_or_else(missing)?;
        Ok(ProjectScope::of_link(organization, project))
    }
}

/// Another kind of link would sign another first line.
fn signed(batch: &BatchId, expires: i64) -> String {
    format!("batch-export\n{batch}\n{expires}")
}
