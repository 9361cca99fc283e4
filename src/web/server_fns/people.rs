//! People of an organization: who is there, who is asked, who is what.

use crate::{
    domain::{
        access::Role,
        id::{InvitationId, OrgId, ProjectId, UserId},
        membership::{Invitation, Member},
        place::Place,
        tenancy::Project,
    },
    error::AppError,
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// Everybody, and what whoever looks may do about it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct People {
    pub organization: OrgId,
    pub organization_name: String,
    pub me: UserId,
    pub my_role: Role,
    pub members: Vec<Member>,
    pub invitations: Vec<Invitation>,
    /// What newcomers can be let into.
    pub projects: Vec<Project>,
}

/// The people of the organization around a place.
#[server(prefix = "/fn", endpoint = "people/list")]
pub async fn list_people(place: Place) -> Result<People, AppError> {
    use crate::{
        access::{MEMBERS_READ, PROJECTS_READ},
        web::request,
        workspace::{invitations, members, organizations, projects},
    };
    let (runtime, caller) = request::caller().await?;
    let scope = caller.around(&runtime.db, &place, MEMBERS_READ).await?;
    let organization = organizations::get(&runtime, &scope).await?;
    let projects_scope = caller.organization(&runtime.db, scope.organization(), PROJECTS_READ).await?;
    Ok(People {
        me: caller.person()?.clone(),
        my_role: organization.role.unwrap_or(Role::Viewer),
        organization: organization.id,
        organization_name: organization.name,
        members: members::list(&runtime, &scope).await?,
        invitations: invitations::list(&runtime, &scope).await?,
        projects: projects::of_organization(&runtime, &projects_scope, &caller).await?,
    })
}

/// Asks somebody to join; answers with the address that the mail went to.
#[server(prefix = "/fn", endpoint = "people/invite")]
pub async fn invite(
    organization: OrgId,
    email: String,
    role: Role,
    #[server(default)] projects: Vec<ProjectId>,
) -> Result<String, AppError> {
    use crate::{access::MEMBERS_WRITE, domain::membership::NewInvitation, web::request, workspace::invitations};
    let (runtime, caller) = request::caller().await?;
    let scope = caller.organization(&runtime.db, &organization, MEMBERS_WRITE).await?;
    let new = NewInvitation { email, role, project_ids: projects };
    Ok(invitations::create(&runtime, &scope, new).await?.email)
}

/// Sends an invitation again; answers with the address that the mail went to.
#[server(prefix = "/fn", endpoint = "people/resend")]
pub async fn resend_invitation(organization: OrgId, invitation: InvitationId) -> Result<String, AppError> {
    use crate::{access::MEMBERS_WRITE, web::request, workspace::invitations};
    let (runtime, caller) = request::caller().await?;
    let scope = caller.organization(&runtime.db, &organization, MEMBERS_WRITE).await?;
    Ok(invitations::resend(&runtime, &scope, &invitation).await?.email)
}

#[server(prefix = "/fn", endpoint = "people/revoke")]
pub async fn revoke_invitation(organization: OrgId, invitation: InvitationId) -> Result<(), AppError> {
    use crate::{access::MEMBERS_DELETE, web::request, workspace::invitations};
    let (runtime, caller) = request::caller().await?;
    let scope = caller.organization(&runtime.db, &organization, MEMBERS_DELETE).await?;
    invitations::revoke(&runtime, &scope, &invitation).await
}

#[server(prefix = "/fn", endpoint = "people/role")]
pub async fn set_role(organization: OrgId, user: UserId, role: Role) -> Result<(), AppError> {
    use crate::{access::MEMBERS_WRITE, web::request, workspace::members};
    let (runtime, caller) = request::caller().await?;
    let scope = caller.organization(&runtime.db, &organization, MEMBERS_WRITE).await?;
    members::set_role(&runtime, &scope, &user, role).await.map(drop)
}

#[server(prefix = "/fn", endpoint = "people/remove")]
pub async fn remove_member(organization: OrgId, user: UserId) -> Result<(), AppError> {
    use crate::{access::MEMBERS_DELETE, web::request, workspace::members};
    let (runtime, caller) = request::caller().await?;
    let scope = caller.organization(&runtime.db, &organization, MEMBERS_DELETE).await?;
    members::remove(&runtime, &scope, &user).await
}

/// Goes by oneself, and on to whatever is left.
#[server(prefix = "/fn", endpoint = "people/leave")]
pub async fn leave(organization: OrgId) -> Result<(), AppError> {
    use crate::{access::MEMBERS_READ, web::request, workspace::members};
    let (runtime, caller) = request::caller().await?;
    let scope = caller.organization(&runtime.db, &organization, MEMBERS_READ).await?;
    members::leave(&runtime, &scope, caller.person()?).await?;
    leptos_axum::redirect("/app");
    Ok(())
}
