//! `/api-tokens`

use super::InProject;
use crate::{
    access::{Caller, TOKENS_DELETE, TOKENS_READ, TOKENS_WRITE},
    domain::{
        id::TokenId,
        token::{ApiToken, NewToken},
    },
    error::AppError,
    runtime::Runtime,
    web::{
        openapi::answers::NotFound,
        problem::{Body, Path, Query},
    },
    workspace::tokens,
};
use axum::{Json, extract::State, http::StatusCode};

/// The tokens of a project, without their values.
#[utoipa::path(
    get,
    path = "/api-tokens",
    operation_id = "listApiTokens",
    tag = "API tokens",
    extensions(("x-permission" = json!("tokens:read"))),
    params(InProject),
    responses((status = 200, body = Vec<ApiToken>), NotFound)
)]
pub async fn list(
    State(runtime): State<Runtime>,
    caller: Caller,
    Query(filter): Query<InProject>,
) -> Result<Json<Vec<ApiToken>>, AppError> {
    let scope = caller.project(&runtime.db, &filter.resolve(&caller)?, TOKENS_READ).await?;
    tokens::list(&runtime.db, &scope).await.map(Json)
}

/// Makes a token. Its value is in this answer and never again.
#[utoipa::path(
    post,
    path = "/api-tokens",
    operation_id = "createApiToken",
    tag = "API tokens",
    extensions(("x-permission" = json!("tokens:write"))),
    request_body = NewToken,
    responses((status = 201, body = ApiToken), NotFound)
)]
pub async fn create(
    State(runtime): State<Runtime>,
    caller: Caller,
    Body(new): Body<NewToken>,
) -> Result<(StatusCode, Json<ApiToken>), AppError> {
    let scope = caller.project(&runtime.db, &new.project_id, TOKENS_WRITE).await?;
    Ok((StatusCode::CREATED, Json(tokens::create(&runtime, &scope, &caller, new).await?)))
}

/// A token, without its value.
#[utoipa::path(
    get,
    path = "/api-tokens/{id}",
    operation_id = "getApiToken",
    tag = "API tokens",
    extensions(("x-permission" = json!("tokens:read"))),
    params(("id" = TokenId, Path)),
    responses((status = 200, body = ApiToken), NotFound)
)]
pub async fn get(
    State(runtime): State<Runtime>,
    caller: Caller,
    Path(id): Path<TokenId>,
) -> Result<Json<ApiToken>, AppError> {
    let scope = caller.token(&runtime.db, &id, TOKENS_READ).await?;
    tokens::get(&runtime.db, &scope, &id).await.map(Json)
}

/// Ends a token at once; its line stays in the list.
#[utoipa::path(
    delete,
    path = "/api-tokens/{id}",
    operation_id = "revokeApiToken",
    tag = "API tokens",
    extensions(("x-permission" = json!("tokens:delete"))),
    params(("id" = TokenId, Path)),
    responses((status = 204), NotFound)
)]
pub async fn revoke(
    State(runtime): State<Runtime>,
    caller: Caller,
    Path(id): Path<TokenId>,
) -> Result<StatusCode, AppError> {
    let scope = caller.token(&runtime.db, &id, TOKENS_DELETE).await?;
    tokens::revoke(&runtime, &scope, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}
