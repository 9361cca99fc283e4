//! Projects: each begins with ready templates, so that the first document can be dropped at once.

use crate::{
    access::{Caller, OrgScope, ProjectScope, ProjectsRead, ProjectsWrite, TemplatesWrite},
    db::{Tx, queries},
    domain::{audit::AuditAction, id::ProjectId, preset, template::Template, tenancy::Project},
    error::AppError,
    runtime::Runtime,
    workspace::{
        audit::{self, Change},
        organizations, templates,
    },
};

/// # Errors
/// 400 for a name that cannot be used.
pub async fn create(runtime: &Runtime, scope: &OrgScope<ProjectsWrite>, name: &str) -> Result<Project, AppError> {
    let name = organizations::named(name)?;
    let tx = runtime.db.begin().await?;
    let (project, _) = found(runtime, &tx, scope, name).await?;
    tx.commit().await?;
    Ok(project)
}

/// The projects of one organization.
///
/// # Errors
/// When the database does not answer.
pub async fn of_organization(
    runtime: &Runtime,
    scope: &OrgScope<ProjectsRead>,
    caller: &Caller,
) -> Result<Vec<Project>, AppError> {
    let mut visible = visible(runtime, caller).await?;
    visible.retain(|project| project.organization_id == *scope.organization());
    Ok(visible)
}

/// Every project that the caller may see.
///
/// # Errors
/// 404 when a token's project is gone.
pub async fn visible(runtime: &Runtime, caller: &Caller) -> Result<Vec<Project>, AppError> {
    match caller {
        Caller::Person(user) => {
            let organizations = queries::organizations::of_user(&runtime.db, user).await?;
            Ok(queries::projects::visible_to(&runtime.db, user, &organizations).await?)
        }
        Caller::Token(grant) => {
            let own = queries::projects::by_id(&runtime.db, &grant.project).await?;
            Ok(vec![own.ok_or_else(|| AppError::not_found("project"))?])
        }
    }
}

/// Makes a project with its starting templates; the first is its default.
pub(super) async fn found(
    runtime: &Runtime,
    tx: &Tx,
    scope: &OrgScope<ProjectsWrite>,
    name: String,
) -> Result<(Project, Vec<Template>), AppError> {
    let clock = &runtime.clock;
    let mut project = Project {
        id: clock.id(ProjectId::PREFIX),
        organization_id: scope.organization().clone(),
        name,
        default_template_id: None,
        created_at: clock.now(),
    };
    queries::projects::insert(tx, scope, &project).await?;
    let deed = audit::entity("project", &project.id, &project.name);
    audit::record(runtime, tx, scope, AuditAction::ProjectCreated, deed, Change::none()).await?;
    let inside: ProjectScope<TemplatesWrite> = scope.new_project(project.id.clone());
    let mut made = Vec::new();
    for preset in preset::starters() {
        made.push(templates::insert(runtime, tx, &inside, preset.into()).await?);
    }
    if let Some(first) = made.first() {
        queries::projects::set_default_template(tx, &inside, &first.id).await?;
        project.default_template_id = Some(first.id.clone());
    }
    Ok((project, made))
}
