//! Organizations: a tenant begins with an owner and a first project.

use crate::domain::text;
use crate::{
    access::{Caller, OrgScope, ProjectsWrite},
    db::{Tx, queries},
    domain::{
        access::Role,
        audit::AuditAction,
        id::{OrgId, UserId},
        template::Template,
        tenancy::{NewOrganization, Organization, Project},
    },
    error::AppError,
    runtime::Runtime,
    workspace::{
        audit::{self, Change},
        projects,
    },
};

/// What the first project of an organization is called.
const FIRST_PROJECT: &str = "My first project";
/// Longest name of an organization or a project, in characters.
const MAX_NAME: usize = 100;

/// Makes an organization that the caller owns, with a first project.
///
/// # Errors
/// 400 for a name that cannot be used, 403 for an API token.
pub async fn create(
    runtime: &Runtime,
    caller: &Caller,
    new: NewOrganization,
) -> Result<(Organization, Project), AppError> {
    let user = caller.person()?.clone();
    let name = named(&new.name)?;
    let tx = runtime.db.begin().await?;
    let (organization, project, _) = found(runtime, &tx, &user, name).await?;
    tx.commit().await?;
    Ok((organization, project))
}

/// The organizations that the caller belongs to.
///
/// # Errors
/// 403 for an API token.
pub async fn list(runtime: &Runtime, caller: &Caller) -> Result<Vec<Organization>, AppError> {
    Ok(queries::organizations::of_user(&runtime.db, caller.person()?).await?)
}

/// Founds a tenant inside the caller's transaction.
pub(super) async fn found(
    runtime: &Runtime,
    tx: &Tx,
    user: &UserId,
    name: String,
) -> Result<(Organization, Project, Vec<Template>), AppError> {
    let clock = &runtime.clock;
    let organization =
        Organization { id: clock.id(OrgId::PREFIX), name, role: Some(Role::Owner), created_at: clock.now() };
    queries::organizations::insert(tx, &organization, user).await?;
    let scope: OrgScope<ProjectsWrite> = OrgScope::of_founder(organization.id.clone(), user.clone());
    let (deed, change) = (audit::entity("organization", &organization.id, &organization.name), Change::none());
    audit::record(runtime, tx, &scope, AuditAction::OrganizationCreated, deed, change).await?;
    let (project, templates) = projects::found(runtime, tx, &scope, FIRST_PROJECT.to_owned()).await?;
    Ok((organization, project, templates))
}

/// A name without space around it, neither empty nor endless.
pub(super) fn named(name: &str) -> Result<String, AppError> {
    let name = name.trim();
    if !text::is_name(name, MAX_NAME) {
        return Err(AppError::invalid_field("name", format!("The name needs 1 to {MAX_NAME} characters on one line.")));
    }
    Ok(name.to_owned())
}
