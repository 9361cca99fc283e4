//! What claimed jobs are about, for all of a claim at once: the lease is the leave to see and to mark it.

use super::{
    deliveries::{Outgoing, all_outgoing},
    documents::{Stored, stored},
    jobs::Leased,
    processings::{OPEN, WithDocument, processing},
};
use crate::{
    db::{
        Db, DbError, Tx,
        tables::{deliveries, processings},
    },
    domain::{
        id::ProcessingId,
        processing::{Processing, ProcessingStatus},
        time::Timestamp,
    },
};
use sea_orm::{
    ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, Func, IntoCondition, LockType},
};
use std::collections::{HashMap, HashSet};

/// Marks the runs as being worked on. The start is the first start: a run that is taken over keeps it.
pub async fn set_started(tx: &Tx, jobs: &[Leased], now: Timestamp) -> Result<(), DbError> {
    processings::Entity::update_many()
        .col_expr(processings::Column::Status, Expr::value(ProcessingStatus::InProgress.as_str()))
        .col_expr(
            processings::Column::StartedAt,
            Func::coalesce([Expr::col(processings::Column::StartedAt), Expr::value(now)]).into(),
        )
        .filter(processings::Column::Id.is_in(subjects(jobs)))
        .filter(processings::Column::Status.is_in(OPEN.map(ProcessingStatus::as_str)))
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// The runs, each with its document, by the subject of the job.
pub async fn runs(db: &Db, jobs: &[Leased]) -> Result<HashMap<String, (Processing, Stored)>, DbError> {
    let found = processings::Entity::find()
        .filter(processings::Column::Id.is_in(subjects(jobs)))
        .find_also_related_document()
        .all(&db.pool)
        .await?;
    let with_document = found.into_iter().filter_map(|(run, document)| {
        let document = document?;
        Some((run.id.0.clone(), (processing(run, document.clone()), stored(document))))
    });
    Ok(with_document.collect())
}

/// Those runs that have not ended, and do not until the transaction does.
pub async fn still_open<'a>(
    tx: &Tx,
    jobs: impl IntoIterator<Item = &'a Leased>,
) -> Result<HashSet<ProcessingId>, DbError> {
    let open: Vec<ProcessingId> = processings::Entity::find()
        .filter(processings::Column::Id.is_in(subjects(jobs)))
        .filter(processings::Column::Status.is_in(OPEN.map(ProcessingStatus::as_str)))
        .order_by_asc(processings::Column::Id)
        .lock(LockType::NoKeyUpdate)
        .select_only()
        .column(processings::Column::Id)
        .into_tuple()
        .all(tx.connection())
        .await?;
    Ok(open.into_iter().collect())
}

/// The deliveries with what is to be sent, by the subject of the job.
pub async fn outgoing(db: &Db, jobs: &[Leased]) -> Result<HashMap<String, Outgoing>, DbError> {
    let found = all_outgoing(db, deliveries::Column::Id.is_in(subjects(jobs)).into_condition()).await?;
    Ok(found.into_iter().map(|outgoing| (outgoing.delivery.id.0.clone(), outgoing)).collect())
}

fn subjects<'a>(jobs: impl IntoIterator<Item = &'a Leased>) -> impl Iterator<Item = &'a str> {
    jobs.into_iter().map(|job| job.subject.as_str())
}
