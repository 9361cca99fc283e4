//! `/organizations/{id}/provider-keys`

use crate::{
    access::{Caller, PROVIDERS_DELETE, PROVIDERS_READ, PROVIDERS_WRITE},
    domain::{
        id::OrgId,
        provider::{NewProviderKey, ProviderState},
    },
    error::AppError,
    runtime::Runtime,
    web::problem::{Body, Path},
    workspace::provider_keys,
};
use axum::{Json, extract::State, http::StatusCode};

pub async fn list(
    State(runtime): State<Runtime>,
    caller: Caller,
    Path(organization): Path<OrgId>,
) -> Result<Json<Vec<ProviderState>>, AppError> {
    let scope = caller.organization(&runtime.db, &organization, PROVIDERS_READ).await?;
    provider_keys::list(&runtime, &scope).await.map(Json)
}

pub async fn put(
    State(runtime): State<Runtime>,
    caller: Caller,
    Path((organization, provider)): Path<(OrgId, String)>,
    Body(new): Body<NewProviderKey>,
) -> Result<Json<ProviderState>, AppError> {
    let scope = caller.organization(&runtime.db, &organization, PROVIDERS_WRITE).await?;
    provider_keys::put(&runtime, &scope, &provider, new).await.map(Json)
}

pub async fn delete(
    State(runtime): State<Runtime>,
    caller: Caller,
    Path((organization, provider)): Path<(OrgId, String)>,
) -> Result<StatusCode, AppError> {
    let scope = caller.organization(&runtime.db, &organization, PROVIDERS_DELETE).await?;
    provider_keys::remove(&runtime, &scope, &provider).await?;
    Ok(StatusCode::NO_CONTENT)
}
