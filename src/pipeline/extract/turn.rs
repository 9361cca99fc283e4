//! Laying out pages takes a whole core: there are as many turns as cores.

use crate::{
    error::{AppError, Kind},
    runtime::Runtime,
};
use std::time::Duration;
use tokio::{task::spawn_blocking, time::timeout};

/// Does `work` when its turn has come; `patience` is the longest wait for the turn, and then for the work.
///
/// # Errors
/// 503 when it takes longer.
pub async fn in_turn<T: Send + 'static>(
    runtime: &Runtime,
    patience: Duration,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, AppError> {
    let busy = || {
        let message = "Pages take long to lay out right now. Please try again in a moment.";
        AppError::new(Kind::Unavailable, "busy", message)
    };
    let permit =
        timeout(patience, runtime.drawing.clone().acquire_owned()).await.ok().and_then(Result::ok).ok_or_else(busy)?;
    // The permit goes with the work: work that is not waited for any more still counts.
    let working = spawn_blocking(move || {
        let done = work();
        drop(permit);
        done
    });
    timeout(patience, working).await.map_err(|_| busy())?.map_err(|error| {
        tracing::error!(%error, "the work on a page gave up");
        AppError::internal()
    })
}
