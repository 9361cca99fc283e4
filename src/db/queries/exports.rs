//! Results on their way out, in portions.

use super::processings::newest;
use crate::{
    access::ProjectScope,
    db::{
        Db, DbError,
        json::Json,
        tables::{documents, processings},
    },
    domain::{
        export::Record,
        id::{DocumentId, ProcessingId, TemplateId},
        processing::{ProcessingFilter, ProcessingStatus},
        time::Timestamp,
    },
};
use sea_orm::{ColumnTrait, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect};

/// The templates of their runs, each version once, the newest first.
pub async fn templates<P>(
    db: &Db,
    scope: &ProjectScope<P>,
    filter: &ProcessingFilter,
) -> Result<Vec<(TemplateId, i32)>, DbError> {
    processings::Entity::find()
        .select_only()
        .column(processings::Column::TemplateId)
        .column(processings::Column::TemplateVersion)
        .distinct()
        .filter(newest(scope, filter))
        .order_by_desc(processings::Column::TemplateId)
        .order_by_desc(processings::Column::TemplateVersion)
        .into_tuple()
        .all(&db.pool)
        .await
}

type Row = (
    ProcessingId,
    DocumentId,
    String,
    String,
    TemplateId,
    i32,
    Option<f32>,
    Timestamp,
    Option<Timestamp>,
    Option<Json>,
);

/// At most `limit` of them, newest document first, from behind the document `after` on.
pub async fn records<P>(
    db: &Db,
    scope: &ProjectScope<P>,
    filter: &ProcessingFilter,
    after: Option<&DocumentId>,
    limit: u64,
) -> Result<Vec<Record>, DbError> {
    let to_document = processings::Entity::belongs_to(documents::Entity)
        .from(processings::Column::DocumentId)
        .to(documents::Column::Id)
        .into();
    let older = after.map(|id| processings::Column::DocumentId.lt(id.clone()));
    let rows: Vec<Row> = processings::Entity::find()
        .select_only()
        .column(processings::Column::Id)
        .column(processings::Column::DocumentId)
        .column(documents::Column::FileName)
        .column(processings::Column::Status)
        .column(processings::Column::TemplateId)
        .column(processings::Column::TemplateVersion)
        .column(processings::Column::Confidence)
        .column(documents::Column::CreatedAt)
        .column(processings::Column::CompletedAt)
        .column(processings::Column::Result)
        .join(JoinType::InnerJoin, to_document)
        .filter(newest(scope, filter).add_option(older))
        .order_by_desc(processings::Column::DocumentId)
        .limit(limit)
        .into_tuple()
        .all(&db.pool)
        .await?;
    Ok(rows.into_iter().map(record).collect())
}

fn record(row: Row) -> Record {
    let (
        id,
        document_id,
        file_name,
        status,
        template_id,
        template_version,
        confidence,
        created_at,
        completed_at,
        result,
    ) = row;
    Record {
        id,
        document_id,
        file_name,
        status: ProcessingStatus::parse(&status).unwrap_or(ProcessingStatus::Failed),
        template_id,
        template_version,
        confidence,
        created_at,
        completed_at,
        result: result.map(|json| json.0).unwrap_or_default(),
    }
}
