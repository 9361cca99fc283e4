//! Organizations and projects: make new ones.

use crate::{domain::id::OrgId, error::AppError};
use leptos::prelude::*;

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
