//! The questions that come before a scope exists: who is this, what does this id belong to.

use crate::{
    access::{TokenGrant, caller::Seat},
    db::{
        Db, DbError, Tx,
        tables::{api_tokens, batches, documents, members, processings, templates, webhooks},
    },
    domain::{
        access::Role,
        id::{BatchId, DocumentId, OrgId, ProcessingId, ProjectId, TemplateId, TokenId, UserId, WebhookId},
        time::Timestamp,
    },
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Statement,
};

/// Last use is written down at most this often, in milliseconds: it must not cost a write per request.
const LAST_USED_STEP: i64 = 60_000;

/// The live token with this hash.
pub async fn token(db: &Db, hash: &str, now: Timestamp) -> Result<Option<TokenGrant>, DbError> {
    let found = api_tokens::Entity::find()
        .filter(api_tokens::Column::Hash.eq(hash))
        .filter(api_tokens::Column::RevokedAt.is_null())
        .filter(api_tokens::Column::ExpiresAt.gt(now))
        .one(&db.pool)
        .await?;
    let Some(row) = found else { return Ok(None) };
    if row.last_used_at.is_none_or(|last| now.millis_since(last) > LAST_USED_STEP) {
        let tx = db.begin().await?;
        let used =
            api_tokens::ActiveModel { id: Set(row.id.clone()), last_used_at: Set(Some(now)), ..Default::default() };
        api_tokens::Entity::update(used).exec(&tx.inner).await?;
        tx.commit().await?;
    }
    Ok(Some(TokenGrant {
        id: row.id,
        organization: row.organization_id,
        project: row.project_id,
        permissions: row.permissions.read(),
        user: row.created_by,
    }))
}

/// What a person is in an organization.
pub async fn role(db: &Db, user: &UserId, organization: &OrgId) -> Result<Option<Role>, DbError> {
    let member = members::Entity::find_by_id((organization.clone(), user.clone())).one(&db.pool).await?;
    Ok(member.and_then(|member| Role::parse(&member.role)))
}

/// The organizations of a person, in the order of their ids.
pub async fn organizations_of(tx: &Tx, user: &UserId) -> Result<Vec<OrgId>, DbError> {
    let query = members::Entity::find().filter(members::Column::UserId.eq(user.clone()));
    let query = query.select_only().column(members::Column::OrganizationId);
    query.order_by_asc(members::Column::OrganizationId).into_tuple().all(&tx.inner).await
}

/// Where a person sits with respect to a project; none for strangers and unknown projects.
pub async fn seat(db: &Db, user: &UserId, project: &ProjectId) -> Result<Option<Seat>, DbError> {
    let sql = "SELECT projects.organization_id, members.role,
                      EXISTS (SELECT 1 FROM project_members
                              WHERE project_members.project_id = projects.id AND project_members.user_id = $1)
                      AS in_project
               FROM projects JOIN members ON members.organization_id = projects.organization_id
               WHERE projects.id = $2 AND members.user_id = $1";
    let values = [user.as_str().into(), project.as_str().into()];
    let found = db.pool.query_one_raw(Statement::from_sql_and_values(db.backend(), sql, values)).await?;
    let Some(row) = found else { return Ok(None) };
    let role = Role::parse(&row.try_get::<String>("", "role")?);
    let (organization, in_project) = (row.try_get("", "organization_id")?, row.try_get("", "in_project")?);
    Ok(role.map(|role| Seat { organization, role, in_project }))
}

pub async fn project_of_document(db: &Db, id: &DocumentId) -> Result<Option<ProjectId>, DbError> {
    let query = documents::Entity::find_by_id(id.clone()).select_only().column(documents::Column::ProjectId);
    query.into_tuple().one(&db.pool).await
}

pub async fn project_of_batch(db: &Db, id: &BatchId) -> Result<Option<ProjectId>, DbError> {
    Ok(owner_of_batch(db, id).await?.map(|(_, project)| project))
}

pub async fn owner_of_batch(db: &Db, id: &BatchId) -> Result<Option<(OrgId, ProjectId)>, DbError> {
    let batch = batches::Entity::find_by_id(id.clone()).one(&db.pool).await?;
    Ok(batch.map(|batch| (batch.organization_id, batch.project_id)))
}

pub async fn project_of_processing(db: &Db, id: &ProcessingId) -> Result<Option<ProjectId>, DbError> {
    let query = processings::Entity::find_by_id(id.clone()).select_only().column(processings::Column::ProjectId);
    query.into_tuple().one(&db.pool).await
}

pub async fn project_of_template(db: &Db, id: &TemplateId) -> Result<Option<ProjectId>, DbError> {
    let query = templates::Entity::find_by_id(id.clone()).select_only().column(templates::Column::ProjectId);
    query.into_tuple().one(&db.pool).await
}

pub async fn project_of_webhook(db: &Db, id: &WebhookId) -> Result<Option<ProjectId>, DbError> {
    let query = webhooks::Entity::find_by_id(id.clone()).select_only().column(webhooks::Column::ProjectId);
    query.into_tuple().one(&db.pool).await
}

pub async fn project_of_token(db: &Db, id: &TokenId) -> Result<Option<ProjectId>, DbError> {
    let query = api_tokens::Entity::find_by_id(id.clone()).select_only().column(api_tokens::Column::ProjectId);
    query.into_tuple().one(&db.pool).await
}
