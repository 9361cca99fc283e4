//! The end of accepting: what was written is remembered with its key and committed, or its files are taken back.

use super::{Acceptance, Keyed, Once};
use crate::{
    access::ProjectScope,
    error::{AppError, Kind},
    runtime::{Runtime, crash},
};
use serde::{Serialize, de::DeserializeOwned};

/// Commits what `written` has written and gives its answer; where another process was quicker with the key, that one's.
///
/// # Errors
/// Those of `written` and of the database. Nothing is kept then, `files` neither.
pub(super) async fn seal<P, T: Serialize + DeserializeOwned>(
    runtime: &Runtime,
    scope: &ProjectScope<P>,
    keyed: Option<Keyed>,
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
    let (acceptance, answer) = match (first.await, &keyed) {
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
    // When a commit fails, nobody knows whether it happened: the files stay, for the documents may be there.
    acceptance.tx.commit_with(acceptance.script).await?;
    crash::point("accepted");
    Ok(Once::new(answer))
}

async fn discard(runtime: &Runtime, files: &[String]) {
    for key in files {
        runtime.storage.discard(key).await;
    }
}
