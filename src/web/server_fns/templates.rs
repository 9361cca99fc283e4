//! Templates: list, one, save, delete.

use crate::{
    domain::{
        id::{ProjectId, TemplateId},
        template::{NewTemplate, Template, TemplateChange},
        template_form::TemplateForm,
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

#[server(prefix = "/fn", endpoint = "templates/delete")]
pub async fn delete_template(template: TemplateId) -> Result<(), AppError> {
    use crate::{access::TEMPLATES_DELETE, web::request, workspace::templates};
    let (runtime, caller) = request::caller().await?;
    let scope = caller.template(&runtime.db, &template, TEMPLATES_DELETE).await?;
    templates::delete(&runtime, &scope, &template).await
}
