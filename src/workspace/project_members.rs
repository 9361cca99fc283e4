//! Who works in a project: members and viewers see those that they were added to.

use crate::{
    access::{MembersDelete, MembersWrite, ProjectScope},
    db::queries::{self, members},
    domain::{
        audit::{AuditAction, AuditEntity},
        id::UserId,
        membership::ProjectMember,
        tenancy::Project,
    },
    error::AppError,
    runtime::{Access, Runtime},
    workspace::audit::{self, Change},
};

/// Everybody who sees the project.
///
/// # Errors
/// When the database does not answer.
pub async fn list<P>(runtime: &Runtime, scope: &ProjectScope<P>) -> Result<Vec<ProjectMember>, AppError> {
    Ok(members::of_project(&runtime.db, scope).await?)
}

/// Lets a member of the organization see the project, from the next request on.
///
/// # Errors
/// 404 for who is no member of the organization.
pub async fn add(runtime: &Runtime, scope: &ProjectScope<MembersWrite>, user: &UserId) -> Result<(), AppError> {
    let around = scope.organization_use();
    let member = members::list(&runtime.db, &around).await?.into_iter().find(|one| one.user_id == *user);
    let member = member.ok_or_else(missing)?;
    let tx = runtime.db.begin().await?;
    // Whoever is being removed at this moment is not added.
    members::lock(&tx, &around).await?.role(user).ok_or_else(missing)?;
    let project = queries::projects::get_for_update(&tx, scope).await?.ok_or_else(missing)?;
    if members::add_to_project(&tx, scope.project(), user, runtime.clock.now()).await? {
        let change = Change::none().with("member", (), format!("{} ({})", member.name, member.email));
        audit::record(runtime, &tx, scope, AuditAction::ProjectMemberAdded, deed(&project), change).await?;
    }
    tx.commit().await?;
    runtime.live.tell_access(Access::Person(user.clone()));
    Ok(())
}

/// Takes a member out of the project, from the next request on; owners and admins see it all the same.
///
/// # Errors
/// 404 for who was not added to it.
pub async fn remove(runtime: &Runtime, scope: &ProjectScope<MembersDelete>, user: &UserId) -> Result<(), AppError> {
    let member = list(runtime, scope).await?.into_iter().find(|one| one.user_id == *user && one.added);
    let member = member.ok_or_else(missing)?;
    let tx = runtime.db.begin().await?;
    let project = queries::projects::get_for_update(&tx, scope).await?.ok_or_else(missing)?;
    if members::remove_from_project(&tx, scope, user).await? {
        let change = Change::none().with("member", format!("{} ({})", member.name, member.email), ());
        audit::record(runtime, &tx, scope, AuditAction::ProjectMemberRemoved, deed(&project), change).await?;
    }
    tx.commit().await?;
    runtime.live.tell_access(Access::Person(user.clone()));
    Ok(())
}

fn deed(project: &Project) -> AuditEntity {
    audit::entity("project", &project.id, &project.name)
}

fn missing() -> AppError {
    AppError::not_found("member")
}
