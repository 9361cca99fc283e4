//! People: registering makes an organization, a project and ready templates.

use crate::domain::text;
use crate::{
    access::Caller,
    db::{Tx, queries},
    domain::{
        id::UserId,
        template::Template,
        tenancy::{Credentials, NewUser, Organization, Project, Registered, Session, User},
    },
    error::{AppError, FieldError, Kind},
    runtime::Runtime,
    workspace::{organizations, password, projects},
};

/// Shortest password, in characters (OWASP ASVS 5.0, 6.2.1).
const MIN_PASSWORD: usize = 8;
/// Longest password, in bytes: hashing must stay bounded.
const MAX_PASSWORD: usize = 512;
/// Longest e-mail address (RFC 5321).
const MAX_EMAIL: usize = 254;
/// Longest name of a person, in characters.
const MAX_NAME: usize = 100;

/// Makes an account with all that is needed to drop a first document.
///
/// # Errors
/// 400 field by field, 409 when the address has an account.
pub async fn register(runtime: &Runtime, new: NewUser) -> Result<Registered, AppError> {
    let new = checked(new)?;
    let user = User {
        id: runtime.clock.id(UserId::PREFIX),
        email: new.email,
        name: new.name,
        created_at: runtime.clock.now(),
    };
    let hash = password::hash(new.password).await?;
    let tx = runtime.db.begin().await?;
    let Some((organization, project, templates)) = found(runtime, &tx, &user, Some(hash)).await? else {
        let mut taken = AppError::invalid_field("email", "This e-mail address has an account already; log in instead.");
        (taken.kind, taken.code) = (Kind::Conflict, "email_taken".into());
        return Err(taken);
    };
    tx.commit().await?;
    tracing::info!(user = %user.id, organization = %organization.id, "registered");
    Ok(Registered { user, organization, project, templates })
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

/// The person with this address and password.
///
/// # Errors
/// 401, the same for an unknown address and a wrong password, after the same work.
pub async fn authenticate(runtime: &Runtime, credentials: Credentials) -> Result<User, AppError> {
    let email = credentials.email.trim().to_lowercase();
    // What cannot be an address is not looked for; the work stays the same.
    let found = if is_address(&email) { queries::users::by_email(&runtime.db, &email).await? } else { None };
    let (user, hash) =
        found.map_or((None, None), |(user, hash)| (Some(user), Some(hash).filter(|hash| !hash.is_empty())));
    let right = credentials.password.len() <= MAX_PASSWORD && password::verify(credentials.password, hash).await?;
    user.filter(|_| right).ok_or_else(|| {
        AppError::new(Kind::Unauthorized, "wrong_credentials", "The e-mail address or the password is wrong.")
    })
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
    Ok(Session { user, organizations, projects, max_file_bytes: runtime.config.upload.max_bytes })
}

pub(super) fn checked(new: NewUser) -> Result<NewUser, AppError> {
    let new = NewUser { email: new.email.trim().to_lowercase(), name: new.name.trim().to_owned(), ..new };
    let mut wrong = Vec::new();
    if !text::is_name(&new.name, MAX_NAME) {
        wrong.push(FieldError::new("name", format!("Your name needs 1 to {MAX_NAME} characters.")));
    }
    if !is_address(&new.email) {
        wrong.push(FieldError::new("email", "This does not look like an e-mail address."));
    }
    if new.password.chars().count() < MIN_PASSWORD {
        wrong.push(FieldError::new("password", format!("The password needs at least {MIN_PASSWORD} characters.")));
    } else if new.password.len() > MAX_PASSWORD {
        wrong.push(FieldError::new("password", format!("The password may have at most {MAX_PASSWORD} bytes.")));
    }
    if wrong.is_empty() { Ok(new) } else { Err(AppError::invalid(wrong)) }
}

/// Something, an at sign, something with a dot in it; whether it is real only a mail can tell.
pub(super) fn is_address(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else { return false };
    text.len() <= MAX_EMAIL
        && !local.is_empty()
        && domain.contains('.')
        && !domain.starts_with('.')
        && !domain.ends_with('.')
        && !text.contains(|c: char| c.is_whitespace() || c.is_control())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_told_from_nonsense() {
        for good in ["a@b.co", "first.last+tag@example.co.th", "ผู้ใช้@example.com"] {
            assert!(is_address(good), "{good}");
        }
        for bad in ["", "a", "@b.co", "a@", "a@b", "a b@c.de", "a@.co", "a@b.", "a@b.co\n"] {
            assert!(!is_address(bad), "{bad}");
        }
    }

    #[test]
    fn every_field_that_is_wrong_is_named_at_once() {
        let error = checked(NewUser { email: "x".into(), password: "short".into(), name: " ".into() }).unwrap_err();
        let named: Vec<_> = error.fields.iter().map(|field| field.field.as_str()).collect();
        assert_eq!(named, ["name", "email", "password"]);
    }
}
