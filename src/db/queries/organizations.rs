//! Organizations and who belongs to them.

use crate::{
    db::{
        Db, DbError, Tx,
        tables::{members, organizations},
    },
    domain::{
        access::Role,
        id::{OrgId, UserId},
        tenancy::Organization,
        time::Timestamp,
    },
};
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder};

/// Makes a tenant with its first owner.
pub async fn insert(tx: &Tx, organization: &Organization, owner: &UserId) -> Result<(), DbError> {
    let row = organizations::Model {
        id: organization.id.clone(),
        name: organization.name.clone(),
        created_at: organization.created_at,
    };
    organizations::Entity::insert(row.into_active_model()).exec_without_returning(&tx.inner).await?;
    insert_member(tx, &organization.id, owner, Role::Owner, organization.created_at).await
}

/// Gives a person a seat in an organization.
pub async fn insert_member(
    tx: &Tx,
    organization: &OrgId,
    user: &UserId,
    role: Role,
    now: Timestamp,
) -> Result<(), DbError> {
    let row = members::Model {
        organization_id: organization.clone(),
        user_id: user.clone(),
        role: role.as_str().to_owned(),
        created_at: now,
    };
    members::Entity::insert(row.into_active_model()).exec_without_returning(&tx.inner).await?;
    Ok(())
}

/// The organizations of a person with the role in each, oldest first.
pub async fn of_user(db: &Db, user: &UserId) -> Result<Vec<Organization>, DbError> {
    let seats = members::Entity::find().filter(members::Column::UserId.eq(user.clone())).all(&db.pool).await?;
    let ids = seats.iter().map(|seat| seat.organization_id.clone());
    let rows = organizations::Entity::find()
        .filter(organizations::Column::Id.is_in(ids))
        .order_by_asc(organizations::Column::Id)
        .all(&db.pool)
        .await?;
    let role =
        |id: &OrgId| seats.iter().find(|seat| seat.organization_id == *id).and_then(|seat| Role::parse(&seat.role));
    Ok(rows
        .into_iter()
        .map(|row| Organization { role: role(&row.id), id: row.id, name: row.name, created_at: row.created_at })
        .collect())
}
