//! Organizations and projects: make new ones; the settings of a project.

use crate::{
    domain::{
        id::{OrgId, ProjectId, TemplateId, UserId},
        membership::{Member, ProjectMember},
        project_settings::DuplicatePolicy,
        template::Template,
        tenancy::Project,
    },
    error::AppError,
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// Makes an organization with a first project and goes there.
#[server(prefix = "/fn", endpoint = "organizations/create")]
pub async fn create_organization(name: String) -> Result<(), AppError> {
    use crate::{domain::tenancy::NewOrganization, web::request, workspace::organizations};
    let (runtime, caller) = request::caller().await?;
    let (_, project) = organizations::create(&runtime, &caller, NewOrganization { name }).await?;
    leptos_axum::redirect(&format!("/app/{}/documents", project.id));
    Ok(())
}

/// Makes a project and goes there.
#[server(prefix = "/fn", endpoint = "projects/create")]
pub async fn create_project(organization: OrgId, name: String) -> Result<(), AppError> {
    use crate::{access::PROJECTS_WRITE, web::request, workspace::projects};
    let (runtime, caller) = request::caller().await?;
    let scope = caller.organization(&runtime.db, &organization, PROJECTS_WRITE).await?;
    let project = projects::create(&runtime, &scope, &name).await?;
    leptos_axum::redirect(&format!("/app/{}/documents", project.id));
    Ok(())
}

/// A project, who works in it, and what whoever looks may do about it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ProjectPage {
    pub project: Project,
    pub templates: Vec<Template>,
    pub members: Vec<ProjectMember>,
    /// Members of the organization who do not see it yet.
    pub others: Vec<Member>,
    pub may_change: bool,
}

#[server(prefix = "/fn", endpoint = "projects/settings")]
pub async fn read_project(project: ProjectId) -> Result<ProjectPage, AppError> {
    use crate::{
        access::{MEMBERS_READ, PROJECTS_WRITE, TEMPLATES_READ},
        web::request,
        workspace::{members, project_members, projects, templates},
    };
    let (runtime, caller) = request::caller().await?;
    let scope = caller.project(&runtime.db, &project, MEMBERS_READ).await?;
    let around = caller.organization(&runtime.db, scope.organization(), MEMBERS_READ).await?;
    let reading = caller.project(&runtime.db, &project, TEMPLATES_READ).await?;
    let inside = project_members::list(&runtime, &scope).await?;
    let mut others = members::list(&runtime, &around).await?;
    others.retain(|one| inside.iter().all(|member| member.user_id != one.user_id));
    Ok(ProjectPage {
        project: projects::get(&runtime, &scope).await?,
        templates: templates::list(&runtime.db, &reading).await?,
        members: inside,
        others,
        may_change: caller.project(&runtime.db, &project, PROJECTS_WRITE).await.is_ok(),
    })
}

#[server(prefix = "/fn", endpoint = "projects/update")]
pub async fn update_project(
    project: ProjectId,
    name: String,
    #[server(default)] template: Option<TemplateId>,
    #[server(default)] days: Option<String>,
    #[server(default)] duplicates: Option<DuplicatePolicy>,
) -> Result<(), AppError> {
    use crate::{
        access::PROJECTS_WRITE,
        domain::{project_settings::SettingsChange, tenancy::ProjectChange},
        web::request,
        workspace::projects,
    };
    let (runtime, caller) = request::caller().await?;
    let scope = caller.project(&runtime.db, &project, PROJECTS_WRITE).await?;
    let settings = SettingsChange::of_form(days.as_deref(), duplicates)?;
    let change = ProjectChange { name: Some(name), default_template_id: template, settings: Some(settings) };
    projects::update(&runtime, &scope, change).await.map(drop)
}

#[server(prefix = "/fn", endpoint = "projects/add-member")]
pub async fn add_project_member(project: ProjectId, user: UserId) -> Result<(), AppError> {
    use crate::{access::MEMBERS_WRITE, web::request, workspace::project_members};
    let (runtime, caller) = request::caller().await?;
    let scope = caller.project(&runtime.db, &project, MEMBERS_WRITE).await?;
    project_members::add(&runtime, &scope, &user).await
}

#[server(prefix = "/fn", endpoint = "projects/remove-member")]
pub async fn remove_project_member(project: ProjectId, user: UserId) -> Result<(), AppError> {
    use crate::{access::MEMBERS_DELETE, web::request, workspace::project_members};
    let (runtime, caller) = request::caller().await?;
    let scope = caller.project(&runtime.db, &project, MEMBERS_DELETE).await?;
    project_members::remove(&runtime, &scope, &user).await
}

/// Gives a project up for good; its name, typed, says that it is meant.
#[server(prefix = "/fn", endpoint = "projects/delete")]
pub async fn delete_project(project: ProjectId, confirm: String) -> Result<(), AppError> {
    use crate::{
        access::PROJECTS_DELETE,
        web::request,
        workspace::{ending, projects},
    };
    let (runtime, caller) = request::caller().await?;
    let scope = caller.project(&runtime.db, &project, PROJECTS_DELETE).await?;
    if projects::get(&runtime, &scope).await?.name != confirm.trim() {
        return Err(AppError::invalid_field("confirm", "This is not its name; nothing was changed."));
    }
    ending::delete_project(&runtime, &scope).await?;
    leptos_axum::redirect("/app");
    Ok(())
}
