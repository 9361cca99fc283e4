//! Forgotten passwords: a mail with a link, and a new password by it.

use super::{
    address::{is_address, tidied},
    brake::Guess,
    passwords,
    verification::worthless,
};
use crate::{
    access::LinkToken,
    db::queries::{
        account_tokens::{self, Purpose},
        users,
    },
    domain::audit::AuditAction,
    error::AppError,
    mail::{self, letters},
    runtime::Runtime,
    workspace::{audit::Change, password},
};
use std::time::Duration;
use tokio::time::sleep;

/// How long a link works, in milliseconds.
const LASTS: i64 = 60 * 60 * 1000;
/// Mails of this kind to one address in a day before it has to wait.
const MAILS: i32 = 3;

/// The answer comes no sooner: writing a mail takes a little, and who measures often enough would see it.
const ALIKE: Duration = Duration::from_millis(60);

/// Writes to whoever has an account with this address. Nobody learns whether somebody has: the answer is the same after
/// the same time, and something is counted either way.
///
/// # Errors
/// 400 for what cannot be an address.
pub async fn ask(runtime: &Runtime, email: &str) -> Result<(), AppError> {
    let email = tidied(email);
    if !is_address(&email) {
        return Err(AppError::invalid_field("email", "This does not look like an e-mail address."));
    }
    tokio::join!(write(runtime, email), sleep(ALIKE)).0
}

async fn write(runtime: &Runtime, email: String) -> Result<(), AppError> {
    let tx = runtime.db.begin().await?;
    let wait = Guess::of("reset", &email, MAILS).count_in(runtime, &tx).await?;
    let token = LinkToken::random();
    let letter = letters::reset(&email, format!("{}/reset?token={}", runtime.config.public_url(), token.text));
    if let Some(holder) = users::holder(&tx, &email).await?.filter(|_| wait.is_none()) {
        let until = runtime.clock.now().plus_millis(LASTS);
        account_tokens::insert(&tx, token.hash, &holder.id, Purpose::Password, &email, until).await?;
        mail::enqueue(runtime, &tx, None, letter).await?;
    }
    tx.commit().await?;
    runtime.wake.all();
    Ok(())
}

/// A new password by the link of such a mail. Whoever was signed in is so no more.
///
/// # Errors
/// 400 when the link is unknown, used or too old, or the password too easy; the link still works then.
pub async fn set(runtime: &Runtime, token: &str, new: String) -> Result<(), AppError> {
    let now = runtime.clock.now();
    let hash = LinkToken::lookup_hash(token).ok_or_else(worthless)?;
    let found = account_tokens::find(&runtime.db, &hash, Purpose::Password, now).await?.ok_or_else(worthless)?;
    let before = users::with_password(&runtime.db, &found.user).await?.ok_or_else(worthless)?;
    password::check(&new, &[&before.user.name, &before.user.email], "password")?;
    let new_hash = password::hash(new, Some(before.password_hash)).await?;
    let tx = runtime.db.begin().await?;
    if !account_tokens::take(&tx, &hash, Purpose::Password, now).await? {
        return Err(worthless());
    }
    // Who has the mail has the address.
    users::confirm_email(&tx, &found.user, &found.email, now).await?;
    passwords::replace(runtime, &tx, &before.user, new_hash, None).await?;
    super::record(runtime, &tx, &before.user, AuditAction::AccountPasswordReset, Change::none()).await?;
    tx.commit().await?;
    passwords::tell(runtime, &found.user);
    tracing::info!(user = %found.user, "a password was reset");
    Ok(())
}
