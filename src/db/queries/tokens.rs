//! API tokens.

use crate::{
    access::{NewSecret, ProjectScope},
    db::{Db, DbError, Tx, json::Json, tables::api_tokens},
    domain::{id::TokenId, time::Timestamp, token::ApiToken},
};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder};

pub async fn insert<P>(tx: &Tx, scope: &ProjectScope<P>, token: &ApiToken, secret: &NewSecret) -> Result<(), DbError> {
    let row = api_tokens::Model {
        id: token.id.clone(),
        organization_id: scope.organization().clone(),
        project_id: scope.project().clone(),
        name: token.name.clone(),
        prefix: secret.prefix.clone(),
        hash: secret.hash.clone(),
        permissions: Json::of(&token.permissions),
        created_by: scope.actor().cloned(),
        created_at: token.created_at,
        expires_at: token.expires_at,
        last_used_at: None,
        revoked_at: None,
    };
    api_tokens::Entity::insert(row.into_active_model()).exec_without_returning(&tx.inner).await?;
    Ok(())
}

/// All tokens of a project, newest first.
pub async fn list<P>(db: &Db, scope: &ProjectScope<P>) -> Result<Vec<ApiToken>, DbError> {
    let query = api_tokens::Entity::find().filter(api_tokens::Column::ProjectId.eq(scope.project().clone()));
    Ok(query.order_by_desc(api_tokens::Column::Id).all(&db.pool).await?.into_iter().map(token).collect())
}

pub async fn get<P>(db: &Db, scope: &ProjectScope<P>, id: &TokenId) -> Result<Option<ApiToken>, DbError> {
    let query =
        api_tokens::Entity::find_by_id(id.clone()).filter(api_tokens::Column::ProjectId.eq(scope.project().clone()));
    Ok(query.one(&db.pool).await?.map(token))
}

/// Ends a token; `false` for one that has ended.
pub async fn revoke<P>(tx: &Tx, scope: &ProjectScope<P>, id: &TokenId, now: Timestamp) -> Result<bool, DbError> {
    let ended = api_tokens::Entity::update_many()
        .set(api_tokens::ActiveModel { revoked_at: Set(Some(now)), ..Default::default() })
        .filter(api_tokens::Column::Id.eq(id.clone()))
        .filter(api_tokens::Column::ProjectId.eq(scope.project().clone()))
        .filter(api_tokens::Column::RevokedAt.is_null())
        .exec(&tx.inner)
        .await?;
    Ok(ended.rows_affected > 0)
}

fn token(row: api_tokens::Model) -> ApiToken {
    ApiToken {
        id: row.id,
        organization_id: row.organization_id,
        project_id: row.project_id,
        name: row.name,
        prefix: row.prefix,
        permissions: row.permissions.read(),
        created_at: row.created_at,
        expires_at: row.expires_at,
        last_used_at: row.last_used_at,
        revoked_at: row.revoked_at,
        token: None,
    }
}
