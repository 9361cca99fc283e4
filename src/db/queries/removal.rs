//! A document goes with all that was made of it.

use crate::{
    access::ProjectScope,
    db::{
        DbError, Tx,
        tables::{corrections, documents, lessons, processings},
    },
    domain::{
        id::{DocumentId, ProcessingId},
        processing::ProcessingStatus,
    },
};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect};

/// The runs of a document.
pub async fn runs<P>(tx: &Tx, scope: &ProjectScope<P>, id: &DocumentId) -> Result<Vec<ProcessingId>, DbError> {
    let ids = processings::Entity::find().filter(of(scope, id)).select_only().column(processings::Column::Id);
    ids.into_tuple().all(tx.connection()).await
}

/// Is a run of it waiting or being worked on?
pub async fn is_being_read<P>(tx: &Tx, scope: &ProjectScope<P>, id: &DocumentId) -> Result<bool, DbError> {
    let open = [ProcessingStatus::Pending, ProcessingStatus::InProgress].map(ProcessingStatus::as_str);
    let runs = processings::Entity::find().filter(of(scope, id)).filter(processings::Column::Status.is_in(open));
    Ok(runs.count(tx.connection()).await? > 0)
}

/// Removes a document, its runs, what was corrected in them and learned from that; `false` when it is gone already.
pub async fn remove<P>(
    tx: &Tx,
    scope: &ProjectScope<P>,
    id: &DocumentId,
    runs: &[ProcessingId],
) -> Result<bool, DbError> {
    let runs = || runs.iter().cloned();
    corrections::Entity::delete_many()
        .filter(corrections::Column::ProjectId.eq(scope.project().clone()))
        .filter(corrections::Column::ProcessingId.is_in(runs()))
        .exec(tx.connection())
        .await?;
    lessons::Entity::delete_many()
        .filter(lessons::Column::ProjectId.eq(scope.project().clone()))
        .filter(lessons::Column::ProcessingId.is_in(runs()))
        .exec(tx.connection())
        .await?;
    processings::Entity::delete_many().filter(of(scope, id)).exec(tx.connection()).await?;
    // What repeated it is the first of its kind now.
    documents::Entity::update_many()
        .set(documents::ActiveModel { duplicate_of: Set(None), ..Default::default() })
        .filter(own(scope))
        .filter(documents::Column::DuplicateOf.eq(id.clone()))
        .exec(tx.connection())
        .await?;
    let removed = documents::Entity::delete_many()
        .filter(own(scope))
        .filter(documents::Column::Id.eq(id.clone()))
        .exec(tx.connection())
        .await?;
    Ok(removed.rows_affected > 0)
}

fn own<P>(scope: &ProjectScope<P>) -> Condition {
    Condition::all().add(documents::Column::ProjectId.eq(scope.project().clone()))
}

fn of<P>(scope: &ProjectScope<P>, id: &DocumentId) -> Condition {
    Condition::all()
        .add(processings::Column::ProjectId.eq(scope.project().clone()))
        .add(processings::Column::DocumentId.eq(id.clone()))
}
