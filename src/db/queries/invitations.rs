//! Invitations: made, sent again, taken back, accepted.

use crate::{
    access::{Joins, OrgScope},
    db::{Db, DbError, Tx, json::Json, tables::invitations},
    domain::{
        access::Role,
        id::{InvitationId, OrgId, UserId},
        membership::Invitation,
        time::Timestamp,
    },
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter, QueryOrder,
};

/// An invitation with how it ended, if it did.
pub struct Found {
    pub invitation: Invitation,
    pub accepted_at: Option<Timestamp>,
    pub revoked_at: Option<Timestamp>,
}

pub async fn insert<P>(tx: &Tx, scope: &OrgScope<P>, invitation: &Invitation, hash: String) -> Result<(), DbError> {
    let row = invitations::Model {
        id: invitation.id.clone(),
        organization_id: scope.organization().clone(),
        email: invitation.email.clone(),
        role: invitation.role.as_str().to_owned(),
        projects: Json::of(&invitation.project_ids),
        hash,
        invited_by: invitation.invited_by.clone(),
        created_at: invitation.created_at,
        sent_at: invitation.sent_at,
        expires_at: invitation.expires_at,
        accepted_at: None,
        accepted_by: None,
        revoked_at: None,
    };
    invitations::Entity::insert(row.into_active_model()).exec_without_returning(tx.connection()).await?;
    Ok(())
}

/// Those that are neither accepted nor taken back, the newest first.
pub async fn list<P>(db: &Db, scope: &OrgScope<P>) -> Result<Vec<Invitation>, DbError> {
    let query = invitations::Entity::find().filter(open(scope)).order_by_desc(invitations::Column::Id);
    Ok(query.all(&db.pool).await?.into_iter().map(invitation).collect())
}

/// How many of them there are.
pub async fn count<P>(tx: &Tx, scope: &OrgScope<P>) -> Result<u64, DbError> {
    invitations::Entity::find().filter(open(scope)).count(tx.connection()).await
}

pub async fn get<P>(tx: &Tx, scope: &OrgScope<P>, id: &InvitationId) -> Result<Option<Invitation>, DbError> {
    let query = invitations::Entity::find_by_id(id.clone()).filter(open(scope));
    Ok(query.one(tx.connection()).await?.map(invitation))
}

/// The open one for an address that has not expired.
pub async fn for_address<P>(
    tx: &Tx,
    scope: &OrgScope<P>,
    email: &str,
    now: Timestamp,
) -> Result<Option<Invitation>, DbError> {
    let living = open(scope).add(invitations::Column::Email.eq(email)).add(invitations::Column::ExpiresAt.gt(now));
    Ok(invitations::Entity::find().filter(living).one(tx.connection()).await?.map(invitation))
}

/// Another link, for as long again; the one before ends.
pub async fn renew<P>(
    tx: &Tx,
    scope: &OrgScope<P>,
    id: &InvitationId,
    hash: String,
    now: Timestamp,
    expires_at: Timestamp,
) -> Result<(), DbError> {
    let change = invitations::ActiveModel {
        hash: Set(hash),
        sent_at: Set(now),
        expires_at: Set(expires_at),
        ..Default::default()
    };
    invitations::Entity::update_many().set(change).filter(own(scope, id)).exec(tx.connection()).await?;
    Ok(())
}

/// `false` when it has ended already.
pub async fn revoke<P>(tx: &Tx, scope: &OrgScope<P>, id: &InvitationId, now: Timestamp) -> Result<bool, DbError> {
    let change = invitations::ActiveModel { revoked_at: Set(Some(now)), ..Default::default() };
    let ended = invitations::Entity::update_many().set(change).filter(own(scope, id)).exec(tx.connection()).await?;
    Ok(ended.rows_affected > 0)
}

/// `false` when somebody was quicker: a link works once.
pub async fn accept(
    tx: &Tx,
    scope: &OrgScope<Joins>,
    id: &InvitationId,
    user: &UserId,
    now: Timestamp,
) -> Result<bool, DbError> {
    let change = invitations::ActiveModel {
        accepted_at: Set(Some(now)),
        accepted_by: Set(Some(user.clone())),
        ..Default::default()
    };
    let ended = invitations::Entity::update_many().set(change).filter(own(scope, id)).exec(tx.connection()).await?;
    Ok(ended.rows_affected > 0)
}

/// The invitation that a link stands for, whatever became of it: the link alone says so.
pub async fn by_hash(db: &Db, hash: &str) -> Result<Option<Found>, DbError> {
    let row = invitations::Entity::find().filter(invitations::Column::Hash.eq(hash)).one(&db.pool).await?;
    Ok(row.map(|row| Found { accepted_at: row.accepted_at, revoked_at: row.revoked_at, invitation: invitation(row) }))
}

fn open<P>(scope: &OrgScope<P>) -> Condition {
    let organization: OrgId = scope.organization().clone();
    Condition::all()
        .add(invitations::Column::OrganizationId.eq(organization))
        .add(invitations::Column::AcceptedAt.is_null())
        .add(invitations::Column::RevokedAt.is_null())
}

fn own<P>(scope: &OrgScope<P>, id: &InvitationId) -> Condition {
    open(scope).add(invitations::Column::Id.eq(id.clone()))
}

fn invitation(row: invitations::Model) -> Invitation {
    Invitation {
        id: row.id,
        organization_id: row.organization_id,
        email: row.email,
        role: Role::parse(&row.role).unwrap_or(Role::Viewer),
        project_ids: row.projects.read(),
        invited_by: row.invited_by,
        created_at: row.created_at,
        sent_at: row.sent_at,
        expires_at: row.expires_at,
    }
}
