//! The end of accepting: what was written is remembered with its key and committed, or its files are taken back.

use super::{Acceptance, Keyed, Once};
use crate::{
    access::ProjectScope,
    db::DbError,
    error::{AppError, Kind},
    runtime::{Runtime, crash},
};
use serde::{Serialize, de::DeserializeOwned};

/// When files began to come in: they are accepted in the same epoch, or not at all.
#[derive(Clone, Copy)]
pub(super) struct Epoch(Option<i64>);

impl Epoch {
    /// To be asked before the first file is put.
    pub(super) async fn now(runtime: &Runtime) -> Result<Self, AppError> {
        Ok(Self(runtime.presence.epoch(&runtime.db).await?))
    }
}

/// Commits what `written` has written and gives its answer; where another process was quicker with the key, that one's.
///
/// # Errors
/// Those of `written` and of the database. Nothing is kept then, `files` neither.
pub(super) async fn seal<P, T: Serialize + DeserializeOwned>(
    runtime: &Runtime,
    scope: &ProjectScope<P>,
    keyed: Option<Keyed>,
    Epoch(epoch): Epoch,
    files: &[String],
    written: impl Future<Output = Result<(Acceptance, T), AppError>>,
) -> Result<Once<T>, AppError> {
    let first = async {
        let (acceptance, answer) = written.await?;
        let is_first = match &keyed {
            Some(keyed) => keyed.remember(&acceptance.tx, scope, &answer, runtime.clock.now()).await?,
            None => true,
        };
        Ok(is_first.then_some((acceptance, answer)))
    };
    let (mut acceptance, answer) = match (first.await, &keyed) {
        (Ok(Some(first)), _) => first,
        (Ok(None), Some(keyed)) => {
            discard(runtime, files).await;
            return keyed.answer_of_other(runtime, scope).await;
        }
        (Ok(None), None) => return Err(AppError::internal()),
        (Err(error), keyed) => {
            discard(runtime, files).await;
            return match keyed {
                // A duplicate may be one of what another process has just accepted with this key.
                Some(keyed) => keyed
                    .answer_of_other(runtime, scope)
                    .await
                    .map_err(|other| if other.kind == Kind::Unprocessable { other } else { error }),
                None => Err(error),
            };
        }
    };
    crash::point("before accepted");
    if let Some(epoch) = epoch {
        acceptance.script.only_in(epoch);
    }
    match acceptance.tx.commit_with(acceptance.script).await {
        Ok(()) => {}
        Err(DbError::RecordNotUpdated) => {
            runtime.presence.epoch_is_over();
            discard(runtime, files).await;
            return Err(out_of_reach());
        }
        // When a commit fails, nobody knows whether it happened: the files stay, for the documents may be there.
        Err(error) => return Err(error.into()),
    }
    crash::point("accepted");
    Ok(Once::new(answer))
}

/// Another process took this one for dead, and what it had put with it.
fn out_of_reach() -> AppError {
    let message =
        "The server was out of reach of its database while the file came in; nothing was kept. Please try again.";
    AppError::new(Kind::Unavailable, "interrupted", message)
}

async fn discard(runtime: &Runtime, files: &[String]) {
    for key in files {
        runtime.storage.discard(key).await;
    }
}
