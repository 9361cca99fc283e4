//! People of an organization: who is what, who goes, who owns it.
//!
//! Every change holds the seats of the organization: of two that come at once the second sees what the first did.

use crate::{
    access::{Actor, MembersDelete, MembersRead, MembersWrite, OrgScope, OrganizationDelete},
    db::{
        Tx,
        queries::members::{self, Seats},
    },
    domain::{
        access::Role,
        audit::{AuditAction, AuditEntity},
        id::UserId,
        membership::Member,
    },
    error::AppError,
    runtime::{Access, Runtime},
    workspace::{
        audit::{self, Change},
        organizations,
    },
};

/// # Errors
/// When the database does not answer.
pub async fn list<P>(runtime: &Runtime, scope: &OrgScope<P>) -> Result<Vec<Member>, AppError> {
    Ok(members::list(&runtime.db, scope).await?)
}

/// Makes somebody something else, from the next request on.
///
/// # Errors
/// 404 for who is no member, 403 above one's own role, 409 for the last owner.
pub async fn set_role(
    runtime: &Runtime,
    scope: &OrgScope<MembersWrite>,
    user: &UserId,
    role: Role,
) -> Result<Member, AppError> {
    let member = found(runtime, scope, user).await?;
    let tx = runtime.db.begin().await?;
    let seats = members::lock(&tx, scope).await?;
    let before = seats.role(user).ok_or_else(missing)?;
    if before != role {
        may_manage(scope, &seats, before)?;
        may_manage(scope, &seats, role)?;
        if seats.is_last_owner(user) {
            return Err(last_owner());
        }
        members::set_role(&tx, scope, user, role).await?;
        let change = Change::none().with("role", before, role);
        audit::record(runtime, &tx, scope, AuditAction::RoleChanged, deed(&member), change).await?;
    }
    tx.commit().await?;
    runtime.live.tell_access(Access::Person(user.clone()));
    Ok(Member { role, ..member })
}

/// Takes somebody out, from the next request on. API tokens that they made belong to the organization, and stay.
///
/// # Errors
/// 404 for who is no member, 403 above one's own role, 409 for the last owner.
pub async fn remove(runtime: &Runtime, scope: &OrgScope<MembersDelete>, user: &UserId) -> Result<(), AppError> {
    let member = found(runtime, scope, user).await?;
    let tx = runtime.db.begin().await?;
    let seats = members::lock(&tx, scope).await?;
    may_manage(scope, &seats, seats.role(user).ok_or_else(missing)?)?;
    go(runtime, &tx, scope, &seats, &member, AuditAction::MemberRemoved).await?;
    tx.commit().await?;
    runtime.live.tell_access(Access::Person(user.clone()));
    Ok(())
}

/// Goes by oneself; everybody may but the last owner.
///
/// # Errors
/// 409 for the last owner.
pub async fn leave(runtime: &Runtime, scope: &OrgScope<MembersRead>, user: &UserId) -> Result<(), AppError> {
    let member = found(runtime, scope, user).await?;
    let tx = runtime.db.begin().await?;
    let seats = members::lock(&tx, scope).await?;
    seats.role(user).ok_or_else(missing)?;
    go(runtime, &tx, scope, &seats, &member, AuditAction::MemberLeft).await?;
    tx.commit().await?;
    runtime.live.tell_access(Access::Person(user.clone()));
    Ok(())
}

/// Makes another member the owner; the one who hands over is an admin from then on.
///
/// # Errors
/// 404 for who is no member, 409 for oneself.
pub async fn transfer(
    runtime: &Runtime,
    scope: &OrgScope<OrganizationDelete>,
    to: &UserId,
) -> Result<Member, AppError> {
    let heir = found(runtime, scope, to).await?;
    let Actor::Person(owner) = scope.by() else { return Err(AppError::forbidden("Only an owner can do this.")) };
    if owner == to {
        return Err(AppError::conflict("already_owner", "You own it already; choose another member."));
    }
    let tx = runtime.db.begin().await?;
    let seats = members::lock(&tx, scope).await?;
    may_manage(scope, &seats, Role::Owner)?;
    let before = seats.role(to).ok_or_else(missing)?;
    members::set_role(&tx, scope, to, Role::Owner).await?;
    members::set_role(&tx, scope, owner, Role::Admin).await?;
    let organization = organizations::held(&tx, scope).await?;
    let change = Change::none().with("owner", owner, to).with("role", before, Role::Owner);
    let deed = organizations::deed(&organization);
    audit::record(runtime, &tx, scope, AuditAction::OrganizationTransferred, deed, change).await?;
    tx.commit().await?;
    for user in [owner, to] {
        runtime.live.tell_access(Access::Person(user.clone()));
    }
    Ok(Member { role: Role::Owner, ..heir })
}

async fn go<P: Sync>(
    runtime: &Runtime,
    tx: &Tx,
    scope: &OrgScope<P>,
    seats: &Seats,
    member: &Member,
    action: AuditAction,
) -> Result<(), AppError> {
    if seats.is_last_owner(&member.user_id) {
        return Err(last_owner());
    }
    members::remove(tx, scope, &member.user_id).await?;
    let change = Change::none().with("role", seats.role(&member.user_id), ());
    audit::record(runtime, tx, scope, action, deed(member), change).await
}

async fn found<P>(runtime: &Runtime, scope: &OrgScope<P>, user: &UserId) -> Result<Member, AppError> {
    list(runtime, scope).await?.into_iter().find(|member| member.user_id == *user).ok_or_else(missing)
}

/// The role of this moment counts, not the one that opened the door: somebody may have been quicker.
pub(super) fn may_manage<P>(scope: &OrgScope<P>, seats: &Seats, role: Role) -> Result<(), AppError> {
    let own = match scope.by() {
        Actor::Person(user) => seats.role(user),
        Actor::Token { .. } | Actor::Link | Actor::System => None,
    };
    if own.is_some_and(|own| own.manages(role)) {
        return Ok(());
    }
    let (word, _) = role.described();
    Err(AppError::forbidden(format!("Only an owner manages owners and makes them; this is about the role {word}.")))
}

pub(super) fn deed(member: &Member) -> AuditEntity {
    audit::entity("member", &member.user_id, format!("{} ({})", member.name, member.email))
}

fn last_owner() -> AppError {
    let message = "This is the last owner: make somebody else an owner first, or delete the organization.";
    AppError::conflict("last_owner", message)
}

fn missing() -> AppError {
    AppError::not_found("member")
}
