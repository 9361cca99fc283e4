//! What corrections taught, by template.

use crate::{
    access::ProjectScope,
    db::{Db, DbError, Tx, json::Json, tables::lessons},
    domain::{
        id::{ProcessingId, TemplateId},
        lesson::Lesson,
        time::Timestamp,
    },
};
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect, sea_query::OnConflict};

/// The newest are looked at; a template has a few fields that go wrong on a few layouts.
const NEWEST: u64 = 200;

/// Keeps a lesson; a later one about the same field of the same run takes its place.
pub async fn keep<P>(
    tx: &Tx,
    scope: &ProjectScope<P>,
    template: &TemplateId,
    processing: &ProcessingId,
    lesson: &Lesson,
    now: Timestamp,
) -> Result<(), DbError> {
    let row = lessons::Model {
        processing_id: processing.clone(),
        path: lesson.path.clone(),
        organization_id: scope.organization().clone(),
        project_id: scope.project().clone(),
        template_id: template.clone(),
        lesson: Json::of(lesson),
        learned_at: now,
    };
    let replace = OnConflict::columns([lessons::Column::ProcessingId, lessons::Column::Path])
        .update_columns([lessons::Column::Lesson, lessons::Column::LearnedAt])
        .to_owned();
    lessons::Entity::insert(row.into_active_model())
        .on_conflict(replace)
        .exec_without_returning(tx.connection())
        .await?;
    Ok(())
}

/// The lessons of a template, the newest first.
pub async fn of_template<P>(db: &Db, scope: &ProjectScope<P>, template: &TemplateId) -> Result<Vec<Lesson>, DbError> {
    let rows = lessons::Entity::find()
        .filter(lessons::Column::ProjectId.eq(scope.project().clone()))
        .filter(lessons::Column::TemplateId.eq(template.clone()))
        .order_by_desc(lessons::Column::LearnedAt)
        .limit(NEWEST)
        .all(&db.pool)
        .await?;
    // What an older version wrote differently teaches nothing.
    Ok(rows.into_iter().filter_map(|row| serde_json::from_value(row.lesson.0).ok()).collect())
}
