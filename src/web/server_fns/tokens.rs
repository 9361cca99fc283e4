//! API tokens: list, make, revoke.

use crate::{
    domain::{
        access::Permission,
        id::{ProjectId, TokenId},
        token::ApiToken,
    },
    error::AppError,
};
use leptos::prelude::*;

#[server(prefix = "/fn", endpoint = "tokens/list")]
pub async fn list_tokens(project: ProjectId) -> Result<Vec<ApiToken>, AppError> {
    use crate::{access::TOKENS_READ, web::request, workspace::tokens};
    let (runtime, caller) = request::caller().await?;
    let scope = caller.project(&runtime.db, &project, TOKENS_READ).await?;
    tokens::list(&runtime.db, &scope).await
}

/// Makes a token; the answer holds its value, once.
#[server(prefix = "/fn", endpoint = "tokens/create")]
pub async fn create_token(
    project: ProjectId,
    name: String,
    #[server(default)] permissions: Vec<Permission>,
) -> Result<ApiToken, AppError> {
    use crate::{access::TOKENS_WRITE, domain::token::NewToken, web::request, workspace::tokens};
    let (runtime, caller) = request::caller().await?;
    let scope = caller.project(&runtime.db, &project, TOKENS_WRITE).await?;
    tokens::create(&runtime, &scope, &caller, NewToken { project_id: project, name, permissions }).await
}

#[server(prefix = "/fn", endpoint = "tokens/revoke")]
pub async fn revoke_token(token: TokenId) -> Result<(), AppError> {
    use crate::{access::TOKENS_DELETE, web::request, workspace::tokens};
    let (runtime, caller) = request::caller().await?;
    let scope = caller.token(&runtime.db, &token, TOKENS_DELETE).await?;
    tokens::revoke(&runtime, &scope, &token).await
}
