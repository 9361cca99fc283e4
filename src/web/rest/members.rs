//! `/organizations/{id}/members` and `/projects/{id}/members`

use crate::{
    access::{Caller, MEMBERS_DELETE, MEMBERS_READ, MEMBERS_WRITE},
    domain::{
        id::{OrgId, ProjectId, UserId},
        membership::{Member, ProjectMember, RoleChange},
    },
    error::AppError,
    runtime::Runtime,
    web::{
        openapi::answers::{Conflict, NotFound},
        problem::{Body, Path},
    },
    workspace::{members, project_members},
};
use axum::{Json, extract::State, http::StatusCode};

/// The people of an organization.
#[utoipa::path(
    get,
    path = "/organizations/{id}/members",
    operation_id = "listMembers",
    tag = "Organizations",
    extensions(("x-permission" = json!("members:read"))),
    params(("id" = OrgId, Path)),
    responses((status = 200, body = Vec<Member>), NotFound)
)]
pub async fn list(
    State(runtime): State<Runtime>,
    caller: Caller,
    Path(organization): Path<OrgId>,
) -> Result<Json<Vec<Member>>, AppError> {
    let scope = caller.organization(&runtime.db, &organization, MEMBERS_READ).await?;
    members::list(&runtime, &scope).await.map(Json)
}

/// Gives a member another role, from the next request on.
#[utoipa::path(
    patch,
    path = "/organizations/{id}/members/{user}",
    operation_id = "setRole",
    tag = "Organizations",
    extensions(("x-permission" = json!("members:write"))),
    params(("id" = OrgId, Path), ("user" = UserId, Path)),
    request_body = RoleChange,
    responses((status = 200, body = Member), NotFound, Conflict)
)]
pub async fn set_role(
    State(runtime): State<Runtime>,
    caller: Caller,
    Path((organization, user)): Path<(OrgId, UserId)>,
    Body(change): Body<RoleChange>,
) -> Result<Json<Member>, AppError> {
    let scope = caller.organization(&runtime.db, &organization, MEMBERS_WRITE).await?;
    members::set_role(&runtime, &scope, &user, change.role).await.map(Json)
}

/// Takes a member out; everybody may take out themselves, but the last owner.
#[utoipa::path(
    delete,
    path = "/organizations/{id}/members/{user}",
    operation_id = "removeMember",
    tag = "Organizations",
    extensions(("x-permission" = json!("members:delete"))),
    params(("id" = OrgId, Path), ("user" = UserId, Path)),
    responses((status = 204), NotFound, Conflict)
)]
pub async fn remove(
    State(runtime): State<Runtime>,
    caller: Caller,
    Path((organization, user)): Path<(OrgId, UserId)>,
) -> Result<StatusCode, AppError> {
    if caller.person().is_ok_and(|own| *own == user) {
        let scope = caller.organization(&runtime.db, &organization, MEMBERS_READ).await?;
        members::leave(&runtime, &scope, &user).await?;
    } else {
        let scope = caller.organization(&runtime.db, &organization, MEMBERS_DELETE).await?;
        members::remove(&runtime, &scope, &user).await?;
    }
    Ok(StatusCode::NO_CONTENT)
}

/// The people who see a project.
#[utoipa::path(
    get,
    path = "/projects/{id}/members",
    operation_id = "listProjectMembers",
    tag = "Projects",
    extensions(("x-permission" = json!("members:read"))),
    params(("id" = ProjectId, Path)),
    responses((status = 200, body = Vec<ProjectMember>), NotFound)
)]
pub async fn of_project(
    State(runtime): State<Runtime>,
    caller: Caller,
    Path(project): Path<ProjectId>,
) -> Result<Json<Vec<ProjectMember>>, AppError> {
    let scope = caller.project(&runtime.db, &project, MEMBERS_READ).await?;
    project_members::list(&runtime, &scope).await.map(Json)
}

/// Lets a member of the organization see a project.
#[utoipa::path(
    put,
    path = "/projects/{id}/members/{user}",
    operation_id = "addProjectMember",
    tag = "Projects",
    extensions(("x-permission" = json!("members:write"))),
    params(("id" = ProjectId, Path), ("user" = UserId, Path)),
    responses((status = 204), NotFound)
)]
pub async fn add_to_project(
    State(runtime): State<Runtime>,
    caller: Caller,
    Path((project, user)): Path<(ProjectId, UserId)>,
) -> Result<StatusCode, AppError> {
    let scope = caller.project(&runtime.db, &project, MEMBERS_WRITE).await?;
    project_members::add(&runtime, &scope, &user).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Takes a member out of a project.
#[utoipa::path(
    delete,
    path = "/projects/{id}/members/{user}",
    operation_id = "removeProjectMember",
    tag = "Projects",
    extensions(("x-permission" = json!("members:delete"))),
    params(("id" = ProjectId, Path), ("user" = UserId, Path)),
    responses((status = 204), NotFound)
)]
pub async fn remove_from_project(
    State(runtime): State<Runtime>,
    caller: Caller,
    Path((project, user)): Path<(ProjectId, UserId)>,
) -> Result<StatusCode, AppError> {
    let scope = caller.project(&runtime.db, &project, MEMBERS_DELETE).await?;
    project_members::remove(&runtime, &scope, &user).await?;
    Ok(StatusCode::NO_CONTENT)
}
