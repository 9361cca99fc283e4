//! The same bytes again in one project: taken, marked or refused, as the project has it.

use crate::{
    access::ProjectScope,
    db::{
        Tx,
        queries::{
            documents::{Stored, same_bytes},
            projects,
        },
    },
    domain::{id::DocumentId, project_settings::DuplicatePolicy},
    error::AppError,
};
use std::collections::HashMap;

/// The code of a file that is refused because it is there already.
pub(super) const DUPLICATE: &str = "duplicate_document";

/// What a project makes of files that came in.
pub(super) struct Judged {
    /// Later ones with the same bytes name the first, unless the project does not care.
    pub taken: Vec<Stored>,
    /// Each with the document that it repeats.
    pub refused: Vec<(Stored, DocumentId)>,
}

/// Looks for what is there already, in the transaction that accepts.
pub(super) async fn judge<P>(tx: &Tx, scope: &ProjectScope<P>, files: Vec<Stored>) -> Result<Judged, AppError> {
    let hashes: Vec<String> = files.iter().map(|file| file.document.sha256.clone()).collect();
    let (mut policy, mut known) = same_bytes(tx, scope, &hashes).await?;
    if policy == DuplicatePolicy::Reject {
        // Of two that come at once the second one waits here for the first, and sees it then.
        projects::get_for_update(tx, scope).await?;
        (policy, known) = same_bytes(tx, scope, &hashes).await?;
    }
    Ok(sort(files, policy, known))
}

fn sort(files: Vec<Stored>, policy: DuplicatePolicy, mut known: HashMap<String, DocumentId>) -> Judged {
    let mut judged = Judged { taken: Vec::new(), refused: Vec::new() };
    for mut file in files {
        let first = known.get(&file.document.sha256).cloned();
        match (policy, first) {
            (DuplicatePolicy::Reject, Some(first)) => {
                judged.refused.push((file, first));
                continue;
            }
            (DuplicatePolicy::Warn, first) => file.document.duplicate_of = first,
            (DuplicatePolicy::Allow | DuplicatePolicy::Reject, _) => {}
        }
        known.entry(file.document.sha256.clone()).or_insert_with(|| file.document.id.clone());
        judged.taken.push(file);
    }
    judged
}

pub(super) fn refusal(first: &DocumentId) -> AppError {
    let message = format!(
        "The same file is in this project already, as {first}; it was not taken again. Look there, or let the \
         settings of the project take duplicates."
    );
    AppError::conflict(DUPLICATE, message)
}
