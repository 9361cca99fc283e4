//! Links that lead into an organization.

use crate::{domain::membership::InvitationSummary, error::AppError};
use leptos::prelude::*;

/// Who asks, and to what; for whoever holds the link.
#[server(prefix = "/fn", endpoint = "invitations/get")]
pub async fn invitation(link: String) -> Result<InvitationSummary, AppError> {
    use crate::{web::request, workspace::invitations};
    invitations::summary(&request::runtime(), &link).await
}

/// Joins, as the one who is signed in, and goes there.
#[server(prefix = "/fn", endpoint = "invitations/accept")]
pub async fn accept_invitation(link: String) -> Result<(), AppError> {
    use crate::{web::request, workspace::invitations};
    let (runtime, caller) = request::caller().await?;
    let joined = invitations::accept(&runtime, &link, caller.person()?).await?;
    leptos_axum::redirect(&joined.way());
    Ok(())
}

/// Makes an account for the address that was asked, joins with it, and goes there.
#[server(prefix = "/fn", endpoint = "invitations/register")]
pub async fn register_invited(link: String, name: String, password: String) -> Result<(), AppError> {
    use crate::{
        web::{login, request},
        workspace::newcomers,
    };
    let runtime = request::runtime();
    let (user, joined) = newcomers::register(&runtime, &link, name, password).await?;
    login::begin(&runtime, &request::browser()?, &user.id).await?;
    leptos_axum::redirect(&joined.way());
    Ok(())
}
