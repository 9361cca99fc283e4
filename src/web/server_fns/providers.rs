//! Providers: list, bring a key, take it back.

use crate::{
    domain::{
        id::{OrgId, ProjectId},
        provider::ProviderList,
    },
    error::AppError,
};
use leptos::prelude::*;

/// The providers as they stand for the organization of a project.
#[server(prefix = "/fn", endpoint = "providers/list")]
pub async fn list_providers(project: ProjectId) -> Result<ProviderList, AppError> {
    use crate::{
        access::{PROVIDERS_READ, PROVIDERS_WRITE},
        web::request,
        workspace::provider_keys,
    };
    let (runtime, caller) = request::caller().await?;
    let scope = caller.project(&runtime.db, &project, PROVIDERS_READ).await?.organization_use();
    let organization_id = scope.organization().clone();
    let may_change = caller.organization(&runtime.db, &organization_id, PROVIDERS_WRITE).await.is_ok();
    Ok(ProviderList { organization_id, may_change, providers: provider_keys::list(&runtime, &scope).await? })
}

/// Keeps a key or an address of the organization's own.
#[server(prefix = "/fn", endpoint = "providers/set")]
pub async fn set_provider_key(
    organization: OrgId,
    provider: String,
    #[server(default)] key: Option<String>,
    #[server(default)] base_url: Option<String>,
) -> Result<(), AppError> {
    use crate::{access::PROVIDERS_WRITE, domain::provider::NewProviderKey, web::request, workspace::provider_keys};
    let (runtime, caller) = request::caller().await?;
    let scope = caller.organization(&runtime.db, &organization, PROVIDERS_WRITE).await?;
    provider_keys::put(&runtime, &scope, &provider, NewProviderKey { key, base_url }).await.map(drop)
}

#[server(prefix = "/fn", endpoint = "providers/remove")]
pub async fn remove_provider_key(organization: OrgId, provider: String) -> Result<(), AppError> {
    use crate::{access::PROVIDERS_DELETE, web::request, workspace::provider_keys};
    let (runtime, caller) = request::caller().await?;
    let scope = caller.organization(&runtime.db, &organization, PROVIDERS_DELETE).await?;
    provider_keys::remove(&runtime, &scope, &provider).await
}
