//! `/organizations/{id}/invitations`, and for whoever holds a link `/auth/invitations/{link}`.

use crate::{
    access::{Caller, MEMBERS_DELETE, MEMBERS_READ, MEMBERS_WRITE},
    domain::{
        id::{InvitationId, OrgId},
        membership::{Invitation, InvitationSummary, Joined, NewInvitation},
    },
    error::AppError,
    runtime::Runtime,
    web::{
        openapi::answers::{Conflict, NotFound},
        problem::{Body, Path},
    },
    workspace::invitations,
};
use axum::{Json, extract::State, http::StatusCode};

/// The invitations that nobody accepted yet.
#[utoipa::path(
    get,
    path = "/organizations/{id}/invitations",
    operation_id = "listInvitations",
    tag = "Organizations",
    extensions(("x-permission" = json!("members:read"))),
    params(("id" = OrgId, Path)),
    responses((status = 200, body = Vec<Invitation>), NotFound)
)]
pub async fn list(
    State(runtime): State<Runtime>,
    caller: Caller,
    Path(organization): Path<OrgId>,
) -> Result<Json<Vec<Invitation>>, AppError> {
    let scope = caller.organization(&runtime.db, &organization, MEMBERS_READ).await?;
    invitations::list(&runtime, &scope).await.map(Json)
}

/// Asks somebody to join, by a mail whose link works once, for seven days.
#[utoipa::path(
    post,
    path = "/organizations/{id}/invitations",
    operation_id = "invite",
    tag = "Organizations",
    extensions(("x-permission" = json!("members:write"))),
    params(("id" = OrgId, Path)),
    request_body = NewInvitation,
    responses((status = 201, body = Invitation), NotFound, Conflict)
)]
pub async fn create(
    State(runtime): State<Runtime>,
    caller: Caller,
    Path(organization): Path<OrgId>,
    Body(new): Body<NewInvitation>,
) -> Result<(StatusCode, Json<Invitation>), AppError> {
    let scope = caller.organization(&runtime.db, &organization, MEMBERS_WRITE).await?;
    Ok((StatusCode::CREATED, Json(invitations::create(&runtime, &scope, new).await?)))
}

/// Sends an invitation again, with another link; the one before ends.
#[utoipa::path(
    post,
    path = "/organizations/{id}/invitations/{invitation}/mail",
    operation_id = "resendInvitation",
    tag = "Organizations",
    extensions(("x-permission" = json!("members:write"))),
    params(("id" = OrgId, Path), ("invitation" = InvitationId, Path)),
    responses((status = 202, body = Invitation), NotFound)
)]
pub async fn resend(
    State(runtime): State<Runtime>,
    caller: Caller,
    Path((organization, id)): Path<(OrgId, InvitationId)>,
) -> Result<(StatusCode, Json<Invitation>), AppError> {
    let scope = caller.organization(&runtime.db, &organization, MEMBERS_WRITE).await?;
    Ok((StatusCode::ACCEPTED, Json(invitations::resend(&runtime, &scope, &id).await?)))
}

/// Takes an invitation back.
#[utoipa::path(
    delete,
    path = "/organizations/{id}/invitations/{invitation}",
    operation_id = "revokeInvitation",
    tag = "Organizations",
    extensions(("x-permission" = json!("members:delete"))),
    params(("id" = OrgId, Path), ("invitation" = InvitationId, Path)),
    responses((status = 204), NotFound)
)]
pub async fn revoke(
    State(runtime): State<Runtime>,
    caller: Caller,
    Path((organization, id)): Path<(OrgId, InvitationId)>,
) -> Result<StatusCode, AppError> {
    let scope = caller.organization(&runtime.db, &organization, MEMBERS_DELETE).await?;
    invitations::revoke(&runtime, &scope, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Who asks, and to what; for whoever holds the link.
#[utoipa::path(
    get,
    path = "/auth/invitations/{link}",
    operation_id = "getInvitation",
    tag = "Accounts",
    security(()),
    params(("link" = String, Path)),
    responses((status = 200, body = InvitationSummary), NotFound)
)]
pub async fn summary(
    State(runtime): State<Runtime>,
    Path(link): Path<String>,
) -> Result<Json<InvitationSummary>, AppError> {
    invitations::summary(&runtime, &link).await.map(Json)
}

/// Joins, as the one who is signed in, whose address the invitation was sent to.
#[utoipa::path(
    post,
    path = "/auth/invitations/{link}/acceptance",
    operation_id = "acceptInvitation",
    tag = "Accounts",
    security(("session" = [])),
    params(("link" = String, Path)),
    responses((status = 201, body = Joined), NotFound)
)]
pub async fn accept(
    State(runtime): State<Runtime>,
    caller: Caller,
    Path(link): Path<String>,
) -> Result<(StatusCode, Json<Joined>), AppError> {
    let joined = invitations::accept(&runtime, &link, caller.person()?).await?;
    Ok((StatusCode::CREATED, Json(joined)))
}
