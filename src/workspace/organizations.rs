//! Organizations: a tenant begins with an owner and a first project.

use crate::domain::text;
use crate::{
    access::{Caller, OrgScope, OrganizationRead, OrganizationWrite, ProjectsWrite},
    db::{Tx, queries},
    domain::{
        access::Role,
        audit::{AuditAction, AuditEntity},
        id::{OrgId, UserId},
        template::Template,
        tenancy::{Logo, NewOrganization, Organization, OrganizationChange, Project},
    },
    error::{AppError, Kind},
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

/// # Errors
/// 404 when it is gone.
pub async fn get<P>(runtime: &Runtime, scope: &OrgScope<P>) -> Result<Organization, AppError> {
    queries::organizations::get(&runtime.db, scope).await?.ok_or_else(|| AppError::not_found("organization"))
}

/// Changes what is named.
///
/// # Errors
/// 400 for a name that cannot be used.
pub async fn update(
    runtime: &Runtime,
    scope: &OrgScope<OrganizationWrite>,
    change: OrganizationChange,
) -> Result<Organization, AppError> {
    let name = change.name.as_deref().map(named).transpose()?;
    let tx = runtime.db.begin().await?;
    let before = held(&tx, scope).await?;
    if let Some(name) = name.filter(|name| *name != before.name) {
        queries::organizations::rename(&tx, scope, &name).await?;
        let change = Change::none().with("name", &before.name, &name);
        audit::record(runtime, &tx, scope, AuditAction::OrganizationUpdated, deed(&before), change).await?;
    }
    tx.commit().await?;
    get(runtime, scope).await
}

/// Shows `bytes` as the sign of the organization.
///
/// # Errors
/// 413 for a file that is too large, 415 for one that is no picture.
pub async fn set_logo(
    runtime: &Runtime,
    scope: &OrgScope<OrganizationWrite>,
    bytes: Vec<u8>,
) -> Result<Organization, AppError> {
    if bytes.len() > Logo::MAX_BYTES {
        let message =
            format!("A logo may have at most {}; nothing was changed.", text::megabytes(Logo::MAX_BYTES as u64));
        return Err(AppError::new(Kind::TooLarge, "logo_too_large", message));
    }
    let logo = Logo::read(bytes).ok_or_else(|| {
        let message = "This is no picture that can be shown: send a PNG, JPEG or WebP file.";
        AppError::new(Kind::UnsupportedMedia, "unsupported_logo", message)
    })?;
    let change = Change::none().with("type", (), logo.mime).with("bytes", (), logo.bytes.len());
    let tx = runtime.db.begin().await?;
    let before = held(&tx, scope).await?;
    queries::organizations::set_logo(&tx, scope, logo, runtime.clock.now()).await?;
    audit::record(runtime, &tx, scope, AuditAction::OrganizationLogoUpdated, deed(&before), change).await?;
    tx.commit().await?;
    get(runtime, scope).await
}

/// # Errors
/// When the database does not answer.
pub async fn remove_logo(runtime: &Runtime, scope: &OrgScope<OrganizationWrite>) -> Result<(), AppError> {
    let tx = runtime.db.begin().await?;
    let before = held(&tx, scope).await?;
    if queries::organizations::remove_logo(&tx, scope).await? {
        let change = Change::none();
        audit::record(runtime, &tx, scope, AuditAction::OrganizationLogoRemoved, deed(&before), change).await?;
    }
    Ok(tx.commit().await?)
}

/// # Errors
/// 404 when there is none.
pub async fn logo(runtime: &Runtime, scope: &OrgScope<OrganizationRead>) -> Result<Logo, AppError> {
    queries::organizations::logo(&runtime.db, scope).await?.ok_or_else(|| AppError::not_found("logo"))
}

/// The organization as it is, held until the transaction ends.
pub(super) async fn held<P>(tx: &Tx, scope: &OrgScope<P>) -> Result<Organization, AppError> {
    let found = queries::organizations::get_for_update(tx, scope).await?;
    found.ok_or_else(|| AppError::not_found("organization"))
}

/// What the audit trail calls an organization.
pub(super) fn deed(organization: &Organization) -> AuditEntity {
    audit::entity("organization", &organization.id, &organization.name)
}

/// Founds a tenant inside the caller's transaction.
pub(super) async fn found(
    runtime: &Runtime,
    tx: &Tx,
    user: &UserId,
    name: String,
) -> Result<(Organization, Project, Vec<Template>), AppError> {
    let clock = &runtime.clock;
    let organization = Organization {
        id: clock.id(OrgId::PREFIX),
        name,
        role: Some(Role::Owner),
        created_at: clock.now(),
        logo_url: None,
        deletion_at: None,
    };
    queries::organizations::insert(tx, &organization, user).await?;
    let scope: OrgScope<ProjectsWrite> = OrgScope::of_founder(organization.id.clone(), user.clone());
    let deed = deed(&organization);
    audit::record(runtime, tx, &scope, AuditAction::OrganizationCreated, deed, Change::none()).await?;
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
