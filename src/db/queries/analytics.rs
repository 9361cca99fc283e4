//! Counts and sums of a project, made by the database.

use crate::{
    access::ProjectScope,
    db::{
        Db, DbError,
        tables::{documents, processings, templates, users},
    },
    domain::{
        document::DocumentStatus,
        id::{TemplateId, UserId},
        processing::ProcessingStatus,
        time::Timestamp,
    },
};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, Order, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::Expr,
};
use std::{collections::HashMap, ops::Range};

/// Milliseconds of a day; constants stand in the SQL, for a grouped expression has to be the selected one.
const DAY: &str = "created_at / 86400000";
/// Rankings end here.
const RANKS: u64 = 10;

/// Documents that came in then.
pub async fn documents<P>(db: &Db, scope: &ProjectScope<P>, when: Range<Timestamp>) -> Result<i64, DbError> {
    Ok(documents::Entity::find().filter(came(scope, &when)).count(&db.pool).await? as i64)
}

/// Documents by the day on which they came in: days since 1970.
pub async fn documents_by_day<P>(
    db: &Db,
    scope: &ProjectScope<P>,
    when: Range<Timestamp>,
) -> Result<HashMap<i64, i64>, DbError> {
    let rows: Vec<(i64, i64)> = documents::Entity::find()
        .select_only()
        .column_as(Expr::cust(DAY), "day")
        .column_as(documents::Column::Id.count(), "documents")
        .filter(came(scope, &when))
        .group_by(Expr::cust(DAY))
        .into_tuple()
        .all(&db.pool)
        .await?;
    Ok(rows.into_iter().collect())
}

/// Newest runs by day and by how they stand.
pub async fn runs_by_day<P>(
    db: &Db,
    scope: &ProjectScope<P>,
    when: Range<Timestamp>,
) -> Result<Vec<(i64, ProcessingStatus, i64)>, DbError> {
    let rows: Vec<(i64, String, i64)> = processings::Entity::find()
        .select_only()
        .column_as(Expr::cust(DAY), "day")
        .column(processings::Column::Status)
        .column_as(processings::Column::Id.count(), "runs")
        .filter(made(scope, &when).add(processings::Column::IsLatest.eq(true)))
        .group_by(Expr::cust(DAY))
        .group_by(processings::Column::Status)
        .into_tuple()
        .all(&db.pool)
        .await?;
    Ok(rows
        .into_iter()
        .filter_map(|(day, status, runs)| Some((day, ProcessingStatus::parse(&status)?, runs)))
        .collect())
}

/// How long the work of these parts of all completed runs took at most, in milliseconds.
pub async fn durations<P>(
    db: &Db,
    scope: &ProjectScope<P>,
    when: Range<Timestamp>,
    parts: [f64; 2],
) -> Result<[Option<i64>; 2], DbError> {
    let completed = made(scope, &when)
        .add(processings::Column::Status.eq(ProcessingStatus::Completed.as_str()))
        .add(processings::Column::StartedAt.is_not_null())
        .add(processings::Column::CompletedAt.is_not_null());
    let runs = processings::Entity::find().filter(completed.clone()).count(&db.pool).await?;
    let mut found = [None; 2];
    if runs == 0 {
        return Ok(found);
    }
    for (place, part) in found.iter_mut().zip(parts) {
        *place = processings::Entity::find()
            .select_only()
            .column_as(Expr::cust("completed_at - started_at"), "duration")
            .filter(completed.clone())
            .order_by(Expr::cust("completed_at - started_at"), Order::Asc)
            .offset(((runs as f64 * part).ceil() as u64).saturating_sub(1))
            .into_tuple()
            .one(&db.pool)
            .await?;
    }
    Ok(found)
}

/// Templates by the documents that came in for them.
pub async fn templates<P>(
    db: &Db,
    scope: &ProjectScope<P>,
    when: Range<Timestamp>,
) -> Result<Vec<(TemplateId, String, i64)>, DbError> {
    let rows: Vec<(TemplateId, i64)> = documents::Entity::find()
        .select_only()
        .column(documents::Column::TemplateId)
        .column_as(documents::Column::Id.count(), "documents")
        .filter(came(scope, &when))
        .group_by(documents::Column::TemplateId)
        .order_by(documents::Column::Id.count(), Order::Desc)
        .limit(RANKS)
        .into_tuple()
        .all(&db.pool)
        .await?;
    let wanted = rows.iter().map(|(id, _)| id.clone());
    let named = templates::Entity::find().filter(templates::Column::Id.is_in(wanted)).all(&db.pool).await?;
    let names: HashMap<_, _> = named.into_iter().map(|row| (row.id, row.name)).collect();
    Ok(rows.into_iter().map(|(id, n)| (id.clone(), names.get(&id).cloned().unwrap_or_default(), n)).collect())
}

/// People by the documents that they handed in.
pub async fn members<P>(
    db: &Db,
    scope: &ProjectScope<P>,
    when: Range<Timestamp>,
) -> Result<Vec<(UserId, String, i64)>, DbError> {
    let rows: Vec<(UserId, i64)> = documents::Entity::find()
        .select_only()
        .column(documents::Column::UploadedBy)
        .column_as(documents::Column::Id.count(), "documents")
        .filter(came(scope, &when).add(documents::Column::UploadedBy.is_not_null()))
        .group_by(documents::Column::UploadedBy)
        .order_by(documents::Column::Id.count(), Order::Desc)
        .limit(RANKS)
        .into_tuple()
        .all(&db.pool)
        .await?;
    let wanted = rows.iter().map(|(id, _)| id.clone());
    let named = users::Entity::find().filter(users::Column::Id.is_in(wanted)).all(&db.pool).await?;
    let names: HashMap<_, _> = named.into_iter().map(|row| (row.id, row.name)).collect();
    Ok(rows.into_iter().map(|(id, n)| (id.clone(), names.get(&id).cloned().unwrap_or_default(), n)).collect())
}

/// Bytes of the files that are kept.
pub async fn stored<P>(db: &Db, scope: &ProjectScope<P>) -> Result<i64, DbError> {
    let sum: Option<i64> = documents::Entity::find()
        .select_only()
        .column_as(Expr::cust("CAST(COALESCE(SUM(file_size), 0) AS BIGINT)"), "bytes")
        .filter(documents::Column::ProjectId.eq(scope.project().clone()))
        .filter(documents::Column::Status.eq(DocumentStatus::Uploaded.as_str()))
        .into_tuple()
        .one(&db.pool)
        .await?;
    Ok(sum.unwrap_or_default())
}

/// What a model took: runs with a result, tokens in and out, millionths of a US dollar.
pub type Taken = (String, String, i64, i64, i64, i64);

pub async fn models<P>(db: &Db, scope: &ProjectScope<P>, when: Range<Timestamp>) -> Result<Vec<Taken>, DbError> {
    let sum = |column: &str| Expr::cust(format!("CAST(COALESCE(SUM({column}), 0) AS BIGINT)"));
    processings::Entity::find()
        .select_only()
        .column(processings::Column::Provider)
        .column(processings::Column::Model)
        .column_as(processings::Column::Id.count(), "runs")
        .column_as(sum("input_tokens"), "input")
        .column_as(sum("output_tokens"), "output")
        .column_as(sum("cost_micro_usd"), "cost")
        .filter(made(scope, &when).add(processings::Column::Status.eq(ProcessingStatus::Completed.as_str())))
        .group_by(processings::Column::Provider)
        .group_by(processings::Column::Model)
        .order_by_asc(processings::Column::Provider)
        .order_by_asc(processings::Column::Model)
        .into_tuple()
        .all(&db.pool)
        .await
}

/// Runs with a result by the day on which they were made.
pub async fn completed_by_day<P>(
    db: &Db,
    scope: &ProjectScope<P>,
    when: Range<Timestamp>,
) -> Result<HashMap<i64, i64>, DbError> {
    let rows: Vec<(i64, i64)> = processings::Entity::find()
        .select_only()
        .column_as(Expr::cust(DAY), "day")
        .column_as(processings::Column::Id.count(), "runs")
        .filter(made(scope, &when).add(processings::Column::Status.eq(ProcessingStatus::Completed.as_str())))
        .group_by(Expr::cust(DAY))
        .into_tuple()
        .all(&db.pool)
        .await?;
    Ok(rows.into_iter().collect())
}

fn came<P>(scope: &ProjectScope<P>, when: &Range<Timestamp>) -> Condition {
    Condition::all()
        .add(documents::Column::ProjectId.eq(scope.project().clone()))
        .add(documents::Column::CreatedAt.gte(when.start))
        .add(documents::Column::CreatedAt.lt(when.end))
}

fn made<P>(scope: &ProjectScope<P>, when: &Range<Timestamp>) -> Condition {
    Condition::all()
        .add(processings::Column::ProjectId.eq(scope.project().clone()))
        .add(processings::Column::CreatedAt.gte(when.start))
        .add(processings::Column::CreatedAt.lt(when.end))
}
