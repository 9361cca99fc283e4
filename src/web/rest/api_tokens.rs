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
    web::problem::{Body, Path, Query},
    workspace::tokens,
};
use axum::{Json, extract::State, http::StatusCode};

pub async fn list(
    State(runtime): State<Runtime>,
    caller: Caller,
    Query(filter): Query<InProject>,
) -> Result<Json<Vec<ApiToken>>, AppError> {
    let scope = caller.project(&runtime.db, &filter.resolve(&caller)?, TOKENS_READ).await?;
    tokens::list(&runtime.db, &scope).await.map(Json)
}

pub async fn create(
    State(runtime): State<Runtime>,
    caller: Caller,
    Body(new): Body<NewToken>,
) -> Result<(StatusCode, Json<ApiToken>), AppError> {
    let scope = caller.project(&runtime.db, &new.project_id, TOKENS_WRITE).await?;
    Ok((StatusCode::CREATED, Json(tokens::create(&runtime, &scope, &caller, new).await?)))
}

pub async fn get(
    State(runtime): State<Runtime>,
    caller: Caller,
    Path(id): Path<TokenId>,
) -> Result<Json<ApiToken>, AppError> {
    let scope = caller.token(&runtime.db, &id, TOKENS_READ).await?;
    tokens::get(&runtime.db, &scope, &id).await.map(Json)
}

pub async fn revoke(
    State(runtime): State<Runtime>,
    caller: Caller,
    Path(id): Path<TokenId>,
) -> Result<StatusCode, AppError> {
    let scope = caller.token(&runtime.db, &id, TOKENS_DELETE).await?;
    tokens::revoke(&runtime, &scope, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}
