//! Which files beside templates are kept, and for whom.

use crate::{
    access::ProjectScope,
    db::{Db, DbError, Tx, tables::reference_files},
    domain::{
        id::{OrgId, ProjectId, ReferenceFileId, TemplateId},
        reference::ReferenceFile,
    },
};
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect};
use std::collections::HashSet;

pub async fn insert<P>(
    tx: &Tx,
    scope: &ProjectScope<P>,
    template: &TemplateId,
    files: &[ReferenceFile],
) -> Result<(), DbError> {
    if files.is_empty() {
        return Ok(());
    }
    let rows = files.iter().map(|file| {
        reference_files::Model {
            id: file.id.clone(),
            organization_id: scope.organization().clone(),
            project_id: scope.project().clone(),
            template_id: template.clone(),
            created_at: file.created_at,
        }
        .into_active_model()
    });
    reference_files::Entity::insert_many(rows).exec_without_returning(tx.connection()).await?;
    Ok(())
}

/// Those of `ids` that are some template's, of whatever organization: the sweep asks.
pub async fn known(db: &Db, ids: Vec<String>) -> Result<HashSet<String>, DbError> {
    let found: Vec<String> = reference_files::Entity::find()
        .filter(reference_files::Column::Id.is_in(ids))
        .select_only()
        .column(reference_files::Column::Id)
        .into_tuple()
        .all(&db.pool)
        .await?;
    Ok(found.into_iter().collect())
}

/// All of a project that is given up.
pub async fn of_project(tx: &Tx, project: &ProjectId) -> Result<Vec<(OrgId, ReferenceFileId)>, DbError> {
    let query = reference_files::Entity::find().filter(reference_files::Column::ProjectId.eq(project.clone()));
    let query = query.select_only().column(reference_files::Column::OrganizationId);
    query.column(reference_files::Column::Id).into_tuple().all(tx.connection()).await
}
