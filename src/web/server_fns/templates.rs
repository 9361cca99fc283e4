//! Templates: list, one, save, delete.

use crate::{
    domain::{
        id::{ProjectId, ReferenceFileId, TemplateId},
        template::{NewTemplate, Template, TemplateChange},
        template_form::TemplateForm,
        template_history::{TemplateVersion, TemplateVersionDetail},
    },
    error::AppError,
};
use leptos::prelude::*;

#[server(prefix = "/fn", endpoint = "templates/list")]
pub async fn list_templates(project: ProjectId) -> Result<Vec<Template>, AppError> {
    use crate::{access::TEMPLATES_READ, web::request, workspace::templates};
    let (runtime, caller) = request::caller().await?;
    let scope = caller.project(&runtime.db, &project, TEMPLATES_READ).await?;
    templates::list(&runtime.db, &scope).await
}

#[server(prefix = "/fn", endpoint = "templates/get")]
pub async fn get_template(template: TemplateId) -> Result<Template, AppError> {
    use crate::{access::TEMPLATES_READ, web::request, workspace::templates};
    let (runtime, caller) = request::caller().await?;
    let scope = caller.template(&runtime.db, &template, TEMPLATES_READ).await?;
    templates::get(&runtime.db, &scope, &template).await
}

#[server(prefix = "/fn", endpoint = "templates/create")]
pub async fn create_template(project: ProjectId, template: NewTemplate) -> Result<Template, AppError> {
    use crate::{access::TEMPLATES_WRITE, web::request, workspace::templates};
    let (runtime, caller) = request::caller().await?;
    let scope = caller.project(&runtime.db, &project, TEMPLATES_WRITE).await?;
    templates::create(&runtime, &scope, template).await
}

/// Saves a new version.
#[server(prefix = "/fn", endpoint = "templates/update")]
pub async fn update_template(template: TemplateId, change: TemplateChange) -> Result<Template, AppError> {
    use crate::{access::TEMPLATES_WRITE, web::request, workspace::templates};
    let (runtime, caller) = request::caller().await?;
    let scope = caller.template(&runtime.db, &template, TEMPLATES_WRITE).await?;
    templates::update(&runtime, &scope, &template, change).await
}

/// Saves the editor's form as a new template, or as a new version of `template`, and goes to it.
#[server(prefix = "/fn", endpoint = "templates/save")]
pub async fn save_template(
    project: ProjectId,
    #[server(default)] template: Option<TemplateId>,
    form: TemplateForm,
) -> Result<(), AppError> {
    let saved = match template {
        Some(template) => update_template(template, form.into_change()?).await?,
        None => create_template(project, form.into_new()?).await?,
    };
    leptos_axum::redirect(&format!("/app/{}/templates/{}?saved={}", saved.project_id, saved.id, saved.version));
    Ok(())
}

/// Switches a template on or off; no documents are read with one that is off.
#[server(prefix = "/fn", endpoint = "templates/switch")]
pub async fn switch_template(template: TemplateId, active: bool) -> Result<(), AppError> {
    let change = TemplateChange { is_active: Some(active), ..TemplateChange::default() };
    let saved = update_template(template, change).await?;
    leptos_axum::redirect(&format!("/app/{}/templates/{}?saved={}", saved.project_id, saved.id, saved.version));
    Ok(())
}

/// Makes a copy beside the template, and goes to it.
#[server(prefix = "/fn", endpoint = "templates/duplicate")]
pub async fn duplicate_template(template: TemplateId) -> Result<(), AppError> {
    use crate::{
        access::{TEMPLATES_READ, TEMPLATES_WRITE},
        web::request,
        workspace::templates,
    };
    let (runtime, caller) = request::caller().await?;
    let from = caller.template(&runtime.db, &template, TEMPLATES_READ).await?;
    let to = caller.template(&runtime.db, &template, TEMPLATES_WRITE).await?;
    let copy = templates::duplicate(&runtime, &from, &to, &template, None).await?;
    leptos_axum::redirect(&format!("/app/{}/templates/{}", copy.project_id, copy.id));
    Ok(())
}

#[server(prefix = "/fn", endpoint = "templates/versions")]
pub async fn list_template_versions(template: TemplateId) -> Result<Vec<TemplateVersion>, AppError> {
    use crate::{access::TEMPLATES_READ, web::request, workspace::template_versions};
    let (runtime, caller) = request::caller().await?;
    let scope = caller.template(&runtime.db, &template, TEMPLATES_READ).await?;
    template_versions::list(&runtime.db, &scope, &template).await
}

/// A version, and how it differs from the one before.
#[server(prefix = "/fn", endpoint = "templates/version")]
pub async fn get_template_version(template: TemplateId, version: i32) -> Result<TemplateVersionDetail, AppError> {
    use crate::{access::TEMPLATES_READ, web::request, workspace::template_versions};
    let (runtime, caller) = request::caller().await?;
    let scope = caller.template(&runtime.db, &template, TEMPLATES_READ).await?;
    template_versions::get(&runtime.db, &scope, &template, version).await
}

/// Saves an earlier version as the newest, and goes to it.
#[server(prefix = "/fn", endpoint = "templates/restore")]
pub async fn restore_template(template: TemplateId, version: i32) -> Result<(), AppError> {
    use crate::{access::TEMPLATES_WRITE, web::request, workspace::template_versions};
    let (runtime, caller) = request::caller().await?;
    let scope = caller.template(&runtime.db, &template, TEMPLATES_WRITE).await?;
    let saved = template_versions::restore(&runtime, &scope, &template, version).await?;
    leptos_axum::redirect(&format!("/app/{}/templates/{}?saved={}", saved.project_id, saved.id, saved.version));
    Ok(())
}

#[server(prefix = "/fn", endpoint = "templates/delete")]
pub async fn delete_template(template: TemplateId) -> Result<(), AppError> {
    use crate::{access::TEMPLATES_DELETE, web::request, workspace::templates};
    let (runtime, caller) = request::caller().await?;
    let scope = caller.template(&runtime.db, &template, TEMPLATES_DELETE).await?;
    templates::delete(&runtime, &scope, &template).await
}

/// Takes a reference file from a template, and goes to its new version.
#[server(prefix = "/fn", endpoint = "templates/remove-reference-file")]
pub async fn remove_reference_file(template: TemplateId, file: ReferenceFileId) -> Result<(), AppError> {
    use crate::{access::TEMPLATES_WRITE, web::request, workspace::reference_files};
    let (runtime, caller) = request::caller().await?;
    let scope = caller.template(&runtime.db, &template, TEMPLATES_WRITE).await?;
    let saved = reference_files::remove(&runtime, &scope, &template, &file).await?;
    leptos_axum::redirect(&format!("/app/{}/templates/{}?saved={}", saved.project_id, saved.id, saved.version));
    Ok(())
}
