//! Order in the log: what is old is forgotten, what waits for no reason is let go.

use super::endpoints;
use crate::{db::queries::delivery_queue, error::AppError, runtime::Runtime};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// How often it is looked after.
const EVERY: Duration = Duration::from_secs(10 * 60);
/// Rows of one kind that are deleted in one transaction: a small one, for others want to write too.
const BATCH: u64 = 500;
/// Between two of them.
const PAUSE: Duration = Duration::from_millis(50);

/// Keeps order until `stop`.
pub async fn run(runtime: Runtime, stop: CancellationToken) {
    loop {
        if let Err(error) = sweep(&runtime).await {
            tracing::warn!(%error, "the log of deliveries was not swept; it is tried again");
        }
        tokio::select! {
            () = tokio::time::sleep(EVERY) => {}
            () = stop.cancelled() => return,
        }
    }
}

/// Once. How many rows were forgotten.
///
/// # Errors
/// When the database does not answer.
pub async fn sweep(runtime: &Runtime) -> Result<u64, AppError> {
    // A process that died between making an endpoint active and letting its deliveries go.
    endpoints::release(runtime).await?;
    let until = runtime.clock.now().plus_days(-runtime.config.webhooks.keep_days);
    let mut forgotten = 0;
    loop {
        match delivery_queue::delete_old(&runtime.db, until, BATCH).await? {
            0 => return Ok(forgotten),
            gone => forgotten += gone,
        }
        tokio::time::sleep(PAUSE).await;
    }
}
