//! The questions that come before a scope exists: who is this, what does this id belong to.

use crate::{
    access::{
        TokenGrant,
        caller::{KnownToken, Membership, Seat},
    },
    db::{
        Db, DbError, Tx,
        json::Json,
        tables::{
            api_tokens, batches, documents, line_channels, members, organizations, processings, projects, templates,
            webhooks,
        },
    },
    domain::{
        access::Role,
        id::{
            BatchId, DocumentId, LineChannelId, OrgId, ProcessingId, ProjectId, TemplateId, TokenId, UserId, WebhookId,
        },
        time::Timestamp,
    },
};
use ipnet::IpNet;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect,
    Statement,
};
use std::net::{IpAddr, Ipv4Addr};

/// Last use is written down at most this often, in milliseconds: it must not cost a write per request.
const LAST_USED_STEP: i64 = 60_000;

/// The live token with this hash.
pub async fn token(db: &Db, hash: &str, now: Timestamp) -> Result<Option<KnownToken>, DbError> {
    let found = api_tokens::Entity::find()
        .filter(api_tokens::Column::Hash.eq(hash))
        .filter(api_tokens::Column::RevokedAt.is_null())
        .filter(api_tokens::Column::ExpiresAt.gt(now))
        .one(&db.pool)
        .await?;
    let Some(row) = found else { return Ok(None) };
    let organization = organizations::Entity::find_by_id(row.organization_id.clone()).one(&db.pool).await?;
    Ok(organization.map(|organization| KnownToken {
        last_used_at: row.last_used_at,
        last_used_ip: row.last_used_ip,
        grant: TokenGrant {
            id: row.id,
            organization: row.organization_id,
            ends_at: organization.ends_at,
            project: row.project_id,
            permissions: row.permissions.read(),
            networks: networks(row.networks),
            expires_at: row.expires_at,
            user: row.created_by,
        },
    }))
}

/// A list that cannot be read lets nobody in: an empty one would let everybody.
fn networks(list: Json) -> Vec<IpNet> {
    serde_json::from_value(list.0).unwrap_or_else(|_| vec![IpNet::from(IpAddr::V4(Ipv4Addr::UNSPECIFIED))])
}

/// Writes down that a token was used, and from where.
pub async fn note_use(db: &Db, token: &KnownToken, address: Option<IpAddr>, now: Timestamp) -> Result<(), DbError> {
    if token.last_used_at.is_some_and(|last| now.millis_since(last) <= LAST_USED_STEP) {
        return Ok(());
    }
    let tx = db.begin().await?;
    let used = api_tokens::ActiveModel {
        id: Set(token.grant.id.clone()),
        last_used_at: Set(Some(now)),
        last_used_ip: Set(address.map(|address| address.to_string())),
        ..Default::default()
    };
    api_tokens::Entity::update(used).exec(tx.connection()).await?;
    tx.commit().await
}

/// What a person is in an organization.
pub async fn membership(db: &Db, user: &UserId, organization: &OrgId) -> Result<Option<Membership>, DbError> {
    let to_organization = members::Entity::belongs_to(organizations::Entity)
        .from(members::Column::OrganizationId)
        .to(organizations::Column::Id)
        .into();
    let found: Option<(String, Option<Timestamp>)> = members::Entity::find_by_id((organization.clone(), user.clone()))
        .select_only()
        .column(members::Column::Role)
        .column(organizations::Column::EndsAt)
        .join(JoinType::InnerJoin, to_organization)
        .into_tuple()
        .one(&db.pool)
        .await?;
    Ok(found.and_then(|(role, ends_at)| Some(Membership { role: Role::parse(&role)?, ends_at })))
}

/// The organizations of a person, in the order of their ids.
pub async fn organizations_of(tx: &Tx, user: &UserId) -> Result<Vec<OrgId>, DbError> {
    let query = members::Entity::find().filter(members::Column::UserId.eq(user.clone()));
    let query = query.select_only().column(members::Column::OrganizationId);
    query.order_by_asc(members::Column::OrganizationId).into_tuple().all(tx.connection()).await
}

/// Where a person sits with respect to a project; none for strangers and for projects that are not there.
pub async fn seat(db: &Db, user: &UserId, project: &ProjectId) -> Result<Option<Seat>, DbError> {
    let sql = "SELECT projects.organization_id, members.role, organizations.ends_at,
                      EXISTS (SELECT 1 FROM project_members
                              WHERE project_members.project_id = projects.id AND project_members.user_id = $1)
                      AS in_project
               FROM projects JOIN members ON members.organization_id = projects.organization_id
                             JOIN organizations ON organizations.id = projects.organization_id
               WHERE projects.id = $2 AND projects.deleted_at IS NULL AND members.user_id = $1";
    let values = [user.as_str().into(), project.as_str().into()];
    let found = db.pool.query_one_raw(Statement::from_sql_and_values(db.backend(), sql, values)).await?;
    let Some(row) = found else { return Ok(None) };
    let role = Role::parse(&row.try_get::<String>("", "role")?);
    let (organization, in_project) = (row.try_get("", "organization_id")?, row.try_get("", "in_project")?);
    let ends_at = row.try_get("", "ends_at")?;
    Ok(role.map(|role| Seat { organization, role, ends_at, in_project }))
}

/// The organization of a project that is not given up.
pub async fn organization_of(db: &Db, project: &ProjectId) -> Result<Option<OrgId>, DbError> {
    let query = projects::Entity::find_by_id(project.clone()).filter(projects::Column::DeletedAt.is_null());
    query.select_only().column(projects::Column::OrganizationId).into_tuple().one(&db.pool).await
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

pub async fn project_of_line_channel(db: &Db, id: &LineChannelId) -> Result<Option<ProjectId>, DbError> {
    let query = line_channels::Entity::find_by_id(id.clone()).select_only().column(line_channels::Column::ProjectId);
    query.into_tuple().one(&db.pool).await
}

pub async fn owner_of_token(db: &Db, id: &TokenId) -> Result<Option<(OrgId, Option<ProjectId>)>, DbError> {
    let token = api_tokens::Entity::find_by_id(id.clone()).one(&db.pool).await?;
    Ok(token.map(|token| (token.organization_id, token.project_id)))
}
