//! Walks a trail from its beginning and says where it was touched.

use super::{hash, sealed};
use crate::{
    db::queries::audit::{self as trail, Head, Stored},
    domain::{audit_chain::BEGINNING, id::OrgId},
    error::AppError,
    runtime::{Runtime, Signer},
};

/// Entries that are fetched at once.
const PORTION: u64 = 1000;

/// How the trail of one organization was found.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    pub organization: OrgId,
    /// Whole, up to here.
    pub entries: i64,
    /// The first thing that is wrong: sequence number and what it is.
    pub broken: Option<(i64, String)>,
}

/// Looks at the trail of every organization, or of one.
///
/// What it cannot see: a database that was put back as a whole to an earlier moment, trail and head together.
///
/// # Errors
/// When the database does not answer.
pub async fn verify(runtime: &Runtime, only: Option<OrgId>) -> Result<Vec<Finding>, AppError> {
    let organizations = match only {
        Some(one) => vec![one],
        None => trail::organizations(&runtime.db).await?,
    };
    let mut findings = Vec::new();
    for organization in organizations {
        findings.push(walk(runtime, organization).await?);
    }
    Ok(findings)
}

async fn walk(runtime: &Runtime, organization: OrgId) -> Result<Finding, AppError> {
    // First the head: what is appended while we walk lies behind it.
    let head = trail::head_of(&runtime.db, &organization).await?;
    let (mut last, mut last_hash) = (0, BEGINNING.to_owned());
    let found = |entries, broken| Finding { organization: organization.clone(), entries, broken };
    loop {
        let rows = trail::walk(&runtime.db, &organization, last, PORTION).await?;
        for row in &rows {
            if let Some(reason) = wrong(row, last, &last_hash, head.as_ref()) {
                return Ok(found(last, Some((last + 1, reason))));
            }
            (last, last_hash) = (row.sequence, row.hash.clone());
        }
        if (rows.len() as u64) < PORTION {
            break;
        }
    }
    Ok(found(last, wrong_end(&runtime.signer, &organization, last, head.as_ref())))
}

/// What is wrong with the entry that follows `last`.
fn wrong(row: &Stored, last: i64, last_hash: &str, head: Option<&Head>) -> Option<String> {
    if row.sequence != last + 1 {
        return Some(format!("the entries from {} to {} are missing", last + 1, row.sequence - 1));
    }
    if row.previous_hash != last_hash {
        return Some(format!("{} does not follow the entry before it", row.id));
    }
    if row.hash != hash(row) {
        return Some(format!("{} was changed after it was written", row.id));
    }
    let at_head = head.filter(|head| head.sequence == row.sequence);
    at_head.filter(|head| head.hash != row.hash).map(|_| format!("{} is not the entry that stood here", row.id))
}

/// What is wrong with where the trail ends.
fn wrong_end(signer: &Signer, organization: &OrgId, last: i64, head: Option<&Head>) -> Option<(i64, String)> {
    let Some(head) = head else {
        return (last > 0).then(|| (last, "the head of the trail is missing".to_owned()));
    };
    if last < head.sequence {
        return Some((last + 1, format!("the entries from {} to {} are missing at the end", last + 1, head.sequence)));
    }
    let unsealed =
        head.sequence > 0 && !signer.is_signed(&sealed(organization.as_str(), head.sequence, &head.hash), &head.seal);
    let reason = "the head is not signed by this server: the trail was written anew, or OCRIVA_SECRET is another";
    unsealed.then(|| (head.sequence, reason.to_owned()))
}
