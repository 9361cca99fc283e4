//! Is this address yours? A mail asks, a link answers.

use super::brake::{Guess, too_many};
use crate::{
    access::{Caller, LinkToken},
    db::{
        Tx,
        queries::{
            account_tokens::{self, Purpose},
            users,
        },
    },
    domain::{audit::AuditAction, id::UserId, tenancy::User},
    error::{AppError, Kind},
    mail::{self, letters},
    runtime::Runtime,
    workspace::audit::Change,
};

/// How long a link works, in days.
const DAYS: i64 = 3;
/// Mails of this kind to one address in a day before it has to wait.
const MAILS: i32 = 5;

/// Sends the mail again.
///
/// # Errors
/// 409 when there is nothing to confirm, 429 when it was sent too often.
pub async fn send(runtime: &Runtime, caller: &Caller) -> Result<(), AppError> {
    let user = users::by_id(&runtime.db, caller.person()?).await?.ok_or_else(AppError::unauthorized)?;
    if user.email_verified {
        return Err(AppError::conflict("email_verified", "Your e-mail address is confirmed already."));
    }
    let tx = runtime.db.begin().await?;
    let wait = ask(runtime, &tx, &user, &user.email).await?;
    tx.commit().await?;
    runtime.wake.all();
    wait.map_or(Ok(()), |millis| Err(too_many(millis)))
}

/// Writes to `email` to ask whether it is this person's; to somebody who has shown that it is theirs, that they have
/// an account. How long to wait, in milliseconds, when it was written to too often; then nothing is written.
pub(super) async fn ask(runtime: &Runtime, tx: &Tx, user: &User, email: &str) -> Result<Option<i64>, AppError> {
    let wait = Guess::of("verification", email, MAILS).count_in(runtime, tx).await?;
    let token = LinkToken::random();
    let until = runtime.clock.now().plus_days(DAYS);
    account_tokens::insert(tx, token.hash, &user.id, Purpose::Email, email, until).await?;
    let holder = users::holder(tx, email).await?;
    let site = runtime.config.public_url();
    let letter = if holder.is_some_and(|holder| holder.email_verified && holder.id != user.id) {
        letters::already_registered(email, &site)
    } else if email == user.email {
        letters::verification(email, format!("{site}/verify?token={}", token.text))
    } else {
        letters::new_address(email, format!("{site}/verify?token={}", token.text))
    };
    if wait.is_none() {
        mail::enqueue(runtime, tx, None, letter).await?;
    }
    Ok(wait)
}

/// Follows the link of such a mail: the address is this person's from now on.
///
/// # Errors
/// 400 when the link is unknown, used or too old; 409 when somebody else was faster.
pub async fn confirm(runtime: &Runtime, token: &str) -> Result<User, AppError> {
    let now = runtime.clock.now();
    let hash = LinkToken::lookup_hash(token).ok_or_else(worthless)?;
    let found = account_tokens::find(&runtime.db, &hash, Purpose::Email, now).await?.ok_or_else(worthless)?;
    let before = users::by_id(&runtime.db, &found.user).await?.ok_or_else(worthless)?;
    let tx = runtime.db.begin().await?;
    if !account_tokens::take(&tx, &hash, Purpose::Email, now).await? {
        return Err(worthless());
    }
    if !users::confirm_email(&tx, &found.user, &found.email, now).await? {
        return Err(AppError::conflict("email_taken", "This e-mail address belongs to another account by now."));
    }
    account_tokens::delete_of(&tx, &found.user, Purpose::Email).await?;
    if before.email_verified && before.email != found.email {
        mail::enqueue(runtime, &tx, None, letters::address_changed(&before.email, &found.email)).await?;
    }
    let after = User { email: found.email, email_verified: true, ..before.clone() };
    let (action, change) = if before.email == after.email {
        (AuditAction::AccountEmailVerified, Change::none())
    } else {
        (AuditAction::AccountEmailChanged, Change::none().with("email", &before.email, &after.email))
    };
    super::record(runtime, &tx, &after, action, change).await?;
    tx.commit().await?;
    runtime.wake.all();
    tracing::info!(user = %found.user, "an e-mail address was confirmed");
    Ok(after)
}

/// Another mail than ours to confirm showed that this person reads what is sent to their address: it is theirs, unless
/// somebody showed the same before.
pub async fn is_shown(runtime: &Runtime, user: &User) -> Result<(), AppError> {
    if user.email_verified {
        return Ok(());
    }
    let tx = runtime.db.begin().await?;
    if users::confirm_email(&tx, &user.id, &user.email, runtime.clock.now()).await? {
        account_tokens::delete_of(&tx, &user.id, Purpose::Email).await?;
        super::record(runtime, &tx, user, AuditAction::AccountEmailVerified, Change::none()).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// For what writes to others: whoever does it, or made the token that does, has an address that is known to be theirs.
/// A server whose mails do not leave it writes to nobody, and does not ask.
///
/// # Errors
/// 403 until the address is confirmed.
pub async fn require(runtime: &Runtime, person: Option<&UserId>) -> Result<(), AppError> {
    let Some(id) = person.filter(|_| runtime.mailer.sends()) else { return Ok(()) };
    let user = users::by_id(&runtime.db, id).await?.ok_or_else(AppError::unauthorized)?;
    if user.email_verified {
        return Ok(());
    }
    let message = "Confirm your e-mail address first: open the link in the mail that we sent you. Your account page \
                   sends it again.";
    Err(AppError::new(Kind::Forbidden, "email_not_verified", message))
}

/// What a link that is unknown, used or too old is told.
pub(super) fn worthless() -> AppError {
    let message = "This link was used already, or is too old. Ask for a new one.";
    AppError::new(Kind::BadRequest, "link_invalid", message)
}
