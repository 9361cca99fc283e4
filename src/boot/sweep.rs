//! What has expired is forgotten, at the start and every hour.

use crate::{
    db::queries::{account_tokens, brakes, idempotency, line_messages, mails, sessions},
    runtime::Runtime,
    workspace::{self, ending},
};
use std::time::Duration;
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

const EVERY: Duration = Duration::from_secs(60 * 60);

/// Sweeps until `stop`.
pub async fn keep_sweeping(runtime: Runtime, stop: CancellationToken) {
    loop {
        sweep(&runtime).await;
        tokio::select! {
            () = sleep(EVERY) => {}
            () = stop.cancelled() => return,
        }
    }
}

async fn sweep(runtime: &Runtime) {
    let now = runtime.clock.now();
    if let Err(error) = sessions::delete_expired(&runtime.db, now).await {
        tracing::warn!(%error, "ended sessions could not be forgotten");
    }
    if let Err(error) = workspace::sessions::forget_ended(runtime).await {
        tracing::warn!(%error, "browsers that were signed out could not be forgotten");
    }
    if let Err(error) = ending::sweep(runtime).await {
        tracing::warn!(%error, "what was given up could not be looked for");
    }
    if let Err(error) = idempotency::delete_expired(&runtime.db, now).await {
        tracing::warn!(%error, "expired idempotency keys could not be forgotten");
    }
    let until = now.plus_days(-runtime.config.mail.keep_days);
    if let Err(error) = mails::delete_old(&runtime.db, until).await {
        tracing::warn!(%error, "old mails could not be forgotten");
    }
    let until = now.plus_days(-runtime.config.line.keep_days);
    if let Err(error) = line_messages::delete_old(&runtime.db, until).await {
        tracing::warn!(%error, "old LINE messages could not be forgotten");
    }
    if let Err(error) = account_tokens::delete_expired(&runtime.db, now).await {
        tracing::warn!(%error, "expired links could not be forgotten");
    }
    if let Err(error) = brakes::delete_expired(&runtime.db, now).await {
        tracing::warn!(%error, "failed tries could not be forgotten");
    }
}
