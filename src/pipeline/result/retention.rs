//! Files whose time in their project is over are removed; what was read from them stays.

use super::pages;
use crate::{
    access::{ProjectScope, Sweeps},
    db::queries::retention::{self, Expired},
    error::AppError,
    runtime::{Runtime, crash},
};
use std::time::Duration;
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

/// Retention is counted in days: an hour more or less does not matter.
const EVERY: Duration = Duration::from_secs(60 * 60);
/// Documents of one transaction: a small one, for others want to write too.
const PORTION: u64 = 100;

/// Sweeps at the start and every hour, until `stop`; any number of processes may do so.
pub async fn watch(runtime: Runtime, stop: CancellationToken) {
    let sweeping = async {
        loop {
            match sweep(&runtime).await {
                Ok(0) => {}
                Ok(removed) => tracing::info!(removed, "files whose retention time is over were removed"),
                Err(error) => tracing::warn!(%error, "files whose retention time is over could not be looked for"),
            }
            sleep(EVERY).await;
        }
    };
    tokio::select! { () = sweeping => {}, () = stop.cancelled() => {} }
}

/// Removes every file whose time is over and that nobody is reading. How many there were.
///
/// # Errors
/// When the database does not answer; what was not looked at stays for the next time.
pub async fn sweep(runtime: &Runtime) -> Result<u64, AppError> {
    let mut removed = 0;
    for (scope, days) in retention::projects(&runtime.db).await? {
        removed += of_project(runtime, &scope, days).await?;
    }
    Ok(removed)
}

async fn of_project(runtime: &Runtime, scope: &ProjectScope<Sweeps>, days: i32) -> Result<u64, AppError> {
    let until = runtime.clock.now().plus_days(-i64::from(days));
    let (mut removed, mut last) = (0, None);
    loop {
        let tx = runtime.db.begin().await?;
        let (expired, looked_at) = retention::expire(&tx, scope, until, last.as_ref(), PORTION).await?;
        tx.commit().await?;
        crash::point("retention marked");
        // After the commit: a file that no document has is swept, a document whose file is missing is lost.
        for one in &expired {
            remove(runtime, one).await;
        }
        removed += expired.len() as u64;
        let Some(looked_at) = looked_at else { return Ok(removed) };
        last = Some(looked_at);
    }
}

async fn remove(runtime: &Runtime, Expired { id, storage_key, runs }: &Expired) {
    let words = runs.iter().map(|run| pages::key(storage_key, run));
    for key in words.chain([storage_key.clone()]) {
        if let Err(error) = runtime.storage.delete(&key).await {
            tracing::warn!(document = %id, %error, "a file whose time is over is left to the sweep of files without one");
        }
    }
}
