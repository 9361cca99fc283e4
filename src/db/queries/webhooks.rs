//! Webhook endpoints.

use crate::{
    access::ProjectScope,
    db::{Db, DbError, Tx, json::Json, tables::webhooks},
    domain::{
        id::WebhookId,
        time::Timestamp,
        webhook::{Webhook, WebhookStatus},
    },
};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder};

pub async fn insert<P>(tx: &Tx, scope: &ProjectScope<P>, webhook: &Webhook, secret: String) -> Result<(), DbError> {
    let row = webhooks::Model {
        id: webhook.id.clone(),
        organization_id: scope.organization().clone(),
        project_id: scope.project().clone(),
        name: webhook.name.clone(),
        url: webhook.url.clone(),
        events: Json::of(&webhook.events),
        secret,
        status: webhook.status.as_str().to_owned(),
        created_at: webhook.created_at,
        deleted_at: None,
    };
    webhooks::Entity::insert(row.into_active_model()).exec_without_returning(&tx.inner).await?;
    Ok(())
}

/// Endpoints of a project, newest first.
pub async fn list<P>(db: &Db, scope: &ProjectScope<P>) -> Result<Vec<Webhook>, DbError> {
    let query = webhooks::Entity::find().filter(living(scope)).order_by_desc(webhooks::Column::Id);
    Ok(query.all(&db.pool).await?.into_iter().map(webhook).collect())
}

pub async fn get<P>(db: &Db, scope: &ProjectScope<P>, id: &WebhookId) -> Result<Option<Webhook>, DbError> {
    let query = webhooks::Entity::find_by_id(id.clone()).filter(living(scope));
    Ok(query.one(&db.pool).await?.map(webhook))
}

/// The endpoint with the secret that signs for it.
pub async fn with_secret<P>(
    db: &Db,
    scope: &ProjectScope<P>,
    id: &WebhookId,
) -> Result<Option<(Webhook, String)>, DbError> {
    let row = webhooks::Entity::find_by_id(id.clone()).filter(living(scope)).one(&db.pool).await?;
    Ok(row.map(|row| {
        let secret = row.secret.clone();
        (webhook(row), secret)
    }))
}

/// Takes an endpoint away; what was delivered stays in the log.
pub async fn delete<P>(tx: &Tx, scope: &ProjectScope<P>, id: &WebhookId, now: Timestamp) -> Result<bool, DbError> {
    let gone = webhooks::Entity::update_many()
        .set(webhooks::ActiveModel { deleted_at: Set(Some(now)), ..Default::default() })
        .filter(webhooks::Column::Id.eq(id.clone()))
        .filter(living(scope))
        .exec(&tx.inner)
        .await?;
    Ok(gone.rows_affected > 0)
}

/// Not deleted, and of this project.
pub(super) fn living<P>(scope: &ProjectScope<P>) -> Condition {
    Condition::all()
        .add(webhooks::Column::ProjectId.eq(scope.project().clone()))
        .add(webhooks::Column::DeletedAt.is_null())
}

pub(super) fn webhook(row: webhooks::Model) -> Webhook {
    Webhook {
        id: row.id,
        organization_id: row.organization_id,
        project_id: row.project_id,
        name: row.name,
        url: row.url,
        events: row.events.read(),
        status: WebhookStatus::parse(&row.status).unwrap_or(WebhookStatus::Disabled),
        created_at: row.created_at,
        secret: None,
    }
}
