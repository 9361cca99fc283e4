//! Batches: made, counted to their end, listed.

use crate::{
    access::ProjectScope,
    db::{
        Db, DbError, Tx,
        json::Json,
        tables::{batches, documents, processings},
    },
    domain::{
        batch::{Batch, BatchFile, BatchFilter, BatchStatus, Counts, Ending},
        id::{BatchId, DocumentId, ProcessingId},
        list::Paging,
        processing::ProcessingStatus,
        time::Timestamp,
    },
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, EntityTrait, ExprTrait, IntoActiveModel, JoinType, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect, sea_query::Expr,
};

pub async fn insert<P>(tx: &Tx, scope: &ProjectScope<P>, batch: &Batch) -> Result<(), DbError> {
    let row = batches::Model {
        id: batch.id.clone(),
        organization_id: scope.organization().clone(),
        project_id: scope.project().clone(),
        template_id: batch.template_id.clone(),
        name: batch.name.clone(),
        status: batch.status.as_str().to_owned(),
        total_files: batch.counts.total_files,
        completed_files: batch.counts.completed_files,
        failed_files: batch.counts.failed_files,
        cancelled_files: batch.counts.cancelled_files,
        uploaded_by: batch.uploaded_by.clone(),
        metadata: batch.metadata.clone().map(Json),
        refused: Json::of(&batch.refused),
        created_at: batch.created_at,
        completed_at: batch.completed_at,
    };
    batches::Entity::insert(row.into_active_model()).exec_without_returning(tx.connection()).await?;
    Ok(())
}

/// Counts `files` more that ended like this, and gives the batch as it is then; none if it is not open.
///
/// The row stays locked until the end of the transaction: of two workers with the last two files the second one waits
/// here and sees the count of the first.
pub async fn count<P>(
    tx: &Tx,
    scope: &ProjectScope<P>,
    id: &BatchId,
    ending: Ending,
    files: i32,
) -> Result<Option<Batch>, DbError> {
    let column = match ending {
        Ending::Completed => batches::Column::CompletedFiles,
        Ending::Failed => batches::Column::FailedFiles,
        Ending::Cancelled => batches::Column::CancelledFiles,
    };
    let counted = batches::Entity::update_many()
        .col_expr(column, Expr::col(column).add(files))
        .filter(own_batch(scope, id))
        .filter(batches::Column::Status.eq(BatchStatus::Processing.as_str()))
        .exec_with_returning(tx.connection())
        .await?;
    Ok(counted.into_iter().next().map(batch))
}

/// Ends a batch.
pub async fn close<P>(
    tx: &Tx,
    scope: &ProjectScope<P>,
    id: &BatchId,
    status: BatchStatus,
    now: Timestamp,
) -> Result<(), DbError> {
    let end = batches::ActiveModel {
        status: Set(status.as_str().to_owned()),
        completed_at: Set(Some(now)),
        ..Default::default()
    };
    batches::Entity::update_many().set(end).filter(own_batch(scope, id)).exec(tx.connection()).await?;
    Ok(())
}

pub async fn get<P>(db: &Db, scope: &ProjectScope<P>, id: &BatchId) -> Result<Option<Batch>, DbError> {
    Ok(batches::Entity::find().filter(own_batch(scope, id)).one(&db.pool).await?.map(batch))
}

/// Newest first.
pub async fn list<P>(
    db: &Db,
    scope: &ProjectScope<P>,
    paging: Paging,
    filter: &BatchFilter,
) -> Result<(Vec<Batch>, u64), DbError> {
    let status = filter.status.map(|status| batches::Column::Status.eq(status.as_str()));
    let template = filter.template_id.clone().map(|template| batches::Column::TemplateId.eq(template));
    let which = own(scope)
        .add_option(status)
        .add_option(template)
        .add_option(filter.named.from.map(|from| batches::Column::CreatedAt.gte(from)))
        .add_option(filter.named.to.map(|to| batches::Column::CreatedAt.lte(to)))
        .add_option(filter.named.search.as_deref().map(|text| super::documents::contains(batches::Column::Name, text)));
    let total = batches::Entity::find().filter(which.clone()).count(&db.pool).await?;
    let rows = batches::Entity::find()
        .filter(which.add_option(filter.after.clone().map(|after| batches::Column::Id.lt(after))))
        .order_by_desc(batches::Column::Id)
        .offset(if filter.after.is_some() { 0 } else { paging.offset() })
        .limit(paging.limit)
        .all(&db.pool)
        .await?;
    Ok((rows.into_iter().map(batch).collect(), total))
}

type File = (
    Option<i32>,
    DocumentId,
    ProcessingId,
    String,
    String,
    i32,
    String,
    Option<f32>,
    Option<String>,
    Option<String>,
    Option<Timestamp>,
);

/// Its documents, each with its newest run, in the order in which they came.
pub async fn files<P>(db: &Db, scope: &ProjectScope<P>, id: &BatchId) -> Result<Vec<BatchFile>, DbError> {
    let to_document = processings::Entity::belongs_to(documents::Entity)
        .from(processings::Column::DocumentId)
        .to(documents::Column::Id)
        .into();
    let rows: Vec<File> = processings::Entity::find()
        .select_only()
        .column(documents::Column::BatchIndex)
        .column(processings::Column::DocumentId)
        .column(processings::Column::Id)
        .column(documents::Column::FileName)
        .column(documents::Column::MimeType)
        .column(documents::Column::Pages)
        .column(processings::Column::Status)
        .column(processings::Column::Confidence)
        .column(processings::Column::ErrorCode)
        .column(processings::Column::ErrorMessage)
        .column(processings::Column::CompletedAt)
        .join(JoinType::InnerJoin, to_document)
        .filter(documents::Column::ProjectId.eq(scope.project().clone()))
        .filter(documents::Column::BatchId.eq(id.clone()))
        .filter(processings::Column::IsLatest.eq(true))
        .order_by_asc(documents::Column::BatchIndex)
        .into_tuple()
        .all(&db.pool)
        .await?;
    Ok(rows.into_iter().map(file).collect())
}

fn own<P>(scope: &ProjectScope<P>) -> Condition {
    Condition::all().add(batches::Column::ProjectId.eq(scope.project().clone()))
}

fn own_batch<P>(scope: &ProjectScope<P>, id: &BatchId) -> Condition {
    own(scope).add(batches::Column::Id.eq(id.clone()))
}

fn file(row: File) -> BatchFile {
    let (
        index,
        document_id,
        processing_id,
        file_name,
        mime_type,
        pages,
        status,
        confidence,
        error_code,
        error_message,
        completed_at,
    ) = row;
    BatchFile {
        index: index.unwrap_or_default(),
        document_id,
        processing_id,
        file_name,
        mime_type,
        pages,
        status: ProcessingStatus::parse(&status).unwrap_or(ProcessingStatus::Failed),
        confidence,
        error_code,
        error_message,
        completed_at,
    }
}

fn batch(row: batches::Model) -> Batch {
    let counts = Counts {
        total_files: row.total_files,
        completed_files: row.completed_files,
        failed_files: row.failed_files,
        cancelled_files: row.cancelled_files,
    };
    Batch {
        id: row.id,
        project_id: row.project_id,
        template_id: row.template_id,
        name: row.name,
        status: BatchStatus::parse(&row.status).unwrap_or_else(|| counts.status()),
        counts,
        uploaded_by: row.uploaded_by,
        metadata: row.metadata.map(|json| json.0),
        refused: row.refused.read(),
        created_at: row.created_at,
        completed_at: row.completed_at,
    }
}
