//! `/organizations`: made, renamed, given a logo, handed over, ended.

use super::attachment::INERT;
use crate::{
    access::{Caller, ORGANIZATION_DELETE, ORGANIZATION_READ, ORGANIZATION_WRITE},
    domain::{
        id::OrgId,
        membership::Member,
        tenancy::{NewOrganization, NewOwner, Organization, OrganizationChange},
    },
    error::AppError,
    runtime::Runtime,
    web::{
        openapi::answers::{Conflict, LogoPicture, NotFound},
        problem::{Body, Path},
    },
    workspace::{ending, members, organizations},
};
use axum::{
    Json,
    body::Bytes,
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};

/// The organizations of the signed-in person.
#[utoipa::path(
    get,
    path = "/organizations",
    operation_id = "listOrganizations",
    tag = "Organizations",
    security(("session" = [])),
    responses((status = 200, body = Vec<Organization>))
)]
pub async fn list(State(runtime): State<Runtime>, caller: Caller) -> Result<Json<Vec<Organization>>, AppError> {
    organizations::list(&runtime, &caller).await.map(Json)
}

/// Makes an organization that the caller owns, with a first project.
#[utoipa::path(
    post,
    path = "/organizations",
    operation_id = "createOrganization",
    tag = "Organizations",
    security(("session" = [])),
    request_body = NewOrganization,
    responses((status = 201, body = Organization))
)]
pub async fn create(
    State(runtime): State<Runtime>,
    caller: Caller,
    Body(new): Body<NewOrganization>,
) -> Result<(StatusCode, Json<Organization>), AppError> {
    let (organization, _) = organizations::create(&runtime, &caller, new).await?;
    Ok((StatusCode::CREATED, Json(organization)))
}

/// An organization.
#[utoipa::path(
    get,
    path = "/organizations/{id}",
    operation_id = "getOrganization",
    tag = "Organizations",
    extensions(("x-permission" = json!("organization:read"))),
    params(("id" = OrgId, Path)),
    responses((status = 200, body = Organization), NotFound)
)]
pub async fn get(
    State(runtime): State<Runtime>,
    caller: Caller,
    Path(id): Path<OrgId>,
) -> Result<Json<Organization>, AppError> {
    let scope = caller.organization(&runtime.db, &id, ORGANIZATION_READ).await?;
    organizations::get(&runtime, &scope).await.map(Json)
}

/// Changes what is named.
#[utoipa::path(
    patch,
    path = "/organizations/{id}",
    operation_id = "updateOrganization",
    tag = "Organizations",
    extensions(("x-permission" = json!("organization:write"))),
    params(("id" = OrgId, Path)),
    request_body = OrganizationChange,
    responses((status = 200, body = Organization), NotFound)
)]
pub async fn update(
    State(runtime): State<Runtime>,
    caller: Caller,
    Path(id): Path<OrgId>,
    Body(change): Body<OrganizationChange>,
) -> Result<Json<Organization>, AppError> {
    let scope = caller.organization(&runtime.db, &id, ORGANIZATION_WRITE).await?;
    organizations::update(&runtime, &scope, change).await.map(Json)
}

/// The logo: sent as what its bytes are, and run by nobody.
#[utoipa::path(
    get,
    path = "/organizations/{id}/logo",
    operation_id = "getOrganizationLogo",
    tag = "Organizations",
    extensions(("x-permission" = json!("organization:read"))),
    params(("id" = OrgId, Path)),
    responses(LogoPicture, NotFound)
)]
pub async fn logo(State(runtime): State<Runtime>, caller: Caller, Path(id): Path<OrgId>) -> Result<Response, AppError> {
    let scope = caller.organization(&runtime.db, &id, ORGANIZATION_READ).await?;
    let logo = organizations::logo(&runtime, &scope).await?;
    let headers = [(header::CONTENT_TYPE, logo.mime), (header::CACHE_CONTROL, "private, max-age=31536000, immutable")];
    Ok((INERT, headers, logo.bytes).into_response())
}

/// Keeps a logo: the body is the picture, PNG, JPEG or WebP.
#[utoipa::path(
    put,
    path = "/organizations/{id}/logo",
    operation_id = "setOrganizationLogo",
    tag = "Organizations",
    extensions(("x-permission" = json!("organization:write"))),
    params(("id" = OrgId, Path)),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 200, body = Organization), NotFound)
)]
pub async fn set_logo(
    State(runtime): State<Runtime>,
    caller: Caller,
    Path(id): Path<OrgId>,
    picture: Bytes,
) -> Result<Json<Organization>, AppError> {
    let scope = caller.organization(&runtime.db, &id, ORGANIZATION_WRITE).await?;
    organizations::set_logo(&runtime, &scope, picture.to_vec()).await.map(Json)
}

/// Takes the logo away.
#[utoipa::path(
    delete,
    path = "/organizations/{id}/logo",
    operation_id = "removeOrganizationLogo",
    tag = "Organizations",
    extensions(("x-permission" = json!("organization:write"))),
    params(("id" = OrgId, Path)),
    responses((status = 204), NotFound)
)]
pub async fn remove_logo(
    State(runtime): State<Runtime>,
    caller: Caller,
    Path(id): Path<OrgId>,
) -> Result<StatusCode, AppError> {
    let scope = caller.organization(&runtime.db, &id, ORGANIZATION_WRITE).await?;
    organizations::remove_logo(&runtime, &scope).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Makes another member the owner; who hands over is an admin from then on.
#[utoipa::path(
    put,
    path = "/organizations/{id}/owner",
    operation_id = "transferOrganization",
    tag = "Organizations",
    extensions(("x-permission" = json!("organization:delete"))),
    params(("id" = OrgId, Path)),
    request_body = NewOwner,
    responses((status = 200, body = Member), NotFound, Conflict)
)]
pub async fn transfer(
    State(runtime): State<Runtime>,
    caller: Caller,
    Path(id): Path<OrgId>,
    Body(new): Body<NewOwner>,
) -> Result<Json<Member>, AppError> {
    let scope = caller.organization(&runtime.db, &id, ORGANIZATION_DELETE).await?;
    members::transfer(&runtime, &scope, &new.user_id).await.map(Json)
}

/// Has the organization deleted in two weeks; until then it can be read, and nothing comes in.
#[utoipa::path(
    post,
    path = "/organizations/{id}/deletion",
    operation_id = "deleteOrganization",
    tag = "Organizations",
    extensions(("x-permission" = json!("organization:delete"))),
    params(("id" = OrgId, Path)),
    responses((status = 202, body = Organization), NotFound)
)]
pub async fn schedule_deletion(
    State(runtime): State<Runtime>,
    caller: Caller,
    Path(id): Path<OrgId>,
) -> Result<(StatusCode, Json<Organization>), AppError> {
    let scope = caller.organization(&runtime.db, &id, ORGANIZATION_DELETE).await?;
    Ok((StatusCode::ACCEPTED, Json(ending::schedule(&runtime, &scope).await?)))
}

/// Keeps the organization after all.
#[utoipa::path(
    delete,
    path = "/organizations/{id}/deletion",
    operation_id = "keepOrganization",
    tag = "Organizations",
    extensions(("x-permission" = json!("organization:delete"))),
    params(("id" = OrgId, Path)),
    responses((status = 204), NotFound)
)]
pub async fn cancel_deletion(
    State(runtime): State<Runtime>,
    caller: Caller,
    Path(id): Path<OrgId>,
) -> Result<StatusCode, AppError> {
    let scope = caller.organization(&runtime.db, &id, ORGANIZATION_DELETE).await?;
    ending::cancel(&runtime, &scope).await?;
    Ok(StatusCode::NO_CONTENT)
}
