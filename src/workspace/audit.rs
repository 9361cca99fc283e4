//! The audit trail: what is done is recorded in the transaction that does it, and read by who manages.

mod change;
mod export;
mod verify;

pub use change::Change;
pub use export::{CSV_NAME, csv};
pub use verify::{Finding, verify};

use crate::{
    access::{Actor, AuditRead, Inside, OrgScope},
    db::{
        Db, Tx,
        queries::audit::{self as trail, Stored},
    },
    domain::{
        audit::{AuditAction, AuditEntity, AuditEntry, AuditFilter},
        id::{AuditId, UserId},
        list::{Paged, Paging},
    },
    error::AppError,
    runtime::{Remote, Runtime, Signer},
};
use sha2::{Digest, Sha256};

/// What a deed was done to: its type, its id, and the name that people know it by.
pub fn entity(kind: &str, id: impl ToString, label: impl Into<String>) -> AuditEntity {
    AuditEntity { kind: kind.to_owned(), id: id.to_string(), label: label.into() }
}

/// Records a deed under a scope, by whoever the scope was granted to.
///
/// Call it last in its transaction: from here to the end of it everybody else who records in the organization waits.
///
/// # Errors
/// When the database does not answer; then nothing of the transaction is to be kept.
pub async fn record(
    runtime: &Runtime,
    tx: &Tx,
    scope: &impl Inside,
    action: AuditAction,
    entity: AuditEntity,
    change: Change,
) -> Result<(), AppError> {
    record_by(runtime, tx, scope, scope.by(), action, entity, change).await
}

/// The same where somebody else does it than the one whose scope it is.
pub async fn record_by(
    runtime: &Runtime,
    tx: &Tx,
    scope: &impl Inside,
    by: &Actor,
    action: AuditAction,
    entity: AuditEntity,
    change: Change,
) -> Result<(), AppError> {
    if change.is_no_news() {
        return Ok(());
    }
    let actor = trail::actor(tx, by).await?;
    let head = trail::lock_head(tx, scope).await?;
    // Who acts for Ocriva itself, in whatever request, has no address of its own.
    let remote = if *by == Actor::System { Remote::default() } else { Remote::here() };
    let mut entry = Stored {
        organization_id: scope.organization().clone(),
        sequence: head.sequence + 1,
        id: runtime.clock.id(AuditId::PREFIX),
        at: runtime.clock.now(),
        actor_kind: actor.kind.as_str().to_owned(),
        actor_id: actor.id,
        actor_name: actor.name,
        action: action.as_str().to_owned(),
        entity_type: entity.kind,
        entity_id: entity.id,
        entity_label: entity.label,
        change: change.into_text(),
        ip: remote.address.map(|address| address.to_string()),
        user_agent: remote.user_agent,
        previous_hash: head.hash,
        hash: String::new(),
    };
    entry.hash = hash(&entry);
    let seal = seal(&runtime.signer, &entry);
    Ok(trail::append(tx, entry, seal).await?)
}

/// Records what a person did to himself (signing in, a new password) in every organization that he belongs to: who
/// looks into an incident there needs it, and no organization is more his than another.
///
/// # Errors
/// When the database does not answer.
pub async fn record_of_person(
    runtime: &Runtime,
    tx: &Tx,
    user: &UserId,
    action: AuditAction,
    entity: AuditEntity,
    change: Change,
) -> Result<(), AppError> {
    for scope in OrgScope::all_of(tx, user).await? {
        record(runtime, tx, &scope, action, entity.clone(), change.clone()).await?;
    }
    Ok(())
}

/// One page of the trail, newest first.
///
/// # Errors
/// When the database does not answer.
pub async fn list(
    db: &Db,
    scope: &OrgScope<AuditRead>,
    filter: &AuditFilter,
    paging: Paging,
) -> Result<Paged<AuditEntry>, AppError> {
    let (entries, total) = trail::list(db, scope, filter, paging).await?;
    Ok(paging.of(entries, total))
}

/// Of a row, as [`crate::domain::audit_chain`] sets it out.
fn hash(row: &Stored) -> String {
    hex::encode(Sha256::digest(trail::link(row).canonical()))
}

/// The server's word that the trail ends with this row.
fn seal(signer: &Signer, last: &Stored) -> String {
    signer.sign(&sealed(last.organization_id.as_str(), last.sequence, &last.hash))
}

fn sealed(organization: &str, sequence: i64, hash: &str) -> String {
    format!("audit-head\n{organization}\n{sequence}\n{hash}")
}
