//! A password that is changed by who knows it, and what changing one ends.

use super::brake::Guess;
use crate::{
    access::Caller,
    db::{
        Tx,
        queries::{
            account_tokens::{self, Purpose},
            users,
        },
    },
    domain::{
        audit::AuditAction,
        id::{SessionId, UserId},
        session::Ending,
        tenancy::{NewPassword, PasswordStrength, User},
    },
    error::{AppError, Kind},
    mail::{self, letters},
    runtime::{Access, Runtime},
    workspace::{audit::Change, password, sessions},
};

/// Wrong present passwords in a day before the next one has to wait.
const GUESSES: i32 = 5;

/// Changes the caller's password, and signs out every other browser of theirs. Who has none, because they sign in
/// elsewhere, sets a first one, provided that they did so a moment ago.
///
/// # Errors
/// 400 when the present one is wrong or the new one too easy, 403 when there is none and the last sign-in is too long
/// ago, 429 when it was tried too often.
pub async fn change(
    runtime: &Runtime,
    caller: &Caller,
    session: Option<&SessionId>,
    change: NewPassword,
) -> Result<(), AppError> {
    let id = caller.person()?;
    let known = if users::has_password(&runtime.db, id).await? {
        proven(runtime, caller, change.current_password, "currentPassword").await?
    } else {
        signed_in_just_now(runtime, id, session).await?;
        users::with_password(&runtime.db, id).await?.ok_or_else(AppError::unauthorized)?
    };
    let user = known.user;
    password::check(&change.new_password, &[&user.name, &user.email], "newPassword")?;
    let hash = password::hash(change.new_password, Some(known.password_hash)).await?;
    let tx = runtime.db.begin().await?;
    replace(runtime, &tx, &user, hash, session).await?;
    super::record(runtime, &tx, &user, AuditAction::AccountPasswordChanged, Change::none()).await?;
    tx.commit().await?;
    tell(runtime, &user.id);
    tracing::info!(user = %user.id, "a password was changed");
    Ok(())
}

/// How hard a password is to guess for who knows `known`, and the caller.
pub async fn judge(
    runtime: &Runtime,
    caller: Option<&Caller>,
    password: &str,
    known: &[&str],
) -> Result<PasswordStrength, AppError> {
    let own = match caller.map(Caller::person) {
        Some(Ok(id)) => users::by_id(&runtime.db, id).await?,
        _ => None,
    };
    let own = own.iter().flat_map(|user| [user.name.as_str(), user.email.as_str()]);
    Ok(password::judged(password, &own.chain(known.iter().copied()).collect::<Vec<_>>()))
}

async fn signed_in_just_now(runtime: &Runtime, user: &UserId, session: Option<&SessionId>) -> Result<(), AppError> {
    if let Some(session) = session
        && sessions::is_fresh(runtime, user, session).await?
    {
        return Ok(());
    }
    let message = "You signed in a while ago; nothing was changed. Log out and in again to set a password, or have a \
                   link sent to you by “Forgot your password?”.";
    Err(AppError::new(Kind::Forbidden, "sign_in_again", message))
}

/// The caller, once `given` is shown to be the password.
///
/// # Errors
/// 400 for `field` when it is not, 429 when it was tried too often.
pub(super) async fn proven(
    runtime: &Runtime,
    caller: &Caller,
    given: String,
    field: &str,
) -> Result<users::Candidate, AppError> {
    let id = caller.person()?;
    let known = users::with_password(&runtime.db, id).await?.ok_or_else(AppError::unauthorized)?;
    let guess = Guess::of("own password", id.as_str(), GUESSES);
    guess.count(runtime).await?;
    if password::matching(given, vec![known.password_hash.clone()]).await?.is_none() {
        return Err(AppError::invalid_field(field, "This is not your present password."));
    }
    let tx = runtime.db.begin().await?;
    guess.was_right(runtime, &tx).await?;
    tx.commit().await?;
    Ok(known)
}

/// A new password: links and sessions that the old one opened are worth nothing, but for the session that asks.
pub(super) async fn replace(
    runtime: &Runtime,
    tx: &Tx,
    user: &User,
    hash: String,
    session: Option<&SessionId>,
) -> Result<(), AppError> {
    users::set_password(tx, &user.id, hash).await?;
    account_tokens::delete_of(tx, &user.id, Purpose::Password).await?;
    match session {
        Some(current) => {
            sessions::end_others(runtime, tx, &user.id, current, Ending::PasswordChanged).await?;
        }
        None => sessions::end_all(runtime, tx, &user.id, Ending::PasswordChanged).await?,
    }
    let Some(reachable) = users::reachable(tx, &user.id).await? else { return Ok(()) };
    let letter = letters::password_changed(&reachable.email, &runtime.config.public_url());
    mail::enqueue(runtime, tx, None, letter).await
}

/// After the commit.
pub(super) fn tell(runtime: &Runtime, user: &UserId) {
    runtime.live.tell_access(Access::Person(user.clone()));
    runtime.wake.all();
}
