//! Signing up and signing in: an outsider cannot tell whether an address has an account.

use super::{address, brake::Guess, device::Device, verification};
use crate::{
    access::Caller,
    db::queries::{
        self,
        users::{self, Candidate},
    },
    domain::{
        id::UserId,
        tenancy::{Credentials, NewUser, Registered, User},
    },
    error::{AppError, FieldError, Kind},
    mail::{self, letters},
    runtime::Runtime,
    workspace::{organizations, password, projects, sessions::Visitor, templates},
};

/// The browser in which somebody signs up or in.
#[derive(Clone, Debug, Default)]
pub struct Door {
    pub visitor: Visitor,
    /// Its cookie that says who signed in there before.
    pub device: Option<String>,
}

/// Somebody signed in.
pub struct Entered<T> {
    pub who: T,
    /// The cookie that the browser is known by from now on.
    pub device: String,
}

/// Makes an account with all that is needed to drop a first document.
///
/// An address that is taken gets one as well: it claims the address, and whoever confirms it holds it. Its owner is
/// told by mail that there is an account. Who signs up a second time, with the password of the first, is signed in.
///
/// # Errors
/// 400 field by field, 429 for who tries one address too often.
pub async fn register(runtime: &Runtime, new: NewUser, door: &Door) -> Result<Entered<Registered>, AppError> {
    let new = checked(new)?;
    let guess = Guess::sign_up(&new.email, door.visitor.ip);
    guess.count(runtime).await?;
    let known = users::candidates(&runtime.db, &new.email).await?;
    let hash = password::hash(new.password, known.first().map(|one| one.password_hash.clone())).await?;
    let device = Device::read(door.device.as_deref());
    if let Some(again) = known.iter().find(|one| one.password_hash == hash) {
        let tx = runtime.db.begin().await?;
        guess.was_right(runtime, &tx).await?;
        tx.commit().await?;
        let who = all_of(runtime, &again.user).await?;
        return Ok(Entered { device: device.knowing(&runtime.signer, &who.user.id), who });
    }
    let user = User {
        id: runtime.clock.id(UserId::PREFIX),
        email: new.email,
        name: new.name,
        email_verified: false,
        created_at: runtime.clock.now(),
    };
    let who = found(runtime, user, hash, !known.is_empty()).await?;
    tracing::info!(user = %who.user.id, organization = %who.organization.id, "registered");
    Ok(Entered { device: device.knowing(&runtime.signer, &who.user.id), who })
}

/// The same by whoever runs the server: the address counts as confirmed.
///
/// # Errors
/// 400 field by field, 409 when the address has an account.
pub async fn create(runtime: &Runtime, new: NewUser) -> Result<Registered, AppError> {
    let new = checked(new)?;
    if users::candidates(&runtime.db, &new.email).await?.iter().any(|one| one.holds) {
        return Err(AppError::conflict("email_taken", "This e-mail address has an account already."));
    }
    let hash = password::hash(new.password, None).await?;
    let user = User {
        id: runtime.clock.id(UserId::PREFIX),
        email: new.email,
        name: new.name,
        email_verified: true,
        created_at: runtime.clock.now(),
    };
    found(runtime, user, hash, false).await
}

/// One transaction: the person, the tenant, the mail.
async fn found(runtime: &Runtime, user: User, hash: String, taken: bool) -> Result<Registered, AppError> {
    let mut tx = runtime.db.begin().await?;
    if taken || !users::insert(&tx, &user, hash.clone()).await? {
        if !taken {
            // Somebody was faster by a moment; PostgreSQL goes on only in another transaction.
            drop(tx);
            tx = runtime.db.begin().await?;
        }
        users::insert_claim(&tx, &user, hash).await?;
    }
    let personal = format!("{}’s organization", user.name);
    let (organization, project, templates) = organizations::found(runtime, &tx, &user.id, personal).await?;
    if !user.email_verified {
        verification::ask(runtime, &tx, &user, &user.email).await?;
    }
    tx.commit().await?;
    runtime.wake.all();
    Ok(Registered { user, organization, project, templates })
}

/// What somebody who has an account has: what registering would have made.
async fn all_of(runtime: &Runtime, user: &User) -> Result<Registered, AppError> {
    let caller = Caller::Person(user.id.clone());
    let organizations = queries::organizations::of_user(&runtime.db, &user.id).await?;
    let mut projects = projects::visible(runtime, &caller).await?;
    projects.sort_by_key(|project| project.created_at);
    for project in projects {
        let Some(organization) = organizations.iter().find(|one| one.id == project.organization_id) else { continue };
        let Ok(scope) = caller.project(&runtime.db, &project.id, crate::access::TEMPLATES_READ).await else { continue };
        let templates = templates::list(&runtime.db, &scope).await?;
        return Ok(Registered { user: user.clone(), organization: organization.clone(), project, templates });
    }
    // Somebody who left everything begins anew.
    let tx = runtime.db.begin().await?;
    let personal = format!("{}’s organization", user.name);
    let (organization, project, templates) = organizations::found(runtime, &tx, &user.id, personal).await?;
    tx.commit().await?;
    Ok(Registered { user: user.clone(), organization, project, templates })
}

/// The person with this address and password; a mail tells of a browser that was never seen before.
///
/// # Errors
/// 401, the same for an unknown address and a wrong password, after the same work; 429 for who guesses.
pub async fn sign_in(runtime: &Runtime, given: Credentials, door: &Door) -> Result<Entered<User>, AppError> {
    let email = address::tidied(&given.email);
    // What cannot be an address is not looked for; the work stays the same.
    let known = if address::is_address(&email) { users::candidates(&runtime.db, &email).await? } else { Vec::new() };
    let device = Device::read(door.device.as_deref());
    let at_home = known.iter().any(|one| device.knows(&runtime.signer, &one.user.id));
    let guess = Guess::password(&email, door.visitor.ip, at_home.then_some(device.name.as_str()));
    guess.count(runtime).await?;
    let hashes = known.iter().map(|one| one.password_hash.clone()).collect();
    let holder = known.first().map(|one| one.user.id.clone());
    let right = password::matching(given.password, hashes).await?.and_then(|at| known.into_iter().nth(at));
    let right = right.ok_or_else(|| {
        tracing::info!(user = holder.as_ref().map(AsRef::<str>::as_ref), "a password was wrong");
        AppError::new(Kind::Unauthorized, "wrong_credentials", "The e-mail address or the password is wrong.")
    })?;
    let is_new = !device.knows(&runtime.signer, &right.user.id);
    let Candidate { user, signed_in_at, holds, .. } = right;
    let tx = runtime.db.begin().await?;
    guess.was_right(runtime, &tx).await?;
    users::set_signed_in(&tx, &user.id, runtime.clock.now()).await?;
    if is_new && holds && signed_in_at.is_some() {
        let (visitor, at) = (&door.visitor, runtime.clock.now());
        let letter =
            letters::new_sign_in(&user.email, &runtime.config.public_url(), at, visitor.ip, &visitor.user_agent);
        mail::enqueue(runtime, &tx, None, letter).await?;
    }
    tx.commit().await?;
    runtime.wake.all();
    tracing::info!(user = %user.id, is_new, "signed in by password");
    Ok(Entered { device: device.knowing(&runtime.signer, &user.id), who: user })
}

/// As it is kept.
///
/// # Errors
/// 400 with every field that is wrong.
pub fn checked(new: NewUser) -> Result<NewUser, AppError> {
    let new = NewUser { email: address::tidied(&new.email), name: new.name.trim().to_owned(), ..new };
    let mut wrong: Vec<FieldError> = Vec::new();
    wrong.extend(address::wrong_name(&new.name));
    wrong.extend(address::wrong_email(&new.email));
    if let Err(error) = password::check(&new.password, &[&new.name, &new.email], "password") {
        wrong.extend(error.fields);
    }
    if wrong.is_empty() { Ok(new) } else { Err(AppError::invalid(wrong)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_that_is_wrong_is_named_at_once() {
        let error = checked(NewUser { email: "x".into(), password: "short".into(), name: " ".into() }).unwrap_err();
        let named: Vec<_> = error.fields.iter().map(|field| field.field.as_str()).collect();
        assert_eq!(named, ["name", "email", "password"]);
    }
}
