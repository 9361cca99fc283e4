//! Who belongs to an organization and works in its projects.

use crate::{
    access::{OrgScope, ProjectScope},
    db::{
        Db, DbError, Tx,
        tables::{members, organizations, project_members, projects, users},
    },
    domain::{
        access::Role,
        id::{OrgId, ProjectId, UserId},
        membership::{Member, ProjectMember},
        time::Timestamp,
    },
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{LockType, OnConflict},
};
use std::collections::HashSet;

/// Everybody, in the order in which they came.
pub async fn list<P>(db: &Db, scope: &OrgScope<P>) -> Result<Vec<Member>, DbError> {
    of(db, scope.organization()).await
}

/// Everybody who sees a project: those who were added, and those who see every project.
pub async fn of_project<P>(db: &Db, scope: &ProjectScope<P>) -> Result<Vec<ProjectMember>, DbError> {
    let added: HashSet<UserId> = project_members::Entity::find()
        .filter(project_members::Column::ProjectId.eq(scope.project().clone()))
        .select_only()
        .column(project_members::Column::UserId)
        .into_tuple::<UserId>()
        .all(&db.pool)
        .await?
        .into_iter()
        .collect();
    let all = of(db, scope.organization()).await?.into_iter();
    let seeing = all.filter(|one| one.role.sees_every_project() || added.contains(&one.user_id));
    Ok(seeing
        .map(|one| ProjectMember {
            added: added.contains(&one.user_id),
            user_id: one.user_id,
            name: one.name,
            email: one.email,
            role: one.role,
        })
        .collect())
}

async fn of(db: &Db, organization: &OrgId) -> Result<Vec<Member>, DbError> {
    let to_user = members::Entity::belongs_to(users::Entity).from(members::Column::UserId).to(users::Column::Id).into();
    let rows: Vec<(UserId, String, String, Option<String>, String, Timestamp)> = members::Entity::find()
        .select_only()
        .column(members::Column::UserId)
        .column(users::Column::Name)
        .column(users::Column::Email)
        .column(users::Column::Claims)
        .column(members::Column::Role)
        .column(members::Column::CreatedAt)
        .join(sea_orm::JoinType::InnerJoin, to_user)
        .filter(members::Column::OrganizationId.eq(organization.clone()))
        .order_by_asc(members::Column::CreatedAt)
        .order_by_asc(members::Column::UserId)
        .into_tuple()
        .all(&db.pool)
        .await?;
    // Who only claims an address is reached by it all the same.
    let read = |(user_id, name, email, claims, role, created_at): (_, _, _, Option<String>, String, _)| {
        Some(Member { user_id, name, email: claims.unwrap_or(email), role: Role::parse(&role)?, created_at })
    };
    Ok(rows.into_iter().filter_map(read).collect())
}

/// The seats of an organization, held: until the transaction ends nobody else changes one.
///
/// All changes of seats go through here, so that of two owners who demote each other one comes second, and sees it.
pub async fn lock<P>(tx: &Tx, scope: &OrgScope<P>) -> Result<Seats, DbError> {
    let id = scope.organization().clone();
    organizations::Entity::find_by_id(id.clone()).lock(LockType::NoKeyUpdate).one(tx.connection()).await?;
    let rows = members::Entity::find().filter(members::Column::OrganizationId.eq(id)).all(tx.connection()).await?;
    Ok(Seats(rows.into_iter().filter_map(|row| Some((row.user_id, Role::parse(&row.role)?))).collect()))
}

/// Who is what, for the length of a transaction.
pub struct Seats(Vec<(UserId, Role)>);

impl Seats {
    #[must_use]
    pub fn role(&self, user: &UserId) -> Option<Role> {
        self.0.iter().find(|(one, _)| one == user).map(|(_, role)| *role)
    }

    /// Is this the one owner that is left?
    #[must_use]
    pub fn is_last_owner(&self, user: &UserId) -> bool {
        let mut owners = self.0.iter().filter(|(_, role)| *role == Role::Owner);
        owners.next().is_some_and(|(one, _)| one == user) && owners.next().is_none()
    }
}

pub async fn set_role<P>(tx: &Tx, scope: &OrgScope<P>, user: &UserId, role: Role) -> Result<(), DbError> {
    let seat = members::ActiveModel {
        organization_id: Set(scope.organization().clone()),
        user_id: Set(user.clone()),
        role: Set(role.as_str().to_owned()),
        ..Default::default()
    };
    members::Entity::update(seat).exec(tx.connection()).await?;
    Ok(())
}

/// Takes a person out of the organization and of every project of it.
pub async fn remove<P>(tx: &Tx, scope: &OrgScope<P>, user: &UserId) -> Result<(), DbError> {
    let own = projects::Entity::find()
        .select_only()
        .column(projects::Column::Id)
        .filter(projects::Column::OrganizationId.eq(scope.organization().clone()));
    project_members::Entity::delete_many()
        .filter(project_members::Column::UserId.eq(user.clone()))
        .filter(project_members::Column::ProjectId.in_subquery(sea_orm::QueryTrait::into_query(own)))
        .exec(tx.connection())
        .await?;
    members::Entity::delete_by_id((scope.organization().clone(), user.clone())).exec(tx.connection()).await?;
    Ok(())
}

/// Lets a member see a project; `false` when that is so already.
pub async fn add_to_project(tx: &Tx, project: &ProjectId, user: &UserId, now: Timestamp) -> Result<bool, DbError> {
    let row = project_members::Model { project_id: project.clone(), user_id: user.clone(), created_at: now };
    let pair = [project_members::Column::ProjectId, project_members::Column::UserId];
    let added = project_members::Entity::insert(row.into_active_model())
        .on_conflict(OnConflict::columns(pair).do_nothing().to_owned())
        .exec_without_returning(tx.connection())
        .await?;
    Ok(added > 0)
}

/// `false` when the person was not added.
pub async fn remove_from_project<P>(tx: &Tx, scope: &ProjectScope<P>, user: &UserId) -> Result<bool, DbError> {
    let pair = (scope.project().clone(), user.clone());
    Ok(project_members::Entity::delete_by_id(pair).exec(tx.connection()).await?.rows_affected > 0)
}
