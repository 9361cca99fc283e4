//! Taking away what was given up, in portions: nobody else waits for long.

use crate::{
    access::{OrgScope, ProjectScope, Sweeps},
    db::{
        Db, DbError, Tx,
        tables::{api_tokens, documents, jobs, projects},
    },
    domain::{
        id::{DocumentId, ProjectId, TokenId},
        time::Timestamp,
    },
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, QueryFilter, QuerySelect, Statement, Value,
};

/// Documents that go in one transaction.
const PORTION: u64 = 200;

/// What hangs on documents, and then they themselves; `%` is the list of their ids.
const OF_DOCUMENTS: [&str; 4] = [
    "DELETE FROM corrections WHERE processing_id IN (SELECT id FROM processings WHERE document_id IN (%))",
    "DELETE FROM lessons WHERE processing_id IN (SELECT id FROM processings WHERE document_id IN (%))",
    "DELETE FROM processings WHERE document_id IN (%)",
    "DELETE FROM documents WHERE id IN (%)",
];
/// The rest of a project, whoever hangs on another before it.
const OF_PROJECT: [&str; 17] = [
    "DELETE FROM line_messages WHERE project_id = $1",
    "DELETE FROM line_channels WHERE project_id = $1",
    "DELETE FROM attempts WHERE delivery_id IN (SELECT id FROM deliveries WHERE project_id = $1)",
    "DELETE FROM deliveries WHERE project_id = $1",
    "DELETE FROM webhooks WHERE project_id = $1",
    "DELETE FROM events WHERE project_id = $1",
    "DELETE FROM lessons WHERE project_id = $1",
    "DELETE FROM corrections WHERE project_id = $1",
    "DELETE FROM jobs WHERE project_id = $1",
    "DELETE FROM batches WHERE project_id = $1",
    "DELETE FROM idempotency_keys WHERE place = $1",
    "DELETE FROM reference_files WHERE project_id = $1",
    "DELETE FROM template_versions WHERE template_id IN (SELECT id FROM templates WHERE project_id = $1)",
    "DELETE FROM templates WHERE project_id = $1",
    "DELETE FROM api_tokens WHERE project_id = $1",
    "DELETE FROM project_members WHERE project_id = $1",
    "DELETE FROM projects WHERE id = $1",
];
const OF_ORGANIZATION: [&str; 8] = [
    "DELETE FROM mails WHERE organization_id = $1",
    "DELETE FROM idempotency_keys WHERE organization_id = $1",
    "DELETE FROM invitations WHERE organization_id = $1",
    "DELETE FROM provider_keys WHERE organization_id = $1",
    "DELETE FROM organization_logos WHERE organization_id = $1",
    "DELETE FROM api_tokens WHERE organization_id = $1",
    "DELETE FROM members WHERE organization_id = $1",
    "DELETE FROM organizations WHERE id = $1",
];

/// Closes a project: its jobs are not done, its tokens end. Which tokens those are.
pub async fn give_up_project<P>(tx: &Tx, scope: &ProjectScope<P>, now: Timestamp) -> Result<Vec<TokenId>, DbError> {
    let id = scope.project();
    let change = projects::ActiveModel { id: Set(id.clone()), deleted_at: Set(Some(now)), ..Default::default() };
    projects::Entity::update(change).exec(tx.connection()).await?;
    jobs::Entity::delete_many().filter(jobs::Column::ProjectId.eq(id.clone())).exec(tx.connection()).await?;
    let living = api_tokens::Column::ProjectId.eq(id.clone()).and(api_tokens::Column::RevokedAt.is_null());
    let tokens: Vec<TokenId> = api_tokens::Entity::find()
        .filter(living.clone())
        .select_only()
        .column(api_tokens::Column::Id)
        .into_tuple()
        .all(tx.connection())
        .await?;
    api_tokens::Entity::update_many()
        .set(api_tokens::ActiveModel { revoked_at: Set(Some(now)), ..Default::default() })
        .filter(living)
        .exec(tx.connection())
        .await?;
    Ok(tokens)
}

/// Nothing of a project is worked on from now on.
pub async fn stop(tx: &Tx, project: &ProjectId) -> Result<(), DbError> {
    jobs::Entity::delete_many().filter(jobs::Column::ProjectId.eq(project.clone())).exec(tx.connection()).await?;
    Ok(())
}

/// Projects that were given up.
pub async fn given_up(db: &Db) -> Result<Vec<ProjectId>, DbError> {
    let query = projects::Entity::find().filter(projects::Column::DeletedAt.is_not_null());
    query.select_only().column(projects::Column::Id).into_tuple().all(&db.pool).await
}

/// Every project of an organization whose end has come, given up before or not.
pub async fn projects_of(db: &Db, scope: &OrgScope<Sweeps>) -> Result<Vec<ProjectId>, DbError> {
    let query = projects::Entity::find().filter(projects::Column::OrganizationId.eq(scope.organization().clone()));
    query.select_only().column(projects::Column::Id).into_tuple().all(&db.pool).await
}

/// Takes some documents of a project away, and gives the keys of their files; none when there are no more.
pub async fn portion(tx: &Tx, project: &ProjectId) -> Result<Vec<String>, DbError> {
    let found: Vec<(DocumentId, String)> = documents::Entity::find()
        .filter(documents::Column::ProjectId.eq(project.clone()))
        .select_only()
        .column(documents::Column::Id)
        .column(documents::Column::StorageKey)
        .limit(PORTION)
        .into_tuple()
        .all(tx.connection())
        .await?;
    if found.is_empty() {
        return Ok(Vec::new());
    }
    let (ids, keys): (Vec<DocumentId>, Vec<String>) = found.into_iter().unzip();
    let places: Vec<String> = (1..=ids.len()).map(|place| format!("${place}")).collect();
    let values: Vec<Value> = ids.into_iter().map(|id| id.0.into()).collect();
    for sql in OF_DOCUMENTS {
        let sql = sql.replace('%', &places.join(", "));
        tx.connection().execute_raw(Statement::from_sql_and_values(tx.backend(), sql, values.clone())).await?;
    }
    Ok(keys)
}

/// Takes a project away that has no documents any more.
pub async fn project(tx: &Tx, project: &ProjectId) -> Result<(), DbError> {
    each(tx, &OF_PROJECT, project.as_str()).await
}

/// Takes an organization away that has no projects any more.
pub async fn organization(tx: &Tx, scope: &OrgScope<Sweeps>) -> Result<(), DbError> {
    each(tx, &OF_ORGANIZATION, scope.organization().as_str()).await
}

async fn each(tx: &Tx, statements: &[&str], id: &str) -> Result<(), DbError> {
    for sql in statements {
        tx.connection().execute_raw(Statement::from_sql_and_values(tx.backend(), *sql, [id.into()])).await?;
    }
    Ok(())
}
