//! What is given up: an organization after a waiting period, a project at once; the sweep takes what was in it.

use crate::{
    access::{OrgScope, OrganizationDelete, ProjectScope, ProjectsDelete, Sweeps},
    clients::storage::Storage,
    db::{
        Tx,
        queries::{self, members, purge, reference_files},
    },
    domain::{access::Role, audit::AuditAction, id::ProjectId, tenancy::Organization, time::Timestamp},
    error::AppError,
    mail::{self, letters},
    runtime::{Access, Runtime},
    workspace::{
        audit::{self, Change},
        organizations, projects,
    },
};

/// Days in which an owner may think better of it: long enough to come back from a holiday.
pub const WAIT_DAYS: i64 = 14;

/// Says that the organization is to be deleted, in [`WAIT_DAYS`]. Until then it can be read, and nothing comes in.
///
/// # Errors
/// When the database does not answer.
pub async fn schedule(runtime: &Runtime, scope: &OrgScope<OrganizationDelete>) -> Result<Organization, AppError> {
    let tx = runtime.db.begin().await?;
    let organization = organizations::held(&tx, scope).await?;
    if organization.deletion_at.is_none() {
        let ends_at = runtime.clock.now().plus_days(WAIT_DAYS);
        queries::organizations::set_end(&tx, scope, Some(ends_at)).await?;
        tell_owners(runtime, &tx, scope, &organization, ends_at).await?;
        let change = Change::none().with("deletionAt", (), ends_at);
        let (action, deed) = (AuditAction::OrganizationDeletionScheduled, organizations::deed(&organization));
        audit::record(runtime, &tx, scope, action, deed, change).await?;
    }
    tx.commit().await?;
    runtime.wake.all();
    organizations::get(runtime, scope).await
}

async fn tell_owners(
    runtime: &Runtime,
    tx: &Tx,
    scope: &OrgScope<OrganizationDelete>,
    organization: &Organization,
    ends_at: Timestamp,
) -> Result<(), AppError> {
    let members = members::list(&runtime.db, scope).await?;
    for owner in members.iter().filter(|member| member.role == Role::Owner) {
        let address = runtime.config.public_url();
        let letter = letters::organization_ending::letter(&owner.email, &organization.name, ends_at, &address);
        mail::enqueue(runtime, tx, Some(scope.organization()), letter).await?;
    }
    Ok(())
}

/// Keeps the organization after all.
///
/// # Errors
/// When the database does not answer.
pub async fn cancel(runtime: &Runtime, scope: &OrgScope<OrganizationDelete>) -> Result<Organization, AppError> {
    let tx = runtime.db.begin().await?;
    let organization = organizations::held(&tx, scope).await?;
    if let Some(ends_at) = organization.deletion_at {
        queries::organizations::set_end(&tx, scope, None).await?;
        let change = Change::none().with("deletionAt", ends_at, ());
        let (action, deed) = (AuditAction::OrganizationDeletionCancelled, organizations::deed(&organization));
        audit::record(runtime, &tx, scope, action, deed, change).await?;
    }
    tx.commit().await?;
    organizations::get(runtime, scope).await
}

/// Gives a project up: from this moment it is not there for anybody, what waits in it is not done, and its tokens are
/// worth nothing.
///
/// # Errors
/// 404 when it is gone already.
pub async fn delete_project(runtime: &Runtime, scope: &ProjectScope<ProjectsDelete>) -> Result<(), AppError> {
    let seeing = members::of_project(&runtime.db, scope).await?;
    let tx = runtime.db.begin().await?;
    let project = queries::projects::get_for_update(&tx, scope).await?.ok_or_else(projects::missing)?;
    let tokens = purge::give_up_project(&tx, scope, runtime.clock.now()).await?;
    let deed = audit::entity("project", &project.id, &project.name);
    audit::record(runtime, &tx, scope, AuditAction::ProjectDeleted, deed, Change::none()).await?;
    tx.commit().await?;
    for token in tokens {
        runtime.live.tell_access(Access::Token(token));
    }
    for one in seeing {
        runtime.live.tell_access(Access::Person(one.user_id));
    }
    Ok(())
}

/// Takes away what was given up, rows and files. What it could not finish it takes up again the next time.
///
/// The audit trail of an organization stays: it is the one witness of who ended it.
///
/// # Errors
/// When the database or the store of files does not answer.
pub async fn sweep(runtime: &Runtime) -> Result<(), AppError> {
    for scope in queries::organizations::ended(&runtime.db, runtime.clock.now()).await? {
        match end(runtime, &scope).await {
            Ok(()) => tracing::info!(organization = %scope.organization(), "an organization was deleted"),
            Err(error) => tracing::warn!(organization = %scope.organization(), %error, "it could not be deleted yet"),
        }
    }
    for project in purge::given_up(&runtime.db).await? {
        match empty(runtime, &project).await {
            Ok(()) => tracing::info!(%project, "a project was deleted"),
            Err(error) => tracing::warn!(%project, %error, "it could not be deleted yet"),
        }
    }
    Ok(())
}

async fn end(runtime: &Runtime, scope: &OrgScope<Sweeps>) -> Result<(), AppError> {
    for project in purge::projects_of(&runtime.db, scope).await? {
        empty(runtime, &project).await?;
    }
    let tx = runtime.db.begin().await?;
    let organization = organizations::held(&tx, scope).await?;
    purge::organization(&tx, scope).await?;
    let deed = organizations::deed(&organization);
    audit::record(runtime, &tx, scope, AuditAction::OrganizationDeleted, deed, Change::none()).await?;
    Ok(tx.commit().await?)
}

async fn empty(runtime: &Runtime, project: &ProjectId) -> Result<(), AppError> {
    let tx = runtime.db.begin().await?;
    purge::stop(&tx, project).await?;
    tx.commit().await?;
    loop {
        let tx = runtime.db.begin().await?;
        let files = purge::portion(&tx, project).await?;
        tx.commit().await?;
        if files.is_empty() {
            break;
        }
        // After the commit: a file without a document is swept, a document without its file is lost.
        for key in &files {
            runtime.storage.delete(key).await?;
        }
    }
    let tx = runtime.db.begin().await?;
    let beside = reference_files::of_project(&tx, project).await?;
    purge::project(&tx, project).await?;
    tx.commit().await?;
    for (organization, file) in beside {
        runtime.storage.discard(&Storage::reference_key(&organization, &file)).await;
    }
    Ok(())
}
