//! What a person says of themselves: a name, an address.

use super::{address, passwords, verification};
use crate::{
    access::Caller,
    db::queries::users,
    domain::{
        audit::AuditAction,
        tenancy::{NewEmail, User},
    },
    error::AppError,
    runtime::Runtime,
    workspace::audit::Change,
};

/// # Errors
/// 400 for a name that cannot be used.
pub async fn rename(runtime: &Runtime, caller: &Caller, name: &str) -> Result<User, AppError> {
    let user = caller.person()?;
    let name = name.trim();
    if let Some(wrong) = address::wrong_name(name) {
        return Err(AppError::invalid(vec![wrong]));
    }
    let user = users::by_id(&runtime.db, user).await?.ok_or_else(AppError::unauthorized)?;
    let tx = runtime.db.begin().await?;
    users::set_name(&tx, &user.id, name).await?;
    let after = User { name: name.to_owned(), ..user.clone() };
    super::record(runtime, &tx, &after, AuditAction::AccountUpdated, Change::between(&user, &after)).await?;
    tx.commit().await?;
    Ok(after)
}

/// Asks by mail whether the new address is the caller's; it is used once the link was followed. The answer is the same
/// when the address has an account.
///
/// # Errors
/// 400 field by field, 429 when it was tried too often.
pub async fn change_email(runtime: &Runtime, caller: &Caller, new: NewEmail) -> Result<(), AppError> {
    caller.person()?;
    let email = address::tidied(&new.email);
    if let Some(wrong) = address::wrong_email(&email) {
        return Err(AppError::invalid(vec![wrong]));
    }
    let known = passwords::proven(runtime, caller, new.password, "password").await?;
    let tx = runtime.db.begin().await?;
    verification::ask(runtime, &tx, &known.user, &email).await?;
    tx.commit().await?;
    runtime.wake.all();
    Ok(())
}
