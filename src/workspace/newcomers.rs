//! People who come by an invitation and have no account yet: one is made, and it is in the organization at once.
//!
//! They get no organization of their own: they came for this one, and can found another at any time. The link shows that
//! the mailbox is theirs: an account that only claimed the address, and never showed as much, loses it to them and keeps
//! what is in it for itself.

use crate::{
    db::queries::users,
    domain::{
        id::UserId,
        membership::Joined,
        tenancy::{NewUser, User},
    },
    error::{AppError, Kind},
    runtime::Runtime,
    workspace::{accounts, invitations, password},
};

/// Makes an account for the address that an invitation was sent to, which is proven by the link, and joins with it.
///
/// # Errors
/// 404 for a link that leads nowhere, 400 field by field, 409 when somebody showed before that the address is theirs.
pub async fn register(
    runtime: &Runtime,
    link: &str,
    name: String,
    password: String,
) -> Result<(User, Joined), AppError> {
    let invited = invitations::opened(runtime, link).await?;
    let new = accounts::checked(NewUser { email: invited.invitation.email.clone(), name, password })?;
    let user = User {
        id: runtime.clock.id(UserId::PREFIX),
        email: new.email,
        name: new.name,
        email_verified: true,
        created_at: runtime.clock.now(),
    };
    let known = users::candidates(&runtime.db, &user.email).await?;
    let hash = password::hash(new.password, known.first().map(|one| one.password_hash.clone())).await?;
    let tx = runtime.db.begin().await?;
    users::insert_claim(&tx, &user, hash).await?;
    if !users::confirm_email(&tx, &user.id, &user.email, user.created_at).await? {
        let message = "This address has an account already: log in with it, and accept the invitation there.";
        return Err(AppError::new(Kind::Conflict, "email_taken", message));
    }
    let joined = invitations::join(runtime, &tx, &invited, &user).await?;
    tx.commit().await?;
    tracing::info!(user = %user.id, organization = %joined.organization_id, "registered by an invitation");
    Ok((user, joined))
}
