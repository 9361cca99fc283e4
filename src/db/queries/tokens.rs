//! API tokens.

use crate::{
    access::{AnyScope, NewSecret},
    db::{Db, DbError, Tx, json::Json, tables::api_tokens},
    domain::{id::TokenId, time::Timestamp, token::ApiToken},
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
    sea_query::LockType,
};

pub async fn insert<P>(tx: &Tx, scope: &AnyScope<P>, token: &ApiToken, secret: &NewSecret) -> Result<(), DbError> {
    let row = api_tokens::Model {
        id: token.id.clone(),
        organization_id: scope.organization().clone(),
        project_id: scope.project().cloned(),
        name: token.name.clone(),
        prefix: secret.prefix.clone(),
        hash: secret.hash.clone(),
        permissions: Json::of(&token.permissions),
        networks: Json::of(&token.allowed_networks),
        created_by: scope.actor().cloned(),
        created_at: token.created_at,
        expires_at: token.expires_at,
        last_used_at: None,
        last_used_ip: None,
        revoked_at: None,
    };
    api_tokens::Entity::insert(row.into_active_model()).exec_without_returning(tx.connection()).await?;
    Ok(())
}

/// All tokens of a project, or all of an organization that are of no project; newest first.
pub async fn list<P>(db: &Db, scope: &AnyScope<P>) -> Result<Vec<ApiToken>, DbError> {
    let query = api_tokens::Entity::find().filter(within(scope)).order_by_desc(api_tokens::Column::Id);
    Ok(query.all(&db.pool).await?.into_iter().map(token).collect())
}

pub async fn get<P>(db: &Db, scope: &AnyScope<P>, id: &TokenId) -> Result<Option<ApiToken>, DbError> {
    let query = api_tokens::Entity::find_by_id(id.clone()).filter(within(scope));
    Ok(query.one(&db.pool).await?.map(token))
}

/// The same, locked until the transaction ends.
pub async fn get_for_update<P>(tx: &Tx, scope: &AnyScope<P>, id: &TokenId) -> Result<Option<ApiToken>, DbError> {
    let query = api_tokens::Entity::find_by_id(id.clone()).filter(within(scope)).lock(LockType::NoKeyUpdate);
    Ok(query.one(tx.connection()).await?.map(token))
}

/// Name, permissions, end and networks as they are in `token`.
pub async fn update<P>(tx: &Tx, scope: &AnyScope<P>, token: &ApiToken) -> Result<(), DbError> {
    let change = api_tokens::ActiveModel {
        name: Set(token.name.clone()),
        permissions: Set(Json::of(&token.permissions)),
        networks: Set(Json::of(&token.allowed_networks)),
        expires_at: Set(token.expires_at),
        ..Default::default()
    };
    api_tokens::Entity::update_many().set(change).filter(own(scope, &token.id)).exec(tx.connection()).await?;
    Ok(())
}

/// Another text; the one before is worth nothing.
pub async fn renew<P>(tx: &Tx, scope: &AnyScope<P>, id: &TokenId, secret: &NewSecret) -> Result<(), DbError> {
    let change = api_tokens::ActiveModel {
        prefix: Set(secret.prefix.clone()),
        hash: Set(secret.hash.clone()),
        ..Default::default()
    };
    api_tokens::Entity::update_many().set(change).filter(own(scope, id)).exec(tx.connection()).await?;
    Ok(())
}

/// Ends a token; `false` for one that has ended.
pub async fn revoke<P>(tx: &Tx, scope: &AnyScope<P>, id: &TokenId, now: Timestamp) -> Result<bool, DbError> {
    let ended = api_tokens::Entity::update_many()
        .set(api_tokens::ActiveModel { revoked_at: Set(Some(now)), ..Default::default() })
        .filter(own(scope, id))
        .filter(api_tokens::Column::RevokedAt.is_null())
        .exec(tx.connection())
        .await?;
    Ok(ended.rows_affected > 0)
}

fn within<P>(scope: &AnyScope<P>) -> Condition {
    let own = Condition::all().add(api_tokens::Column::OrganizationId.eq(scope.organization().clone()));
    match scope.project() {
        Some(project) => own.add(api_tokens::Column::ProjectId.eq(project.clone())),
        None => own.add(api_tokens::Column::ProjectId.is_null()),
    }
}

fn own<P>(scope: &AnyScope<P>, id: &TokenId) -> Condition {
    within(scope).add(api_tokens::Column::Id.eq(id.clone()))
}

fn token(row: api_tokens::Model) -> ApiToken {
    ApiToken {
        id: row.id,
        organization_id: row.organization_id,
        project_id: row.project_id,
        name: row.name,
        prefix: row.prefix,
        permissions: row.permissions.read(),
        allowed_networks: row.networks.read(),
        created_by: row.created_by,
        created_by_name: None,
        created_at: row.created_at,
        expires_at: row.expires_at,
        last_used_at: row.last_used_at,
        last_used_ip: row.last_used_ip,
        revoked_at: row.revoked_at,
        token: None,
    }
}
