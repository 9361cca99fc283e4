//! Files whose time is over, project by project.

use crate::{
    access::{ProjectScope, Sweeps},
    db::{
        Db, DbError, Tx,
        tables::{documents, processings, projects},
    },
    domain::{
        document::DocumentStatus,
        id::{DocumentId, OrgId, ProcessingId, ProjectId},
        processing::ProcessingStatus,
        time::Timestamp,
    },
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::LockType,
};
use std::collections::HashSet;

/// Every project that does not keep its files for good, with the days for which it keeps them.
pub async fn projects(db: &Db) -> Result<Vec<(ProjectScope<Sweeps>, i32)>, DbError> {
    let rows: Vec<(OrgId, ProjectId, i32)> = projects::Entity::find()
        .select_only()
        .column(projects::Column::OrganizationId)
        .column(projects::Column::Id)
        .column(projects::Column::FileRetentionDays)
        .filter(projects::Column::FileRetentionDays.is_not_null())
        .filter(projects::Column::DeletedAt.is_null())
        .into_tuple()
        .all(&db.pool)
        .await?;
    Ok(rows.into_iter().map(|(org, project, days)| (ProjectScope::of_sweep(org, project), days)).collect())
}

/// A document whose file goes.
pub struct Expired {
    pub id: DocumentId,
    pub storage_key: String,
    pub runs: Vec<ProcessingId>,
}

/// Marks up to `most` documents behind `after` that came in before `until` as having no file any more; those that are
/// being read keep theirs. Also gives the last that was looked at, none at the end.
///
/// The documents are locked before it is asked whether they are read: whoever wants to read one again waits.
pub async fn expire(
    tx: &Tx,
    scope: &ProjectScope<Sweeps>,
    until: Timestamp,
    after: Option<&DocumentId>,
    most: u64,
) -> Result<(Vec<Expired>, Option<DocumentId>), DbError> {
    let due = own(scope)
        .add(documents::Column::Status.eq(DocumentStatus::Uploaded.as_str()))
        .add(documents::Column::CreatedAt.lt(until))
        .add_option(after.map(|after| documents::Column::Id.gt(after.clone())));
    let found: Vec<(DocumentId, String)> = documents::Entity::find()
        .select_only()
        .column(documents::Column::Id)
        .column(documents::Column::StorageKey)
        .filter(due)
        .order_by_asc(documents::Column::Id)
        .limit(most)
        .lock(LockType::NoKeyUpdate)
        .into_tuple()
        .all(tx.connection())
        .await?;
    let last = found.last().map(|(id, _)| id.clone());
    let runs: Vec<(DocumentId, ProcessingId, String)> = processings::Entity::find()
        .select_only()
        .column(processings::Column::DocumentId)
        .column(processings::Column::Id)
        .column(processings::Column::Status)
        .filter(processings::Column::ProjectId.eq(scope.project().clone()))
        .filter(processings::Column::DocumentId.is_in(found.iter().map(|(id, _)| id.clone())))
        .into_tuple()
        .all(tx.connection())
        .await?;
    let open = [ProcessingStatus::Pending, ProcessingStatus::InProgress].map(ProcessingStatus::as_str);
    let being_read: HashSet<&DocumentId> =
        runs.iter().filter(|(.., status)| open.contains(&status.as_str())).map(|(id, ..)| id).collect();
    let expired: Vec<Expired> = found
        .into_iter()
        .filter(|(id, _)| !being_read.contains(id))
        .map(|(id, storage_key)| {
            let runs = runs.iter().filter(|(document, ..)| *document == id).map(|(_, run, _)| run.clone()).collect();
            Expired { id, storage_key, runs }
        })
        .collect();
    documents::Entity::update_many()
        .set(documents::ActiveModel {
            status: Set(DocumentStatus::RetentionExpired.as_str().to_owned()),
            ..Default::default()
        })
        .filter(own(scope))
        .filter(documents::Column::Id.is_in(expired.iter().map(|one| one.id.clone())))
        .exec(tx.connection())
        .await?;
    Ok((expired, last))
}

fn own(scope: &ProjectScope<Sweeps>) -> Condition {
    Condition::all().add(documents::Column::ProjectId.eq(scope.project().clone()))
}
