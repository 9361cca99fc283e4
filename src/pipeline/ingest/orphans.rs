//! Files that no document has: a crash between the file and the commit leaves one, and the sweep removes it.

use crate::{
    db::queries::{documents, reference_files},
    error::AppError,
    runtime::Runtime,
};
use futures::{StreamExt as _, TryStreamExt as _, future::ready};
use std::time::Duration;
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

/// Accepting a file takes seconds; what has had no document for an hour gets none any more.
const OLD: Duration = Duration::from_secs(60 * 60);
const EVERY: Duration = Duration::from_secs(6 * 60 * 60);
/// Files that are looked up at once.
const BATCH: usize = 500;

/// Sweeps at the start and every few hours, until `stop`.
pub async fn watch(runtime: Runtime, stop: CancellationToken) {
    let sweeping = async {
        loop {
            match sweep(&runtime).await {
                Ok(0) => {}
                Ok(removed) => tracing::info!(removed, "files without a document were removed"),
                Err(error) => tracing::warn!(%error, "files without a document could not be looked for"),
            }
            sleep(EVERY).await;
        }
    };
    tokio::select! { () = sweeping => {}, () = stop.cancelled() => {} }
}

/// Removes the old files whose document was never accepted, and says how many there were.
///
/// # Errors
/// When the store or the database does not answer; what was not looked at stays for the next time.
pub async fn sweep(runtime: &Runtime) -> Result<u64, AppError> {
    let before = runtime.clock.now().plus_millis(-(OLD.as_millis() as i64));
    let old = runtime.storage.list().try_filter(|kept| ready(kept.modified < before));
    let mut batches = old.map_ok(|kept| kept.key).try_chunks(BATCH);
    let mut removed = 0;
    while let Some(batch) = batches.next().await {
        let keys = batch.map_err(|cut_short| cut_short.1)?;
        let owners = keys.iter().filter_map(|key| owner(key)).map(str::to_owned).collect();
        let in_use = documents::keys_in_use(&runtime.db, owners).await?;
        let beside = reference_files::known(&runtime.db, keys.iter().filter_map(|key| beside(key)).collect()).await?;
        let lost = |key: &String| {
            owner(key).is_some_and(|owner| !in_use.contains(owner))
                || self::beside(key).is_some_and(|file| !beside.contains(&file))
        };
        for key in keys.iter().filter(|key| lost(key)) {
            runtime.storage.delete(key).await?;
            removed += 1;
        }
    }
    Ok(removed)
}

/// The key of the document that a file belongs to: `org_1/doc_1` for itself and for `org_1/doc_1.proc_1.pages`.
/// Files of any other shape are not ours to remove.
fn owner(key: &str) -> Option<&str> {
    let (organization, name) = key.split_once('/')?;
    let ours = organization.starts_with("org_") && name.starts_with("doc_") && !name.contains('/');
    let document = name.split('.').next().unwrap_or(name);
    ours.then(|| &key[..=organization.len() + document.len()])
}

/// The id of a file beside a template: `ref_1` of `org_1/ref_1`.
fn beside(key: &str) -> Option<String> {
    let (organization, name) = key.split_once('/')?;
    let ours = organization.starts_with("org_") && name.starts_with("ref_") && !name.contains(['/', '.']);
    ours.then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_belongs_to_its_document() {
        for (key, want) in [
            ("org_1/doc_1", Some("org_1/doc_1")),
            ("org_1/doc_1.proc_1.pages", Some("org_1/doc_1")),
            ("org_1/batch_1.zip", None),
            ("org_1/doc_1/x", None),
            ("lost+found/doc_1", None),
            ("readme.txt", None),
        ] {
            assert_eq!(owner(key), want, "{key}");
        }
        for (key, want) in
            [("org_1/ref_1", Some("ref_1")), ("org_1/ref_1/x", None), ("x/ref_1", None), ("org_1/doc_1", None)]
        {
            assert_eq!(beside(key).as_deref(), want, "{key}");
        }
    }
}
