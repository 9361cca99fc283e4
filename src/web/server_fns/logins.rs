//! Signing in with accounts elsewhere: who can be asked, and what a person has connected.

use crate::{
    domain::{
        id::IdentityId,
        login::{LoginProvider, WaysIn},
    },
    error::AppError,
};
use leptos::prelude::*;

/// The providers that are set up here.
#[server(prefix = "/fn", endpoint = "logins/providers")]
pub async fn login_providers() -> Result<Vec<LoginProvider>, AppError> {
    use crate::{web::request, workspace::identities};
    Ok(identities::providers(&request::runtime()))
}

/// How the caller can sign in.
#[server(prefix = "/fn", endpoint = "logins/list")]
pub async fn list_logins() -> Result<WaysIn, AppError> {
    use crate::{web::request, workspace::identities};
    let (runtime, caller) = request::caller().await?;
    identities::ways_in(&runtime, caller.person()?).await
}

/// Takes one of them away.
#[server(prefix = "/fn", endpoint = "logins/disconnect")]
pub async fn disconnect_login(identity: IdentityId) -> Result<(), AppError> {
    use crate::{web::request, workspace::identities};
    let (runtime, caller) = request::caller().await?;
    identities::disconnect(&runtime, caller.person()?, &identity).await
}
