//! What the world is told of templates, in the transaction in which it happened.

use crate::{
    access::ProjectScope,
    db::{Tx, queries::outbox},
    domain::{event::EventType, template::Template, template_history::changes, time::Timestamp},
    error::AppError,
    runtime::Runtime,
};
use serde_json::{Value, json};

pub(super) async fn created<P>(
    runtime: &Runtime,
    tx: &Tx,
    scope: &ProjectScope<P>,
    template: &Template,
) -> Result<(), AppError> {
    let payload = json!({
        "id": template.id,
        "name": template.name,
        "description": template.description,
        "projectId": template.project_id,
        "resultFormat": template.result_format,
        "createdBy": scope.actor(),
        "createdAt": template.created_at,
    });
    publish(runtime, tx, scope, EventType::TemplateCreated, template, payload).await
}

/// A save that changes nothing is no news.
pub(super) async fn updated<P>(
    runtime: &Runtime,
    tx: &Tx,
    scope: &ProjectScope<P>,
    before: &Template,
    after: &Template,
) -> Result<(), AppError> {
    let changes = changes(before, after);
    if changes.is_empty() {
        return Ok(());
    }
    let payload = json!({
        "id": after.id,
        "name": after.name,
        "description": after.description,
        "projectId": after.project_id,
        "resultFormat": after.result_format,
        "updatedBy": scope.actor(),
        "updatedAt": after.updated_at,
        "changes": changes,
    });
    publish(runtime, tx, scope, EventType::TemplateUpdated, after, payload).await
}

pub(super) async fn deleted<P>(
    runtime: &Runtime,
    tx: &Tx,
    scope: &ProjectScope<P>,
    template: &Template,
    now: Timestamp,
) -> Result<(), AppError> {
    let payload = json!({
        "id": template.id,
        "name": template.name,
        "projectId": template.project_id,
        "deletedBy": scope.actor(),
        "deletedAt": now,
    });
    publish(runtime, tx, scope, EventType::TemplateDeleted, template, payload).await
}

async fn publish<P>(
    runtime: &Runtime,
    tx: &Tx,
    scope: &ProjectScope<P>,
    event: EventType,
    template: &Template,
    payload: Value,
) -> Result<(), AppError> {
    Ok(outbox::publish(tx, scope, &runtime.clock, event, template.id.as_str(), payload).await?)
}
