//! The versions of a template: what each save changed, and the way back to one.

use crate::{
    access::{ProjectScope, TemplatesRead, TemplatesWrite},
    db::{Db, queries},
    domain::{
        id::TemplateId,
        template::Template,
        template_history::{TemplateVersion, TemplateVersionDetail, changes, differences},
    },
    error::AppError,
    runtime::Runtime,
    workspace::templates,
};

/// Newest first.
///
/// # Errors
/// 404 when the template is deleted.
pub async fn list(
    db: &Db,
    scope: &ProjectScope<TemplatesRead>,
    id: &TemplateId,
) -> Result<Vec<TemplateVersion>, AppError> {
    templates::get(db, scope, id).await?;
    let saves = queries::templates::versions(db, scope, id).await?;
    let mut versions: Vec<TemplateVersion> = Vec::new();
    for (at, (template, author)) in saves.iter().enumerate() {
        let before = at.checked_sub(1).map(|before| &saves[before].0);
        versions.push(TemplateVersion {
            version: template.version,
            saved_at: template.updated_at,
            saved_by: author.clone(),
            changes: before.map(|before| changes(before, template)).unwrap_or_default(),
        });
    }
    versions.reverse();
    Ok(versions)
}

/// A version, and how it differs from the one before.
///
/// # Errors
/// 404 when there is no such version, or the template is deleted.
pub async fn get(
    db: &Db,
    scope: &ProjectScope<TemplatesRead>,
    id: &TemplateId,
    version: i32,
) -> Result<TemplateVersionDetail, AppError> {
    let template = saved(db, scope, id, version).await?;
    let before = queries::templates::version(db, scope, id, version - 1).await?;
    let differences = before.map(|before| differences(&before, &template)).unwrap_or_default();
    Ok(TemplateVersionDetail { template, differences })
}

/// Saves an earlier version once more, as the newest.
///
/// # Errors
/// 404 as [`get`]; 409 when another save came between, 422 when its model is not on this server any more.
pub async fn restore(
    runtime: &Runtime,
    scope: &ProjectScope<TemplatesWrite>,
    id: &TemplateId,
    version: i32,
) -> Result<Template, AppError> {
    let old = saved(&runtime.db, scope, id, version).await?;
    let newest = templates::get(&runtime.db, scope, id).await?;
    templates::save(runtime, scope, &newest, old, &[]).await
}

async fn saved<P>(db: &Db, scope: &ProjectScope<P>, id: &TemplateId, version: i32) -> Result<Template, AppError> {
    templates::get(db, scope, id).await?;
    let found = queries::templates::version(db, scope, id, version).await?;
    found.ok_or_else(|| AppError::not_found("version of this template"))
}
