//! `/organizations/{id}/provider-keys`

use crate::{
    access::{Caller, PROVIDERS_DELETE, PROVIDERS_READ, PROVIDERS_WRITE},
    domain::{
        id::OrgId,
        provider::{NewProviderKey, ProviderState},
    },
    error::AppError,
    runtime::Runtime,
    web::{
        openapi::answers::{NotFound, Unprocessable},
        problem::{Body, Path},
    },
    workspace::provider_keys,
};
use axum::{Json, extract::State, http::StatusCode};

/// Every provider, and whose key opens it.
#[utoipa::path(
    get,
    path = "/organizations/{id}/provider-keys",
    operation_id = "listProviderKeys",
    tag = "Organizations",
    extensions(("x-permission" = json!("providers:read"))),
    params(("id" = OrgId, Path)),
    responses((status = 200, body = Vec<ProviderState>), NotFound)
)]
pub async fn list(
    State(runtime): State<Runtime>,
    caller: Caller,
    Path(organization): Path<OrgId>,
) -> Result<Json<Vec<ProviderState>>, AppError> {
    let scope = caller.organization(&runtime.db, &organization, PROVIDERS_READ).await?;
    provider_keys::list(&runtime, &scope).await.map(Json)
}

/// Keeps a key of the organization’s own, encrypted.
#[utoipa::path(
    put,
    path = "/organizations/{id}/provider-keys/{provider}",
    operation_id = "putProviderKey",
    tag = "Organizations",
    extensions(("x-permission" = json!("providers:write"))),
    params(
        ("id" = OrgId, Path),
        ("provider" = String, Path, description = "As templates name it.", example = "openai"),
    ),
    request_body = NewProviderKey,
    responses((status = 200, body = ProviderState), NotFound, Unprocessable)
)]
pub async fn put(
    State(runtime): State<Runtime>,
    caller: Caller,
    Path((organization, provider)): Path<(OrgId, String)>,
    Body(new): Body<NewProviderKey>,
) -> Result<Json<ProviderState>, AppError> {
    let scope = caller.organization(&runtime.db, &organization, PROVIDERS_WRITE).await?;
    provider_keys::put(&runtime, &scope, &provider, new).await.map(Json)
}

/// Forgets the organization’s own key.
#[utoipa::path(
    delete,
    path = "/organizations/{id}/provider-keys/{provider}",
    operation_id = "deleteProviderKey",
    tag = "Organizations",
    extensions(("x-permission" = json!("providers:delete"))),
    params(
        ("id" = OrgId, Path),
        ("provider" = String, Path, description = "As templates name it.", example = "openai"),
    ),
    responses((status = 204), NotFound)
)]
pub async fn delete(
    State(runtime): State<Runtime>,
    caller: Caller,
    Path((organization, provider)): Path<(OrgId, String)>,
) -> Result<StatusCode, AppError> {
    let scope = caller.organization(&runtime.db, &organization, PROVIDERS_DELETE).await?;
    provider_keys::remove(&runtime, &scope, &provider).await?;
    Ok(StatusCode::NO_CONTENT)
}
