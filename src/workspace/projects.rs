//! Projects: each begins with ready templates, so that the first document can be dropped at once.

use crate::{
    access::{Caller, OrgScope, PROJECTS_READ, ProjectScope, ProjectsRead, ProjectsWrite, TemplatesWrite, TokenGrant},
    db::{Tx, queries},
    domain::{
        audit::AuditAction,
        id::ProjectId,
        preset,
        project_settings::ProjectSettings,
        template::Template,
        tenancy::{Project, ProjectChange},
    },
    error::{AppError, FieldError},
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
        Caller::Token(TokenGrant { project: Some(project), .. }) => {
            Ok(vec![queries::projects::by_id(&runtime.db, project).await?.ok_or_else(missing)?])
        }
        Caller::Token(grant) => {
            let around = caller.organization(&runtime.db, &grant.organization, PROJECTS_READ).await?;
            Ok(queries::projects::of_organization(&runtime.db, &around).await?)
        }
    }
}

/// # Errors
/// 404 when it is gone.
pub async fn get<P>(runtime: &Runtime, scope: &ProjectScope<P>) -> Result<Project, AppError> {
    queries::projects::get(&runtime.db, scope).await?.ok_or_else(missing)
}

/// Changes what is named.
///
/// # Errors
/// 400 field by field.
pub async fn update(
    runtime: &Runtime,
    scope: &ProjectScope<ProjectsWrite>,
    change: ProjectChange,
) -> Result<Project, AppError> {
    let name = check(runtime, scope, &change).await?;
    let tx = runtime.db.begin().await?;
    let before = queries::projects::get_for_update(&tx, scope).await?.ok_or_else(missing)?;
    if let Some(name) = &name {
        queries::projects::rename(&tx, scope, name).await?;
    }
    if let Some(template) = &change.default_template_id {
        queries::projects::set_default_template(&tx, scope, template).await?;
    }
    if let Some(settings) = change.settings {
        queries::projects::set(&tx, scope, settings.applied_to(before.settings)).await?;
    }
    let after = queries::projects::get_for_update(&tx, scope).await?.ok_or_else(missing)?;
    let deed = audit::entity("project", &after.id, &after.name);
    let change = Change::between(&before, &after);
    audit::record(runtime, &tx, scope, AuditAction::ProjectUpdated, deed, change).await?;
    tx.commit().await?;
    Ok(after)
}

/// The new name as it is kept.
async fn check(
    runtime: &Runtime,
    scope: &ProjectScope<ProjectsWrite>,
    change: &ProjectChange,
) -> Result<Option<String>, AppError> {
    let mut wrong = Vec::new();
    let name = change.name.as_deref().map(organizations::named).transpose();
    let name = name.map_err(|error| wrong.extend(error.fields)).ok().flatten();
    if let Some(template) = &change.default_template_id
        && queries::templates::get(&runtime.db, scope, template).await?.is_none()
    {
        wrong.push(FieldError::new("defaultTemplateId", "There is no such template in this project."));
    }
    wrong.extend(change.settings.and_then(|settings| settings.wrong()));
    if wrong.is_empty() { Ok(name) } else { Err(AppError::invalid(wrong)) }
}

pub(super) fn missing() -> AppError {
    AppError::not_found("project")
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
        settings: ProjectSettings::default(),
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
