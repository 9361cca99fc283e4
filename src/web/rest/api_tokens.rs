//! `/api-tokens`

use super::cut::{self, Cut};
use crate::{
    access::{AnyScope, Caller, Permit, TOKENS_DELETE, TOKENS_READ, TOKENS_WRITE},
    domain::{
        id::{OrgId, ProjectId, TokenId},
        list::{PageNumber, PageSize},
        token::{ApiToken, NewToken, TokenChange},
    },
    error::AppError,
    runtime::Runtime,
    web::{
        openapi::answers::{Conflict, NotFound},
        problem::{Body, Path, Query},
    },
    workspace::tokens,
};
use axum::{Json, extract::State, http::StatusCode};
use serde::Deserialize;
use utoipa::IntoParams;

#[derive(Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Of {
    /// A token of one project may leave it out.
    project_id: Option<ProjectId>,
    /// Alone: the tokens of the whole organization.
    organization_id: Option<OrgId>,
    /// The whole list without it and without `limit`.
    page: Option<PageNumber>,
    limit: Option<PageSize>,
}

/// The tokens of a project or of a whole organization, newest first and without their values.
#[utoipa::path(
    get,
    path = "/api-tokens",
    operation_id = "listApiTokens",
    tag = "API tokens",
    extensions(("x-permission" = json!("tokens:read"))),
    params(Of),
    responses((status = 200, body = Vec<ApiToken>, headers(("X-Total-Count" = u64, description = "How many there are in all."))), NotFound)
)]
pub async fn list(State(runtime): State<Runtime>, caller: Caller, Query(of): Query<Of>) -> cut::Answer<ApiToken> {
    let (page, limit) = (of.page, of.limit);
    let scope = place(&runtime, &caller, of.project_id, of.organization_id, TOKENS_READ).await?;
    Ok(Cut::of(tokens::list(&runtime.db, &scope).await?, page, limit))
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
    let (project, organization) = (new.project_id.clone(), new.organization_id.clone());
    let scope = place(&runtime, &caller, project, organization, TOKENS_WRITE).await?;
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

/// Changes what is named, from the next request on.
#[utoipa::path(
    patch,
    path = "/api-tokens/{id}",
    operation_id = "updateApiToken",
    tag = "API tokens",
    extensions(("x-permission" = json!("tokens:write"))),
    params(("id" = TokenId, Path)),
    request_body = TokenChange,
    responses((status = 200, body = ApiToken), NotFound, Conflict)
)]
pub async fn update(
    State(runtime): State<Runtime>,
    caller: Caller,
    Path(id): Path<TokenId>,
    Body(change): Body<TokenChange>,
) -> Result<Json<ApiToken>, AppError> {
    let scope = caller.token(&runtime.db, &id, TOKENS_WRITE).await?;
    tokens::update(&runtime, &scope, &caller, &id, change).await.map(Json)
}

/// Gives a token another value, which is in this answer and never again; the one before ends at once.
#[utoipa::path(
    post,
    path = "/api-tokens/{id}/secret",
    operation_id = "regenerateApiToken",
    tag = "API tokens",
    extensions(("x-permission" = json!("tokens:write"))),
    params(("id" = TokenId, Path)),
    responses((status = 200, body = ApiToken), NotFound, Conflict)
)]
pub async fn regenerate(
    State(runtime): State<Runtime>,
    caller: Caller,
    Path(id): Path<TokenId>,
) -> Result<Json<ApiToken>, AppError> {
    let scope = caller.token(&runtime.db, &id, TOKENS_WRITE).await?;
    tokens::regenerate(&runtime, &scope, &caller, &id).await.map(Json)
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

/// A project speaks before an organization: a token that is for less is for the project.
async fn place<P: Permit>(
    runtime: &Runtime,
    caller: &Caller,
    project: Option<ProjectId>,
    organization: Option<OrgId>,
    permit: P,
) -> Result<AnyScope<P>, AppError> {
    match (project, organization) {
        (None, Some(organization)) => {
            caller.organization(&runtime.db, &organization, permit).await.map(AnyScope::Organization)
        }
        (project, _) => {
            let project = super::project(project, caller)?;
            caller.project(&runtime.db, &project, permit).await.map(AnyScope::Project)
        }
    }
}
