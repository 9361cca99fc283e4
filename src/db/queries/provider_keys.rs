//! Keys and addresses of providers that organizations brought.

use crate::{
    access::OrgScope,
    db::{Db, DbError, Tx, tables::provider_keys},
    domain::time::Timestamp,
};
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, sea_query::OnConflict};

/// As it is kept: the key sealed.
#[derive(Clone, Debug)]
pub struct StoredKey {
    pub provider: String,
    pub sealed_key: Option<String>,
    pub hint: Option<String>,
    pub base_url: Option<String>,
    pub updated_at: Timestamp,
}

/// Keeps `key` in place of what there was.
pub async fn put<P>(tx: &Tx, scope: &OrgScope<P>, key: StoredKey) -> Result<(), DbError> {
    use provider_keys::Column;
    let row = provider_keys::Model {
        organization_id: scope.organization().clone(),
        provider: key.provider,
        sealed_key: key.sealed_key,
        hint: key.hint,
        base_url: key.base_url,
        created_by: scope.actor().cloned(),
        updated_at: key.updated_at,
    };
    let replace = OnConflict::columns([Column::OrganizationId, Column::Provider])
        .update_columns([Column::SealedKey, Column::Hint, Column::BaseUrl, Column::CreatedBy, Column::UpdatedAt])
        .to_owned();
    let insert = provider_keys::Entity::insert(row.into_active_model()).on_conflict(replace);
    insert.exec_without_returning(tx.connection()).await?;
    Ok(())
}

/// All that an organization brought.
pub async fn all<P>(db: &Db, scope: &OrgScope<P>) -> Result<Vec<StoredKey>, DbError> {
    let query =
        provider_keys::Entity::find().filter(provider_keys::Column::OrganizationId.eq(scope.organization().clone()));
    Ok(query.all(&db.pool).await?.into_iter().map(stored).collect())
}

/// Forgets a key; one that is not there is forgotten already.
pub async fn delete<P>(tx: &Tx, scope: &OrgScope<P>, provider: &str) -> Result<(), DbError> {
    provider_keys::Entity::delete_by_id((scope.organization().clone(), provider.to_owned()))
        .exec(tx.connection())
        .await?;
    Ok(())
}

fn stored(row: provider_keys::Model) -> StoredKey {
    StoredKey {
        provider: row.provider,
        sealed_key: row.sealed_key,
        hint: row.hint,
        base_url: row.base_url,
        updated_at: row.updated_at,
    }
}
