//! Organizations and who belongs to them.

use crate::{
    access::{Actor, OrgScope, Sweeps},
    db::{
        Db, DbError, Tx,
        tables::{members, organization_logos, organizations, users},
    },
    domain::{
        access::Role,
        id::{OrgId, UserId},
        tenancy::{Logo, Organization},
        time::Timestamp,
    },
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    sea_query::{LockType, OnConflict},
};
use std::collections::{HashMap, HashSet};

/// Makes a tenant with its first owner.
pub async fn insert(tx: &Tx, organization: &Organization, owner: &UserId) -> Result<(), DbError> {
    let row = organizations::Model {
        id: organization.id.clone(),
        name: organization.name.clone(),
        created_at: organization.created_at,
        ends_at: None,
        ended_by: None,
    };
    organizations::Entity::insert(row.into_active_model()).exec_without_returning(tx.connection()).await?;
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
    members::Entity::insert(row.into_active_model()).exec_without_returning(tx.connection()).await?;
    Ok(())
}

/// The organizations of a person with the role in each, oldest first.
pub async fn of_user(db: &Db, user: &UserId) -> Result<Vec<Organization>, DbError> {
    let seats = members::Entity::find().filter(members::Column::UserId.eq(user.clone())).all(&db.pool).await?;
    let ids: Vec<OrgId> = seats.iter().map(|seat| seat.organization_id.clone()).collect();
    let rows = organizations::Entity::find()
        .filter(organizations::Column::Id.is_in(ids.clone()))
        .order_by_asc(organizations::Column::Id)
        .all(&db.pool)
        .await?;
    let logos = logo_times(db, ids).await?;
    let role =
        |id: &OrgId| seats.iter().find(|seat| seat.organization_id == *id).and_then(|seat| Role::parse(&seat.role));
    Ok(rows.into_iter().map(|row| organization(role(&row.id), logos.get(&row.id).copied(), row)).collect())
}

pub async fn get<P>(db: &Db, scope: &OrgScope<P>) -> Result<Option<Organization>, DbError> {
    let id = scope.organization().clone();
    let Some(row) = organizations::Entity::find_by_id(id.clone()).one(&db.pool).await? else { return Ok(None) };
    let logo = logo_times(db, vec![id.clone()]).await?.remove(&id);
    let seat = match scope.by() {
        Actor::Person(user) => members::Entity::find_by_id((id, user.clone())).one(&db.pool).await?,
        Actor::Token { .. } | Actor::Link | Actor::System => None,
    };
    Ok(Some(organization(seat.and_then(|seat| Role::parse(&seat.role)), logo, row)))
}

/// The same, held until the transaction ends; without role and logo.
pub async fn get_for_update<P>(tx: &Tx, scope: &OrgScope<P>) -> Result<Option<Organization>, DbError> {
    let row = organizations::Entity::find_by_id(scope.organization().clone()).lock(LockType::NoKeyUpdate);
    Ok(row.one(tx.connection()).await?.map(|row| organization(None, None, row)))
}

pub async fn rename<P>(tx: &Tx, scope: &OrgScope<P>, name: &str) -> Result<(), DbError> {
    let change = organizations::ActiveModel {
        id: Set(scope.organization().clone()),
        name: Set(name.to_owned()),
        ..Default::default()
    };
    organizations::Entity::update(change).exec(tx.connection()).await?;
    Ok(())
}

/// Says when an organization ends, or that it does not.
pub async fn set_end<P>(tx: &Tx, scope: &OrgScope<P>, ends_at: Option<Timestamp>) -> Result<(), DbError> {
    let change = organizations::ActiveModel {
        id: Set(scope.organization().clone()),
        ends_at: Set(ends_at),
        ended_by: Set(ends_at.and(scope.actor().cloned())),
        ..Default::default()
    };
    organizations::Entity::update(change).exec(tx.connection()).await?;
    Ok(())
}

/// Those whose end has come.
pub async fn ended(db: &Db, now: Timestamp) -> Result<Vec<OrgScope<Sweeps>>, DbError> {
    let due = organizations::Entity::find().filter(organizations::Column::EndsAt.lte(now));
    let ids: Vec<OrgId> = due.select_only().column(organizations::Column::Id).into_tuple().all(&db.pool).await?;
    Ok(ids.into_iter().map(OrgScope::of_sweep).collect())
}

/// Those of some ids that are organizations: the sweep asks.
pub async fn known(db: &Db, ids: impl IntoIterator<Item = String>) -> Result<HashSet<String>, DbError> {
    let found: Vec<String> = organizations::Entity::find()
        .filter(organizations::Column::Id.is_in(ids))
        .select_only()
        .column(organizations::Column::Id)
        .into_tuple()
        .all(&db.pool)
        .await?;
    Ok(found.into_iter().collect())
}

pub async fn set_logo<P>(tx: &Tx, scope: &OrgScope<P>, logo: Logo, now: Timestamp) -> Result<(), DbError> {
    let row = organization_logos::Model {
        organization_id: scope.organization().clone(),
        mime_type: logo.mime.to_owned(),
        bytes: logo.bytes,
        updated_at: now,
    };
    let columns = [
        organization_logos::Column::MimeType,
        organization_logos::Column::Bytes,
        organization_logos::Column::UpdatedAt,
    ];
    organization_logos::Entity::insert(row.into_active_model())
        .on_conflict(OnConflict::column(organization_logos::Column::OrganizationId).update_columns(columns).to_owned())
        .exec_without_returning(tx.connection())
        .await?;
    Ok(())
}

/// `false` when there was none.
pub async fn remove_logo<P>(tx: &Tx, scope: &OrgScope<P>) -> Result<bool, DbError> {
    let gone = organization_logos::Entity::delete_by_id(scope.organization().clone()).exec(tx.connection()).await?;
    Ok(gone.rows_affected > 0)
}

pub async fn logo<P>(db: &Db, scope: &OrgScope<P>) -> Result<Option<Logo>, DbError> {
    let row = organization_logos::Entity::find_by_id(scope.organization().clone()).one(&db.pool).await?;
    Ok(row.and_then(|row| Logo::read(row.bytes)))
}

async fn logo_times(db: &Db, ids: Vec<OrgId>) -> Result<HashMap<OrgId, Timestamp>, DbError> {
    let rows: Vec<(OrgId, Timestamp)> = organization_logos::Entity::find()
        .select_only()
        .column(organization_logos::Column::OrganizationId)
        .column(organization_logos::Column::UpdatedAt)
        .filter(organization_logos::Column::OrganizationId.is_in(ids))
        .into_tuple()
        .all(&db.pool)
        .await?;
    Ok(rows.into_iter().collect())
}

fn organization(role: Option<Role>, logo: Option<Timestamp>, row: organizations::Model) -> Organization {
    Organization {
        // The moment is in the address: a browser keeps a picture as long as it is the same.
        logo_url: logo.map(|at| format!("/organizations/{}/logo?v={}", row.id, at.0)),
        id: row.id,
        name: row.name,
        role,
        created_at: row.created_at,
        deletion_at: row.ends_at,
    }
}

/// Where those are reached who look after an organization: its owners and admins, as far as the address is theirs.
pub async fn addresses_of_admins(tx: &Tx, organization: &OrgId) -> Result<Vec<String>, DbError> {
    let admins = members::Entity::find()
        .filter(members::Column::OrganizationId.eq(organization.clone()))
        .filter(members::Column::Role.is_in([Role::Owner.as_str(), Role::Admin.as_str()]))
        .select_only()
        .column(members::Column::UserId)
        .into_query();
    users::Entity::find()
        .filter(users::Column::Id.in_subquery(admins))
        .filter(users::Column::Claims.is_null())
        .order_by_asc(users::Column::Id)
        .select_only()
        .column(users::Column::Email)
        .into_tuple()
        .all(tx.connection())
        .await
}
