//! People who come by an invitation and have no account yet: one is made, and it is in the organization at once.
//!
//! They get no organization of their own: they came for this one, and can found another at any time.

use crate::{
    db::queries,
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
/// 404 for a link that leads nowhere, 400 field by field, 409 when the address has an account.
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
        // The link came to it by mail.
        email_verified: true,
        created_at: runtime.clock.now(),
    };
    let hash = password::hash(new.password, None).await?;
    let tx = runtime.db.begin().await?;
    if !queries::users::insert(&tx, &user, hash).await? {
        let message = "This address has an account already: log in with it, and accept the invitation there.";
        return Err(AppError::new(Kind::Conflict, "email_taken", message));
    }
    let joined = invitations::join(runtime, &tx, &invited, &user).await?;
    tx.commit().await?;
    tracing::info!(user = %user.id, organization = %joined.organization_id, "registered by an invitation");
    Ok((user, joined))
}
