//! A request that is sent twice happens once: its key is remembered with the answer, in the transaction that accepts.
//!
//! What was refused is not remembered: nothing was kept, so the key is free for the corrected request.

use crate::{
    access::ProjectScope,
    db::{
        Tx,
        queries::idempotency::{self, Answered},
    },
    domain::{idempotency::IdempotencyKey, time::Timestamp},
    error::{AppError, Kind},
    runtime::{Runtime, Turn},
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use sha2::{Digest, Sha256};

/// How long an answer is given again.
const HOURS: i64 = 24;

/// An answer, and whether it was given before.
pub struct Once<T> {
    pub answer: T,
    pub is_replayed: bool,
}

impl<T> Once<T> {
    pub(super) fn new(answer: T) -> Self {
        Self { answer, is_replayed: false }
    }
}

/// A request with a key while it is carried out.
pub(super) struct Keyed {
    key: IdempotencyKey,
    /// Of what was asked for.
    fingerprint: String,
    _turn: Turn,
}

/// What a key says of its request.
pub(super) enum Begun<T> {
    Now(Keyed),
    Before(Once<T>),
}

/// Takes the key in hand.
///
/// # Errors
/// 409 while the same key is in hand, 422 when it came with another request before.
pub(super) async fn begin<P, T: DeserializeOwned>(
    runtime: &Runtime,
    scope: &ProjectScope<P>,
    key: IdempotencyKey,
    fingerprint: String,
) -> Result<Begun<T>, AppError> {
    let turn = runtime.in_hand.take(format!("{} {}", scope.project(), key.as_str())).ok_or_else(busy)?;
    let before = idempotency::find(&runtime.db, scope, &key, runtime.clock.now()).await?;
    let keyed = Keyed { key, fingerprint, _turn: turn };
    match before {
        Some(before) => keyed.replay(before).map(Begun::Before),
        None => Ok(Begun::Now(keyed)),
    }
}

impl Keyed {
    /// Remembers the answer; `false` when another process was quicker: then nothing may be kept.
    pub(super) async fn remember<P>(
        &self,
        tx: &Tx,
        scope: &ProjectScope<P>,
        answer: &impl Serialize,
        now: Timestamp,
    ) -> Result<bool, AppError> {
        let answer = serde_json::to_value(answer).map_err(|error| {
            tracing::error!(%error, "an answer could not be remembered");
            AppError::internal()
        })?;
        let answered = Answered { fingerprint: self.fingerprint.clone(), answer };
        let until = now.plus_millis(HOURS * 60 * 60 * 1000);
        Ok(idempotency::remember(tx, scope, &self.key, answered, now, until).await?)
    }

    /// What whoever was quicker answered.
    pub(super) async fn answer_of_other<P, T: DeserializeOwned>(
        &self,
        runtime: &Runtime,
        scope: &ProjectScope<P>,
    ) -> Result<Once<T>, AppError> {
        // In a transaction of its own: when it is committed, so is what it has seen.
        let tx = runtime.db.begin().await?;
        let before = idempotency::find_in(&tx, scope, &self.key, runtime.clock.now()).await?;
        tx.commit().await?;
        self.replay(before.ok_or_else(busy)?)
    }

    fn replay<T: DeserializeOwned>(&self, before: Answered) -> Result<Once<T>, AppError> {
        if before.fingerprint != self.fingerprint {
            let message = "This `Idempotency-Key` came with another request before. Nothing was kept: send the same \
                           request again, or take a new key.";
            return Err(AppError::new(Kind::Unprocessable, "idempotency_key_reused", message));
        }
        let answer = serde_json::from_value(before.answer).map_err(|error| {
            tracing::error!(%error, "a remembered answer could not be read");
            AppError::internal()
        })?;
        Ok(Once { answer, is_replayed: true })
    }
}

fn busy() -> AppError {
    let message = "A request with this `Idempotency-Key` is being carried out right now. Ask again in a moment: you \
                   will get its answer.";
    AppError::conflict("idempotency_key_in_use", message)
}

/// What a request asks for, in short: `fields` and the files, each with its name and the hash of its bytes.
pub(super) fn fingerprint<'a>(fields: Value, files: impl IntoIterator<Item = (&'a str, [u8; 32])>) -> String {
    let mut all = Sha256::new();
    all.update(fields.to_string());
    for (name, digest) in files {
        all.update([0]);
        all.update(name);
        all.update([0]);
        all.update(digest);
    }
    hex::encode(all.finalize())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn whatever_differs_makes_another_fingerprint() {
        let (a, b) = (("a.pdf", [1; 32]), ("b.pdf", [2; 32]));
        let all = [
            fingerprint(json!(["upload", null]), [a]),
            fingerprint(json!(["upload", "tmpl_1"]), [a]),
            fingerprint(json!(["batch", null]), [a]),
            fingerprint(json!(["upload", null]), [("b.pdf", [1; 32])]),
            fingerprint(json!(["upload", null]), [("a.pdf", [2; 32])]),
            fingerprint(json!(["upload", null]), [a, b]),
            fingerprint(json!(["upload", null]), [b, a]),
        ];
        for (at, one) in all.iter().enumerate() {
            assert_eq!(all.iter().position(|other| other == one), Some(at));
        }
        assert_eq!(all[0], fingerprint(json!(["upload", null]), [a]));
    }
}
