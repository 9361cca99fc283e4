//! API tokens: list, make, change, regenerate, revoke.

use crate::{
    domain::{
        access::Permission,
        id::{ProjectId, TokenId},
        token::ApiToken,
    },
    error::AppError,
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// The tokens that reach a project: its own, and those of its organization.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TokenLists {
    pub project: Vec<ApiToken>,
    pub organization: Vec<ApiToken>,
    /// May the person who looks make, change and revoke them?
    pub may_change: bool,
}

#[server(prefix = "/fn", endpoint = "tokens/list")]
pub async fn list_tokens(project: ProjectId) -> Result<TokenLists, AppError> {
    use crate::{
        access::{AnyScope, TOKENS_READ, TOKENS_WRITE},
        web::request,
        workspace::tokens,
    };
    let (runtime, caller) = request::caller().await?;
    let scope = caller.project(&runtime.db, &project, TOKENS_READ).await?;
    let around = caller.organization(&runtime.db, scope.organization(), TOKENS_READ).await?;
    Ok(TokenLists {
        may_change: caller.project(&runtime.db, &project, TOKENS_WRITE).await.is_ok(),
        project: tokens::list(&runtime.db, &AnyScope::Project(scope)).await?,
        organization: tokens::list(&runtime.db, &AnyScope::Organization(around)).await?,
    })
}

/// What the form asks for.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TokenForm {
    pub name: String,
    /// `organization`, or nothing for this project alone.
    #[serde(default)]
    pub scope: String,
    #[serde(default)]
    pub permissions: Vec<Permission>,
    /// Its last day, such as `2027-03-31`; a year from now if it is empty.
    #[serde(default)]
    pub expires: String,
    /// Networks, separated by spaces, commas or lines.
    #[serde(default)]
    pub networks: String,
}

/// Makes a token; the answer holds its value, once.
#[server(prefix = "/fn", endpoint = "tokens/create")]
pub async fn create_token(project: ProjectId, form: TokenForm) -> Result<ApiToken, AppError> {
    use crate::{
        access::{AnyScope, TOKENS_WRITE},
        domain::{time::bound, token::NewToken},
        web::request,
        workspace::tokens,
    };
    let (runtime, caller) = request::caller().await?;
    let scope = caller.project(&runtime.db, &project, TOKENS_WRITE).await?;
    let scope = if form.scope == "organization" {
        let organization = scope.organization().clone();
        AnyScope::Organization(caller.organization(&runtime.db, &organization, TOKENS_WRITE).await?)
    } else {
        AnyScope::Project(scope)
    };
    let expires_at = match form.expires.as_str() {
        "" => None,
        day => Some(bound(day, true).ok_or_else(|| AppError::invalid_field("expiresAt", "This is not a day."))?),
    };
    let allowed_networks = form.networks.split([' ', ',', ';', '\n', '\r']).map(str::to_owned).collect();
    let (name, permissions) = (form.name, form.permissions);
    let new = NewToken { name, permissions, expires_at, allowed_networks, ..NewToken::default() };
    tokens::create(&runtime, &scope, &caller, new).await
}

/// Another text for a token; the answer holds it, once.
#[server(prefix = "/fn", endpoint = "tokens/regenerate")]
pub async fn regenerate_token(token: TokenId) -> Result<ApiToken, AppError> {
    use crate::{access::TOKENS_WRITE, web::request, workspace::tokens};
    let (runtime, caller) = request::caller().await?;
    let scope = caller.token(&runtime.db, &token, TOKENS_WRITE).await?;
    tokens::regenerate(&runtime, &scope, &caller, &token).await
}

#[server(prefix = "/fn", endpoint = "tokens/rename")]
pub async fn rename_token(token: TokenId, name: String) -> Result<(), AppError> {
    use crate::{access::TOKENS_WRITE, domain::token::TokenChange, web::request, workspace::tokens};
    let (runtime, caller) = request::caller().await?;
    let scope = caller.token(&runtime.db, &token, TOKENS_WRITE).await?;
    let change = TokenChange { name: Some(name), ..TokenChange::default() };
    tokens::update(&runtime, &scope, &caller, &token, change).await.map(drop)
}

#[server(prefix = "/fn", endpoint = "tokens/revoke")]
pub async fn revoke_token(token: TokenId) -> Result<(), AppError> {
    use crate::{access::TOKENS_DELETE, web::request, workspace::tokens};
    let (runtime, caller) = request::caller().await?;
    let scope = caller.token(&runtime.db, &token, TOKENS_DELETE).await?;
    tokens::revoke(&runtime, &scope, &token).await
}
