//! The settings of an organization: name, logo, owner, end.

use crate::{
    domain::{
        id::{OrgId, UserId},
        membership::Member,
        place::Place,
        tenancy::Organization,
    },
    error::AppError,
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// The organization, and who could own it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OrganizationSettings {
    pub organization: Organization,
    pub members: Vec<Member>,
    pub me: UserId,
}

#[server(prefix = "/fn", endpoint = "organization/get")]
pub async fn read_organization(place: Place) -> Result<OrganizationSettings, AppError> {
    use crate::{
        access::MEMBERS_READ,
        web::request,
        workspace::{members, organizations},
    };
    let (runtime, caller) = request::caller().await?;
    let scope = caller.around(&runtime.db, &place, MEMBERS_READ).await?;
    let organization = organizations::get(&runtime, &scope).await?;
    let members = members::list(&runtime, &scope).await?;
    Ok(OrganizationSettings { organization, members, me: caller.person()?.clone() })
}

#[server(prefix = "/fn", endpoint = "organization/rename")]
pub async fn rename_organization(organization: OrgId, name: String) -> Result<(), AppError> {
    use crate::{
        access::ORGANIZATION_WRITE, domain::tenancy::OrganizationChange, web::request, workspace::organizations,
    };
    let (runtime, caller) = request::caller().await?;
    let scope = caller.organization(&runtime.db, &organization, ORGANIZATION_WRITE).await?;
    organizations::update(&runtime, &scope, OrganizationChange { name: Some(name) }).await.map(drop)
}

#[server(prefix = "/fn", endpoint = "organization/remove-logo")]
pub async fn remove_logo(organization: OrgId) -> Result<(), AppError> {
    use crate::{access::ORGANIZATION_WRITE, web::request, workspace::organizations};
    let (runtime, caller) = request::caller().await?;
    let scope = caller.organization(&runtime.db, &organization, ORGANIZATION_WRITE).await?;
    organizations::remove_logo(&runtime, &scope).await
}

#[server(prefix = "/fn", endpoint = "organization/transfer")]
pub async fn transfer_organization(organization: OrgId, user: UserId) -> Result<(), AppError> {
    use crate::{access::ORGANIZATION_DELETE, web::request, workspace::members};
    let (runtime, caller) = request::caller().await?;
    let scope = caller.organization(&runtime.db, &organization, ORGANIZATION_DELETE).await?;
    members::transfer(&runtime, &scope, &user).await.map(drop)
}

/// Has it deleted after the waiting period; its name, typed, says that it is meant.
#[server(prefix = "/fn", endpoint = "organization/delete")]
pub async fn delete_organization(organization: OrgId, confirm: String) -> Result<(), AppError> {
    use crate::{
        access::ORGANIZATION_DELETE,
        web::request,
        workspace::{ending, organizations},
    };
    let (runtime, caller) = request::caller().await?;
    let scope = caller.organization(&runtime.db, &organization, ORGANIZATION_DELETE).await?;
    if organizations::get(&runtime, &scope).await?.name != confirm.trim() {
        return Err(AppError::invalid_field("confirm", "This is not its name; nothing was changed."));
    }
    ending::schedule(&runtime, &scope).await.map(drop)
}

#[server(prefix = "/fn", endpoint = "organization/keep")]
pub async fn keep_organization(organization: OrgId) -> Result<(), AppError> {
    use crate::{access::ORGANIZATION_DELETE, web::request, workspace::ending};
    let (runtime, caller) = request::caller().await?;
    let scope = caller.organization(&runtime.db, &organization, ORGANIZATION_DELETE).await?;
    ending::cancel(&runtime, &scope).await.map(drop)
}
