//! Templates: every save makes a new version; a deleted one stays readable for what was read with it.

use crate::domain::text;
use crate::{
    access::{ProjectScope, TemplatesDelete, TemplatesRead, TemplatesWrite},
    config::Config,
    db::{Db, Tx, queries},
    domain::{
        audit::{AuditAction, AuditEntity},
        id::TemplateId,
        reference::ReferenceFile,
        schema::{self, Field, Kind, Schema},
        template::{LOCAL_MODEL, LOCAL_PROVIDER, NewTemplate, Template, TemplateChange},
    },
    error::{AppError, FieldError, Kind as ErrorKind},
    runtime::{Runtime, pattern},
    workspace::{
        audit::{self, Change},
        provider_keys, reference_files, template_events,
    },
};
use serde_json::Value;

/// Longest name, in characters.
const MAX_NAME: usize = 100;
/// What the name of a copy ends with.
const COPY: &str = " (copy)";
/// Longest description or instructions, in characters.
const MAX_TEXT: usize = 10_000;

/// The code of a save that another one came before.
pub(super) const CHANGED_MEANWHILE: &str = "changed_meanwhile";

/// Longest schema, in bytes of JSON.
const MAX_SCHEMA: usize = 256 * 1024;

/// # Errors
/// 400, field by field.
pub async fn create(
    runtime: &Runtime,
    scope: &ProjectScope<TemplatesWrite>,
    new: NewTemplate,
) -> Result<Template, AppError> {
    make(runtime, scope, new, Vec::new()).await
}

async fn make(
    runtime: &Runtime,
    scope: &ProjectScope<TemplatesWrite>,
    new: NewTemplate,
    files: Vec<ReferenceFile>,
) -> Result<Template, AppError> {
    let tx = runtime.db.begin().await?;
    let template = insert_with(runtime, &tx, scope, new, files).await?;
    tx.commit().await?;
    runtime.wake.all();
    Ok(template)
}

/// # Errors
/// When the database does not answer.
pub async fn list(db: &Db, scope: &ProjectScope<TemplatesRead>) -> Result<Vec<Template>, AppError> {
    Ok(queries::templates::list(db, scope).await?)
}

/// # Errors
/// 404 when it is deleted.
pub async fn get<P>(db: &Db, scope: &ProjectScope<P>, id: &TemplateId) -> Result<Template, AppError> {
    queries::templates::get(db, scope, id).await?.ok_or_else(missing)
}

/// Makes a copy, in this project or another one.
///
/// # Errors
/// 404 when the template is deleted, 400 for a name that cannot be used, 422 when its model is gone.
pub async fn duplicate(
    runtime: &Runtime,
    from: &ProjectScope<TemplatesRead>,
    to: &ProjectScope<TemplatesWrite>,
    id: &TemplateId,
    name: Option<String>,
) -> Result<Template, AppError> {
    let original = get(&runtime.db, from, id).await?;
    let name = name.unwrap_or_else(|| {
        let room = MAX_NAME - COPY.chars().count();
        original.name.chars().take(room).chain(COPY.chars()).collect()
    });
    let files = reference_files::copied(runtime, from, to, &original.reference_files).await?;
    let made = make(runtime, to, NewTemplate { name, ..original.into() }, files.clone()).await;
    if made.is_err() {
        reference_files::discard(runtime, to, &files).await;
    }
    made
}

/// Takes in what was exported.
///
/// # Errors
/// 400 when it cannot be read, with the place; else as [`create`].
pub async fn import(
    runtime: &Runtime,
    scope: &ProjectScope<TemplatesWrite>,
    exported: &[u8],
) -> Result<Template, AppError> {
    let new = serde_json::from_slice(exported).map_err(|error| {
        AppError::invalid_field("file", format!("This is no exported template: {error}. Nothing was made."))
    })?;
    create(runtime, scope, new).await
}

/// Saves a new version.
///
/// # Errors
/// 400 field by field, 404 when it is deleted, 409 when another save came between.
pub async fn update(
    runtime: &Runtime,
    scope: &ProjectScope<TemplatesWrite>,
    id: &TemplateId,
    change: TemplateChange,
) -> Result<Template, AppError> {
    update_if(runtime, scope, id, change, |_| Ok(())).await
}

/// The same, if the version that is there is `allowed`.
///
/// # Errors
/// As [`update`], and what `allowed` says.
pub async fn update_if(
    runtime: &Runtime,
    scope: &ProjectScope<TemplatesWrite>,
    id: &TemplateId,
    change: TemplateChange,
    allowed: impl FnOnce(i32) -> Result<(), AppError>,
) -> Result<Template, AppError> {
    let before = get(&runtime.db, scope, id).await?;
    allowed(before.version)?;
    let old = before.clone();
    let template = Template {
        name: change.name.unwrap_or(old.name),
        description: change.description.unwrap_or(old.description),
        template_schema: change.template_schema.unwrap_or(old.template_schema),
        instructions: change.instructions.unwrap_or(old.instructions),
        result_format: change.result_format.unwrap_or(old.result_format),
        provider: change.provider.unwrap_or(old.provider),
        model: change.model.unwrap_or(old.model),
        second_model: change.second_model.unwrap_or(old.second_model),
        is_active: change.is_active.unwrap_or(old.is_active),
        ..old
    };
    save(runtime, scope, &before, template, &[]).await
}

/// Saves what a template is to be from now on as its newest version; `added` are the files that it did not have.
///
/// # Errors
/// As [`update`].
pub(super) async fn save(
    runtime: &Runtime,
    scope: &ProjectScope<TemplatesWrite>,
    before: &Template,
    after: Template,
    added: &[ReferenceFile],
) -> Result<Template, AppError> {
    let next = Template { version: before.version + 1, updated_at: runtime.clock.now(), ..after };
    let template = checked(&runtime.config, next)?;
    let tx = runtime.db.begin().await?;
    if !queries::templates::update(&tx, scope, &template).await? {
        return Err(AppError::conflict(
            CHANGED_MEANWHILE,
            "Someone saved this template just now; load it again, then save.",
        ));
    }
    queries::reference_files::insert(&tx, scope, &template.id, added).await?;
    template_events::updated(runtime, &tx, scope, before, &template).await?;
    let change = Change::between(before, &template);
    audit::record(runtime, &tx, scope, AuditAction::TemplateUpdated, deed(&template), change).await?;
    tx.commit().await?;
    runtime.wake.all();
    Ok(template)
}

/// # Errors
/// 404 when it is deleted already.
pub async fn delete(runtime: &Runtime, scope: &ProjectScope<TemplatesDelete>, id: &TemplateId) -> Result<(), AppError> {
    let template = get(&runtime.db, scope, id).await?;
    let now = runtime.clock.now();
    let tx = runtime.db.begin().await?;
    if !queries::templates::delete(&tx, scope, id, now).await? {
        return Err(missing());
    }
    template_events::deleted(runtime, &tx, scope, &template, now).await?;
    audit::record(runtime, &tx, scope, AuditAction::TemplateDeleted, deed(&template), Change::none()).await?;
    tx.commit().await?;
    runtime.wake.all();
    Ok(())
}

/// Makes a template inside the caller's transaction.
pub(super) async fn insert(
    runtime: &Runtime,
    tx: &Tx,
    scope: &ProjectScope<TemplatesWrite>,
    new: NewTemplate,
) -> Result<Template, AppError> {
    insert_with(runtime, tx, scope, new, Vec::new()).await
}

/// The same, with files that are kept already.
async fn insert_with(
    runtime: &Runtime,
    tx: &Tx,
    scope: &ProjectScope<TemplatesWrite>,
    new: NewTemplate,
    reference_files: Vec<ReferenceFile>,
) -> Result<Template, AppError> {
    let now = runtime.clock.now();
    let template = checked(
        &runtime.config,
        Template {
            id: runtime.clock.id(TemplateId::PREFIX),
            organization_id: scope.organization().clone(),
            project_id: scope.project().clone(),
            name: new.name,
            description: new.description,
            template_schema: new.template_schema,
            instructions: new.instructions,
            result_format: new.result_format,
            provider: new.provider.unwrap_or_else(|| LOCAL_PROVIDER.to_owned()),
            model: new.model.unwrap_or_else(|| LOCAL_MODEL.to_owned()),
            second_model: new.second_model.unwrap_or_default(),
            reference_files,
            version: 1,
            is_active: true,
            created_at: now,
            updated_at: now,
        },
    )?;
    queries::templates::insert(tx, scope, &template).await?;
    queries::reference_files::insert(tx, scope, &template.id, &template.reference_files).await?;
    template_events::created(runtime, tx, scope, &template).await?;
    let change = Change::made(&template);
    audit::record(runtime, tx, scope, AuditAction::TemplateCreated, deed(&template), change).await?;
    Ok(template)
}

fn deed(template: &Template) -> AuditEntity {
    audit::entity("template", &template.id, &template.name)
}

/// The template in its stored form, or every reason why it cannot be kept.
fn checked(config: &Config, mut template: Template) -> Result<Template, AppError> {
    let mut wrong = Vec::new();
    let name = template.name.trim().to_owned();
    template.name = name;
    if !text::is_name(&template.name, MAX_NAME) {
        wrong.push(FieldError::new("name", format!("The name needs 1 to {MAX_NAME} characters.")));
    }
    for (field, text) in [("description", &template.description), ("instructions", &template.instructions)] {
        if !text::is_prose(text, MAX_TEXT) {
            wrong.push(FieldError::new(
                field,
                format!("The {field} may have at most {MAX_TEXT} characters, none of them control characters."),
            ));
        }
    }
    match Schema::parse(&template.template_schema) {
        Err(error) => wrong.push(FieldError::new(&error.path, format!("{}: {}.", error.path, error.reason))),
        Ok(_) if template.template_schema.to_string().len() > MAX_SCHEMA => {
            wrong.push(FieldError::new("templateSchema", format!("The schema may have at most {MAX_SCHEMA} bytes.")));
        }
        Ok(schema) => bad_patterns(&schema.fields, "templateSchema", &mut wrong),
    }
    if !wrong.is_empty() {
        return Err(AppError::invalid(wrong));
    }
    known_engines(config, &template)?;
    template.template_schema = schema::normalise(&Value::take(&mut template.template_schema));
    Ok(template)
}

/// A key may come later; a model that is not there never answers.
fn known_engines(config: &Config, template: &Template) -> Result<(), AppError> {
    let refuse = |code: &str, message: String| Err(AppError::new(ErrorKind::Unprocessable, code, message));
    let first = format!("{}/{}", template.provider, template.model);
    let second = (!template.second_model.is_empty()).then_some(&template.second_model);
    for name in std::iter::once(&first).chain(second) {
        let (provider, model) = name.split_once('/').unwrap_or((name, ""));
        if !provider_keys::has_engine(config, provider, model) {
            let message = format!(
                "There is no model `{name}` on this server. Choose one that it has; \
                 `{LOCAL_PROVIDER}/{LOCAL_MODEL}` is always there."
            );
            return refuse("unknown_model", message);
        }
    }
    if second == Some(&first) {
        let message = "The second model must be another than the first: it would only repeat itself.".to_owned();
        return refuse("same_model", message);
    }
    Ok(())
}

/// A pattern that cannot be tried would never fail: it is refused here.
fn bad_patterns(fields: &[Field], path: &str, wrong: &mut Vec<FieldError>) {
    for field in fields {
        let path = format!("{path}.{}", field.name);
        if let Some(Err(error)) = field.pattern.as_deref().map(pattern::compiled) {
            let reason = error.to_string().lines().last().unwrap_or_default().to_owned();
            wrong.push(FieldError::new(&path, format!("{path}: the pattern cannot be used ({reason}).")));
        }
        if let Kind::Object(inner) | Kind::Rows(inner) = &field.kind {
            bad_patterns(inner, &path, wrong);
        }
    }
}

fn missing() -> AppError {
    AppError::not_found("template")
}
