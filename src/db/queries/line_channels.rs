//! LINE bots: one for a project, with its sealed keys.

use crate::{
    access::ProjectScope,
    db::{
        Db, DbError, Tx,
        json::Json,
        tables::{line_channels, line_messages},
    },
    domain::{
        id::{LineChannelId, OrgId, ProjectId, TemplateId},
        line::LineBot,
        time::Timestamp,
    },
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
    Statement,
    sea_query::{LockType, OnConflict},
};

/// A bot as it is kept: secret and token sealed.
#[derive(Clone, Debug)]
pub struct StoredChannel {
    pub id: LineChannelId,
    pub organization_id: OrgId,
    pub project_id: ProjectId,
    pub sealed_secret: String,
    pub sealed_token: String,
    pub bot: Option<LineBot>,
    pub template_id: Option<TemplateId>,
    pub reply: bool,
    pub is_active: bool,
    pub error: Option<String>,
    pub error_at: Option<Timestamp>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

/// What stands behind a webhook address, before anything is known of who knocks.
pub struct Door {
    pub organization: OrgId,
    pub project: ProjectId,
    pub sealed_secret: String,
    /// Are documents taken, and does the organization go on?
    pub is_open: bool,
}

/// Makes a bot; `false` when the project has one.
pub async fn insert<P>(tx: &Tx, scope: &ProjectScope<P>, new: &StoredChannel) -> Result<bool, DbError> {
    let row = line_channels::Model {
        id: new.id.clone(),
        organization_id: scope.organization().clone(),
        project_id: scope.project().clone(),
        sealed_secret: new.sealed_secret.clone(),
        sealed_token: new.sealed_token.clone(),
        bot: None,
        template_id: new.template_id.clone(),
        reply: new.reply,
        is_active: new.is_active,
        error: None,
        error_at: None,
        created_by: scope.actor().cloned(),
        created_at: new.created_at,
        updated_at: new.updated_at,
    };
    let only_one = OnConflict::column(line_channels::Column::ProjectId).do_nothing().to_owned();
    let insert = line_channels::Entity::insert(row.into_active_model()).on_conflict(only_one);
    Ok(insert.exec_without_returning(tx.connection()).await? > 0)
}

/// Saves what of a bot can be changed by hand.
pub async fn update<P>(tx: &Tx, scope: &ProjectScope<P>, channel: &StoredChannel) -> Result<(), DbError> {
    let row = line_channels::ActiveModel {
        sealed_secret: Set(channel.sealed_secret.clone()),
        sealed_token: Set(channel.sealed_token.clone()),
        template_id: Set(channel.template_id.clone()),
        reply: Set(channel.reply),
        is_active: Set(channel.is_active),
        error: Set(channel.error.clone()),
        error_at: Set(channel.error_at),
        updated_at: Set(channel.updated_at),
        ..Default::default()
    };
    line_channels::Entity::update_many().set(row).filter(own(scope)).exec(tx.connection()).await?;
    Ok(())
}

/// The bot of a project.
pub async fn of_project<P>(db: &Db, scope: &ProjectScope<P>) -> Result<Option<StoredChannel>, DbError> {
    Ok(line_channels::Entity::find().filter(own(scope)).one(&db.pool).await?.map(stored))
}

/// The same, held until the transaction ends.
pub async fn of_project_for_update<P>(tx: &Tx, scope: &ProjectScope<P>) -> Result<Option<StoredChannel>, DbError> {
    let query = line_channels::Entity::find().filter(own(scope)).lock(LockType::NoKeyUpdate);
    Ok(query.one(tx.connection()).await?.map(stored))
}

/// The bots of several projects, oldest first.
pub async fn of_projects<P>(db: &Db, scopes: &[ProjectScope<P>]) -> Result<Vec<StoredChannel>, DbError> {
    let projects = scopes.iter().map(|scope| scope.project().clone());
    let query = line_channels::Entity::find().filter(line_channels::Column::ProjectId.is_in(projects));
    Ok(query.order_by_asc(line_channels::Column::Id).all(&db.pool).await?.into_iter().map(stored).collect())
}

/// Takes a bot away with all that was sent to it; the documents stay.
pub async fn delete<P>(tx: &Tx, scope: &ProjectScope<P>) -> Result<bool, DbError> {
    line_messages::Entity::delete_many()
        .filter(line_messages::Column::ProjectId.eq(scope.project().clone()))
        .exec(tx.connection())
        .await?;
    Ok(line_channels::Entity::delete_many().filter(own(scope)).exec(tx.connection()).await?.rows_affected > 0)
}

/// Notes what keeps a bot from working.
pub async fn set_error<P>(tx: &Tx, scope: &ProjectScope<P>, error: &str, now: Timestamp) -> Result<(), DbError> {
    let row = line_channels::ActiveModel {
        error: Set(Some(error.to_owned())),
        error_at: Set(Some(now)),
        ..Default::default()
    };
    line_channels::Entity::update_many().set(row).filter(own(scope)).exec(tx.connection()).await?;
    Ok(())
}

/// It works.
pub async fn clear_error<P>(tx: &Tx, scope: &ProjectScope<P>) -> Result<(), DbError> {
    let row = line_channels::ActiveModel { error: Set(None), error_at: Set(None), ..Default::default() };
    let failing = own(scope).add(line_channels::Column::Error.is_not_null());
    line_channels::Entity::update_many().set(row).filter(failing).exec(tx.connection()).await?;
    Ok(())
}

/// Notes who the token speaks for.
pub async fn set_bot<P>(tx: &Tx, scope: &ProjectScope<P>, bot: &LineBot) -> Result<(), DbError> {
    let row = line_channels::ActiveModel { bot: Set(Some(Json::of(bot))), ..Default::default() };
    line_channels::Entity::update_many().set(row).filter(own(scope)).exec(tx.connection()).await?;
    Ok(())
}

/// The door behind a webhook address; none where there is no bot, or its project was given up.
pub async fn door(db: &Db, id: &LineChannelId) -> Result<Option<Door>, DbError> {
    let sql = "SELECT line_channels.organization_id, line_channels.project_id, sealed_secret, is_active, ends_at
               FROM line_channels JOIN projects ON projects.id = line_channels.project_id
                                  JOIN organizations ON organizations.id = line_channels.organization_id
               WHERE line_channels.id = $1 AND projects.deleted_at IS NULL";
    let statement = Statement::from_sql_and_values(db.backend(), sql, [id.as_str().into()]);
    let Some(row) = db.pool.query_one_raw(statement).await? else { return Ok(None) };
    let ends_at: Option<Timestamp> = row.try_get("", "ends_at")?;
    Ok(Some(Door {
        organization: row.try_get("", "organization_id")?,
        project: row.try_get("", "project_id")?,
        sealed_secret: row.try_get("", "sealed_secret")?,
        is_open: row.try_get("", "is_active")? && ends_at.is_none(),
    }))
}

fn own<P>(scope: &ProjectScope<P>) -> Condition {
    Condition::all().add(line_channels::Column::ProjectId.eq(scope.project().clone()))
}

fn stored(row: line_channels::Model) -> StoredChannel {
    StoredChannel {
        id: row.id,
        organization_id: row.organization_id,
        project_id: row.project_id,
        sealed_secret: row.sealed_secret,
        sealed_token: row.sealed_token,
        bot: row.bot.and_then(|bot| serde_json::from_value(bot.0).ok()),
        template_id: row.template_id,
        reply: row.reply,
        is_active: row.is_active,
        error: row.error,
        error_at: row.error_at,
        created_at: row.created_at,
        updated_at: row.updated_at,
    }
}
