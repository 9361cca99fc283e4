//! People: signing up and in, their address, their password.

pub(crate) mod address;
mod brake;
pub(crate) mod device;
pub mod passwords;
pub mod profile;
pub mod reset;
mod sign_in;
pub mod verification;

pub use sign_in::{Door, Entered, create, register, sign_in};

pub(super) use address::is_address;
pub(super) use sign_in::checked;

use crate::{
    access::Caller,
    db::{Tx, queries},
    domain::{
        audit::AuditAction,
        template::Template,
        tenancy::{Organization, Project, Session, User},
    },
    error::AppError,
    runtime::Runtime,
    workspace::{
        audit::{self, Change},
        organizations, projects,
    },
};

/// Records what somebody did to their own account; last in its transaction.
pub(super) async fn record(
    runtime: &Runtime,
    tx: &Tx,
    user: &User,
    action: AuditAction,
    change: Change,
) -> Result<(), AppError> {
    let deed = audit::entity("account", &user.id, format!("{} ({})", user.name, user.email));
    audit::record_of_person(runtime, tx, &user.id, action, deed, change).await
}

/// Makes the account and its first organization inside the caller's transaction; none when the address has one.
/// Without a password they sign in elsewhere.
pub(super) async fn found(
    runtime: &Runtime,
    tx: &Tx,
    user: &User,
    password_hash: Option<String>,
) -> Result<Option<(Organization, Project, Vec<Template>)>, AppError> {
    if !queries::users::insert(tx, user, password_hash.unwrap_or_default()).await? {
        return Ok(None);
    }
    let personal = format!("{}’s organization", user.name);
    Ok(Some(organizations::found(runtime, tx, &user.id, personal).await?))
}

/// The signed-in person and all they can switch to.
///
/// # Errors
/// 401 when the account is gone, 403 for an API token.
pub async fn session(runtime: &Runtime, caller: &Caller) -> Result<Session, AppError> {
    let id = caller.person()?;
    let user = queries::users::by_id(&runtime.db, id).await?.ok_or_else(AppError::unauthorized)?;
    let organizations = queries::organizations::of_user(&runtime.db, id).await?;
    let projects = projects::visible(runtime, caller).await?;
    let (max_file_bytes, sends_mail) = (runtime.config.upload.max_bytes, runtime.mailer.sends());
    Ok(Session { user, organizations, projects, max_file_bytes, sends_mail })
}
