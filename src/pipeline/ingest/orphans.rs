//! Files that no document has: a crash between the file and the commit leaves one, and the sweep removes it.

use crate::{clients::storage::Kept, db::queries, domain::time::Timestamp, error::AppError, runtime::Runtime};
use futures::{StreamExt as _, TryStreamExt as _, future::ready};
use std::{collections::HashSet, time::Duration};
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

/// Accepting a file takes seconds; what has had no document for an hour gets none any more.
const OLD: Duration = Duration::from_secs(60 * 60);
const EVERY: Duration = OLD;
/// The clock that a folder writes to its files goes in steps.
const STEP: Duration = Duration::from_millis(100);
/// Files that are looked up at once.
const BATCH: usize = 500;

/// Sweeps what is there before anything is accepted, and every hour, until `stop`.
pub async fn watch(runtime: Runtime, begun: Timestamp, stop: CancellationToken) {
    let sweeping = async {
        let mut now_old = first(&runtime, begun);
        loop {
            match sweep(&runtime, now_old).await {
                Ok(0) => {}
                Ok(removed) => tracing::info!(removed, "files without a document were removed"),
                Err(error) => tracing::warn!(%error, "files without a document could not be looked for"),
            }
            sleep(EVERY).await;
            now_old = old(&runtime);
        }
    };
    tokio::select! { () = sweeping => {}, () = stop.cancelled() => {} }
}

/// Where this process is alone, nobody is about to accept what was there before it.
fn first(runtime: &Runtime, begun: Timestamp) -> Old {
    let old = old(runtime);
    if runtime.db.is_sqlite() && runtime.storage.folder().is_some() {
        let begun = ago(begun, STEP);
        return Old { documents: begun, references: begun };
    }
    Old { documents: runtime.presence.alone_since().unwrap_or(old.documents), ..old }
}

/// What was put before these times is old: its document, or the template that it stands beside, comes no more.
#[derive(Clone, Copy, Debug)]
pub struct Old {
    documents: Timestamp,
    references: Timestamp,
}

/// What is old by now.
#[must_use]
pub fn old(runtime: &Runtime) -> Old {
    let hour = ago(runtime.clock.now(), OLD);
    Old { documents: hour, references: hour }
}

fn ago(now: Timestamp, time: Duration) -> Timestamp {
    now.plus_millis(-(time.as_millis() as i64))
}

/// Removes the `old` files whose document was never accepted, and says how many there were. Files of
/// organizations that this database does not know stay: the store may be another one's too.
///
/// # Errors
/// When the store or the database does not answer; what was not looked at stays for the next time.
pub async fn sweep(runtime: &Runtime, old: Old) -> Result<u64, AppError> {
    let kept = runtime.storage.list().try_filter(|kept| ready(old.has(kept)));
    let mut batches = kept.map_ok(|kept| kept.key).try_chunks(BATCH);
    let mut removed = 0;
    while let Some(batch) = batches.next().await {
        let keys = batch.map_err(|cut_short| cut_short.1)?;
        let ours: Vec<(&str, Owner<'_>)> = keys.iter().filter_map(|key| Some((key.as_str(), owner(key)?))).collect();
        let organizations: HashSet<String> = ours.iter().map(|(_, owner)| owner.organization.to_owned()).collect();
        let (mut documents, mut references) = (Vec::new(), Vec::new());
        for (_, owner) in &ours {
            match owner.of {
                Of::Document(key) => documents.push(key.to_owned()),
                Of::Template(file) => references.push(file.to_owned()),
            }
        }
        let known = queries::organizations::known(&runtime.db, organizations).await?;
        let documents = queries::documents::keys_in_use(&runtime.db, documents).await?;
        let references = queries::reference_files::known(&runtime.db, references).await?;
        for (key, owner) in ours {
            let in_use = match owner.of {
                Of::Document(key) => documents.contains(key),
                Of::Template(file) => references.contains(file),
            };
            if known.contains(owner.organization) && !in_use {
                runtime.storage.delete(key).await?;
                removed += 1;
            }
        }
    }
    Ok(removed)
}

impl Old {
    fn has(&self, kept: &Kept) -> bool {
        owner(&kept.key).is_some_and(|owner| match owner.of {
            Of::Document(_) => kept.modified < self.documents,
            Of::Template(_) => kept.modified < self.references,
        })
    }
}

/// Whom a file belongs to.
#[derive(Debug, PartialEq)]
struct Owner<'a> {
    organization: &'a str,
    of: Of<'a>,
}

#[derive(Debug, PartialEq)]
enum Of<'a> {
    /// The key of the document's own file.
    Document(&'a str),
    /// The id of a file beside a template.
    Template(&'a str),
}

/// `org_1/doc_1` is the document itself, `org_1/doc_1.proc_1.pages` belongs to it, `org_1/ref_1` to a template. Files
/// of any other shape are not ours to remove.
fn owner(key: &str) -> Option<Owner<'_>> {
    let (organization, name) = key.split_once('/')?;
    if !organization.starts_with("org_") || name.contains('/') {
        return None;
    }
    let document = name.split('.').next().unwrap_or(name);
    let of = match name.get(..4)? {
        "doc_" => Of::Document(&key[..=organization.len() + document.len()]),
        "ref_" if document == name => Of::Template(name),
        _ => return None,
    };
    Some(Owner { organization, of })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_belongs_to_its_document_or_template() {
        for (key, want) in [
            ("org_1/doc_1", Some(Of::Document("org_1/doc_1"))),
            ("org_1/doc_1.proc_1.pages", Some(Of::Document("org_1/doc_1"))),
            ("org_1/ref_1", Some(Of::Template("ref_1"))),
            ("org_1/ref_1.txt", None),
            ("org_1/ref_1/x", None),
            ("x/ref_1", None),
            ("org_1/batch_1.zip", None),
            ("org_1/doc_1/x", None),
            ("lost+found/doc_1", None),
            ("readme.txt", None),
        ] {
            assert_eq!(owner(key).map(|owner| owner.of), want, "{key}");
        }
    }
}
