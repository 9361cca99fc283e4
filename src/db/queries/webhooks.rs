//! Webhook endpoints.

use crate::{
    access::ProjectScope,
    db::{Db, DbError, Script, Tx, json::Json, tables::webhooks},
    domain::{
        id::WebhookId,
        time::Timestamp,
        webhook::{HIDDEN, Headers, PayloadStyle, Webhook, WebhookChange, WebhookStatus},
    },
};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, Condition, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    sea_query::{Expr, ExprTrait, LockType},
};
use serde::{Deserialize, Serialize};

/// An endpoint with what its deliveries need; secrets and the values of headers are sealed.
pub struct SealedWebhook {
    pub webhook: Webhook,
    pub secret: String,
    pub old_secrets: Vec<OldSecret>,
    pub headers: Headers,
}

/// A secret that was replaced.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct OldSecret {
    pub secret: String,
    /// It signs until then.
    pub until: Timestamp,
}

/// Makes an endpoint; `headers` and `secret` are sealed.
pub async fn insert<P>(
    tx: &Tx,
    scope: &ProjectScope<P>,
    webhook: &Webhook,
    headers: &Headers,
    secret: String,
) -> Result<(), DbError> {
    let row = webhooks::Model {
        id: webhook.id.clone(),
        organization_id: scope.organization().clone(),
        project_id: scope.project().clone(),
        name: webhook.name.clone(),
        description: webhook.description.clone(),
        url: webhook.url.clone(),
        events: Json::of(&webhook.events),
        headers: Json::of(headers),
        payload_style: webhook.payload_style.as_str().to_owned(),
        max_attempts: webhook.attempts,
        secret,
        old_secrets: Json::of(Vec::<OldSecret>::new()),
        status: webhook.status.as_str().to_owned(),
        disabled_reason: None,
        disabled_at: None,
        failing_since: None,
        failures: 0,
        created_at: webhook.created_at,
        deleted_at: None,
    };
    webhooks::Entity::insert(row.into_active_model()).exec_without_returning(tx.connection()).await?;
    Ok(())
}

/// Endpoints of a project, newest first.
pub async fn list<P>(db: &Db, scope: &ProjectScope<P>) -> Result<Vec<Webhook>, DbError> {
    let query = webhooks::Entity::find().filter(living(scope)).order_by_desc(webhooks::Column::Id);
    Ok(query.all(&db.pool).await?.into_iter().map(webhook).collect())
}

pub async fn get<P>(db: &Db, scope: &ProjectScope<P>, id: &WebhookId) -> Result<Option<Webhook>, DbError> {
    Ok(sealed(db, scope, id).await?.map(|found| found.webhook))
}

/// The endpoint with what signs for it.
pub async fn sealed<P>(db: &Db, scope: &ProjectScope<P>, id: &WebhookId) -> Result<Option<SealedWebhook>, DbError> {
    let row = webhooks::Entity::find_by_id(id.clone()).filter(living(scope)).one(&db.pool).await?;
    Ok(row.map(open))
}

/// The same, locked until the transaction ends.
pub async fn sealed_for_update<P>(
    tx: &Tx,
    scope: &ProjectScope<P>,
    id: &WebhookId,
) -> Result<Option<SealedWebhook>, DbError> {
    let row = webhooks::Entity::find_by_id(id.clone())
        .filter(living(scope))
        .lock(LockType::NoKeyUpdate)
        .one(tx.connection())
        .await?;
    Ok(row.map(open))
}

/// Changes what is named, the status apart; the values of headers are sealed.
pub async fn update<P>(
    tx: &Tx,
    scope: &ProjectScope<P>,
    id: &WebhookId,
    change: &WebhookChange,
) -> Result<(), DbError> {
    let text = |text: &Option<String>| text.clone().map_or(NotSet, Set);
    let row = webhooks::ActiveModel {
        name: text(&change.name),
        description: text(&change.description),
        url: text(&change.url),
        events: change.events.as_ref().map_or(NotSet, |events| Set(Json::of(events))),
        headers: change.headers.as_ref().map_or(NotSet, |headers| Set(Json::of(headers))),
        payload_style: change.payload_style.map_or(NotSet, |style| Set(style.as_str().to_owned())),
        max_attempts: change.attempts.map_or(NotSet, Set),
        // Something is always set: an update of nothing is no statement.
        organization_id: Set(scope.organization().clone()),
        ..Default::default()
    };
    webhooks::Entity::update_many().set(row).filter(own(scope, id)).exec(tx.connection()).await?;
    Ok(())
}

/// Active again: whatever went wrong before is forgotten. Otherwise `reason` says why.
pub async fn set_status<P>(
    tx: &Tx,
    scope: &ProjectScope<P>,
    id: &WebhookId,
    status: WebhookStatus,
    reason: Option<&str>,
    now: Timestamp,
) -> Result<(), DbError> {
    let mut row = webhooks::ActiveModel {
        status: Set(status.as_str().to_owned()),
        disabled_reason: Set(reason.map(str::to_owned)),
        disabled_at: Set((status == WebhookStatus::Disabled).then_some(now)),
        ..Default::default()
    };
    if status == WebhookStatus::Active {
        (row.failing_since, row.failures) = (Set(None), Set(0));
    }
    webhooks::Entity::update_many().set(row).filter(own(scope, id)).exec(tx.connection()).await?;
    Ok(())
}

/// Replaces the secret; what is given is sealed.
pub async fn set_secrets<P>(
    tx: &Tx,
    scope: &ProjectScope<P>,
    id: &WebhookId,
    secret: String,
    old: &[OldSecret],
) -> Result<(), DbError> {
    let row = webhooks::ActiveModel { secret: Set(secret), old_secrets: Set(Json::of(old)), ..Default::default() };
    webhooks::Entity::update_many().set(row).filter(own(scope, id)).exec(tx.connection()).await?;
    Ok(())
}

/// Is it paused, and does it stay so until the transaction ends?
pub async fn stays_paused<P>(tx: &Tx, scope: &ProjectScope<P>, id: &WebhookId) -> Result<bool, DbError> {
    let found = sealed_for_update(tx, scope, id).await?;
    Ok(found.is_some_and(|found| found.webhook.status == WebhookStatus::Paused))
}

/// An attempt succeeded: all is well.
pub fn succeeded<P>(script: &mut Script, scope: &ProjectScope<P>, id: &WebhookId) {
    let row = webhooks::ActiveModel { failing_since: Set(None), failures: Set(0), ..Default::default() };
    let failing = own(scope, id).add(webhooks::Column::FailingSince.is_not_null());
    script.add(webhooks::Entity::update_many().set(row).filter(failing).build(script.backend()));
}

/// What is known of an endpoint to which an attempt failed.
pub struct Failing {
    pub since: Timestamp,
    /// Deliveries given up in a row.
    pub given_up: i32,
    /// Somebody switched it off, or removed it, while the attempt was on its way.
    pub is_over: bool,
}

/// An attempt failed, and with it, if `gave_up`, its delivery.
pub async fn failed<P>(
    tx: &Tx,
    scope: &ProjectScope<P>,
    id: &WebhookId,
    gave_up: bool,
    now: Timestamp,
) -> Result<Failing, DbError> {
    let since = Expr::col(webhooks::Column::FailingSince).if_null(now.0);
    webhooks::Entity::update_many()
        .col_expr(webhooks::Column::FailingSince, since)
        .col_expr(webhooks::Column::Failures, Expr::col(webhooks::Column::Failures).add(i32::from(gave_up)))
        .filter(own(scope, id))
        .exec(tx.connection())
        .await?;
    let row = webhooks::Entity::find_by_id(id.clone()).filter(own(scope, id)).one(tx.connection()).await?;
    Ok(Failing {
        since: row.as_ref().and_then(|row| row.failing_since).unwrap_or(now),
        given_up: row.as_ref().map_or(0, |row| row.failures),
        is_over: row.is_none_or(|row| row.status == WebhookStatus::Disabled.as_str()),
    })
}

/// Takes an endpoint away; what was delivered stays in the log.
pub async fn delete<P>(tx: &Tx, scope: &ProjectScope<P>, id: &WebhookId, now: Timestamp) -> Result<bool, DbError> {
    let gone = webhooks::Entity::update_many()
        .set(webhooks::ActiveModel { deleted_at: Set(Some(now)), ..Default::default() })
        .filter(own(scope, id))
        .exec(tx.connection())
        .await?;
    Ok(gone.rows_affected > 0)
}

/// Not deleted, and of this project.
pub(super) fn living<P>(scope: &ProjectScope<P>) -> Condition {
    Condition::all()
        .add(webhooks::Column::ProjectId.eq(scope.project().clone()))
        .add(webhooks::Column::DeletedAt.is_null())
}

fn own<P>(scope: &ProjectScope<P>, id: &WebhookId) -> Condition {
    living(scope).add(webhooks::Column::Id.eq(id.clone()))
}

fn open(row: webhooks::Model) -> SealedWebhook {
    SealedWebhook {
        secret: row.secret.clone(),
        old_secrets: row.old_secrets.clone().read(),
        headers: row.headers.clone().read(),
        webhook: webhook(row),
    }
}

pub(super) fn webhook(row: webhooks::Model) -> Webhook {
    let old: Vec<OldSecret> = row.old_secrets.read();
    let headers: Headers = row.headers.read();
    Webhook {
        id: row.id,
        organization_id: row.organization_id,
        project_id: row.project_id,
        name: row.name,
        description: row.description,
        url: row.url,
        events: row.events.read(),
        headers: headers.into_keys().map(|name| (name, HIDDEN.to_owned())).collect(),
        payload_style: PayloadStyle::parse(&row.payload_style).unwrap_or_default(),
        attempts: row.max_attempts,
        status: WebhookStatus::parse(&row.status).unwrap_or(WebhookStatus::Disabled),
        disabled_reason: row.disabled_reason,
        disabled_at: row.disabled_at,
        failing_since: row.failing_since,
        old_secret_until: old.iter().map(|old| old.until).max(),
        created_at: row.created_at,
        secret: None,
    }
}
