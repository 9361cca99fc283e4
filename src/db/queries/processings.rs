//! Runs of documents: made, started, settled, listed.

use crate::{
    access::ProjectScope,
    db::{
        Db, DbError, Script, Tx, count,
        json::Json,
        tables::{documents, processings, templates, users},
    },
    domain::{
        evidence::Extraction,
        id::{BatchId, DocumentId, ProcessingId},
        list::{Named, Paging},
        processing::{Processing, ProcessingFilter, ProcessingRow, ProcessingStatus},
        template::Template,
        time::Timestamp,
        usage::Usage,
    },
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait,
};
use std::collections::HashMap;

/// A run that has not ended.
pub(super) const OPEN: [ProcessingStatus; 2] = [ProcessingStatus::Pending, ProcessingStatus::InProgress];

/// A run to be made.
pub struct NewRun {
    pub id: ProcessingId,
    pub document: DocumentId,
    /// The batch that is to count how it ends.
    pub batch: Option<BatchId>,
}

/// Makes runs that wait, each the first of its document.
pub fn insert_first<P>(
    script: &mut Script,
    scope: &ProjectScope<P>,
    runs: &[NewRun],
    template: &Template,
    now: Timestamp,
) {
    let rows = runs.iter().map(|run| waiting(scope, run, template, now).into_active_model());
    script.add(processings::Entity::insert_many(rows).build(script.backend()));
}

/// Makes one more run that waits; it is the document's newest from now on.
pub async fn insert_again<P>(
    tx: &Tx,
    scope: &ProjectScope<P>,
    run: NewRun,
    template: &Template,
    now: Timestamp,
) -> Result<(), DbError> {
    processings::Entity::update_many()
        .set(processings::ActiveModel { is_latest: Set(false), ..Default::default() })
        .filter(own(scope))
        .filter(processings::Column::DocumentId.eq(run.document.clone()))
        .exec(tx.connection())
        .await?;
    let mut script = Script::of(tx);
    insert_first(&mut script, scope, &[run], template, now);
    script.run(tx).await
}

fn waiting<P>(scope: &ProjectScope<P>, run: &NewRun, template: &Template, now: Timestamp) -> processings::Model {
    processings::Model {
        id: run.id.clone(),
        organization_id: scope.organization().clone(),
        project_id: scope.project().clone(),
        document_id: run.document.clone(),
        template_id: template.id.clone(),
        template_version: template.version,
        is_latest: true,
        batch_id: run.batch.clone(),
        status: ProcessingStatus::Pending.as_str().to_owned(),
        result: None,
        fields: None,
        checks: None,
        confidence: None,
        provider: template.provider.clone(),
        model: template.model.clone(),
        input_tokens: None,
        output_tokens: None,
        cost_micro_usd: None,
        rounds: None,
        second_model: None,
        error_message: None,
        error_code: None,
        created_at: now,
        started_at: None,
        completed_at: None,
    }
}

/// Keeps the result of a run that is [`still_open`](super::claims::still_open).
pub fn complete<P>(
    script: &mut Script,
    scope: &ProjectScope<P>,
    id: &ProcessingId,
    extraction: &Extraction,
    usage: Option<&Usage>,
    now: Timestamp,
) {
    let change = processings::ActiveModel {
        status: Set(ProcessingStatus::Completed.as_str().to_owned()),
        result: Set(Some(Json(extraction.result.clone()))),
        fields: Set(Some(Json::of(&extraction.fields))),
        checks: Set(Some(Json::of(&extraction.checks))),
        confidence: Set(Some(extraction.confidence)),
        input_tokens: Set(usage.map(|usage| usage.input_tokens)),
        output_tokens: Set(usage.map(|usage| usage.output_tokens)),
        cost_micro_usd: Set(usage.map(|usage| usage.cost_micro_usd)),
        rounds: Set(usage.map(|usage| usage.rounds)),
        second_model: Set(usage.and_then(|usage| usage.second_model.clone())),
        completed_at: Set(Some(now)),
        ..Default::default()
    };
    set(script, scope, id, change);
}

/// A completed run as a person set it right.
pub async fn set_corrected<P>(
    tx: &Tx,
    scope: &ProjectScope<P>,
    id: &ProcessingId,
    extraction: &Extraction,
) -> Result<(), DbError> {
    let change = processings::ActiveModel {
        result: Set(Some(Json(extraction.result.clone()))),
        fields: Set(Some(Json::of(&extraction.fields))),
        checks: Set(Some(Json::of(&extraction.checks))),
        ..Default::default()
    };
    processings::Entity::update_many().set(change).filter(own_run(scope, id)).exec(tx.connection()).await?;
    Ok(())
}

/// Keeps why a run that is [`still_open`](super::claims::still_open) has no result.
pub fn fail<P>(
    script: &mut Script,
    scope: &ProjectScope<P>,
    id: &ProcessingId,
    code: &str,
    message: &str,
    now: Timestamp,
) {
    let change = processings::ActiveModel {
        status: Set(ProcessingStatus::Failed.as_str().to_owned()),
        error_code: Set(Some(code.to_owned())),
        error_message: Set(Some(message.to_owned())),
        completed_at: Set(Some(now)),
        ..Default::default()
    };
    set(script, scope, id, change);
}

fn set<P>(script: &mut Script, scope: &ProjectScope<P>, id: &ProcessingId, change: processings::ActiveModel) {
    let update = processings::Entity::update_many().set(change).filter(open(scope, id));
    script.add(update.build(script.backend()));
}

/// A run that has not ended: one that has is never written again, not by a worker that wakes up late either.
fn open<P>(scope: &ProjectScope<P>, id: &ProcessingId) -> Condition {
    own_run(scope, id).add(processings::Column::Status.is_in(OPEN.map(ProcessingStatus::as_str)))
}

fn own_run<P>(scope: &ProjectScope<P>, id: &ProcessingId) -> Condition {
    own(scope).add(processings::Column::Id.eq(id.clone()))
}

pub async fn get<P>(db: &Db, scope: &ProjectScope<P>, id: &ProcessingId) -> Result<Option<Processing>, DbError> {
    one(db, own_run(scope, id)).await
}

/// The newest run of a document.
pub async fn latest<P>(db: &Db, scope: &ProjectScope<P>, document: &DocumentId) -> Result<Option<Processing>, DbError> {
    let newest = Condition::all()
        .add(own(scope))
        .add(processings::Column::DocumentId.eq(document.clone()))
        .add(processings::Column::IsLatest.eq(true));
    one(db, newest).await
}

async fn one(db: &Db, which: Condition) -> Result<Option<Processing>, DbError> {
    let found = processings::Entity::find().filter(which).find_also_related_document().one(&db.pool).await?;
    Ok(found.and_then(|(row, document)| Some(processing(row, document?))))
}

/// The newest run of each document, newest document first.
pub async fn list<P>(
    db: &Db,
    scope: &ProjectScope<P>,
    paging: Paging,
    filter: &ProcessingFilter,
) -> Result<(Vec<ProcessingRow>, u64), DbError> {
    let which = newest(scope, filter);
    let total = count::up_to_counted(db, processings::Entity::find().filter(which.clone())).await?;
    let rest = filter.after.clone().map(|after| processings::Column::DocumentId.lt(after));
    let rows = processings::Entity::find()
        .filter(which.add_option(rest))
        .order_by_desc(processings::Column::DocumentId)
        .offset(if filter.after.is_some() { 0 } else { paging.offset() })
        .limit(paging.limit)
        .find_also_related_document()
        .all(&db.pool)
        .await?;
    let names = Names::of(db, &rows).await?;
    Ok((rows.into_iter().filter_map(|(run, document)| Some(names.row(run, document?))).collect(), total))
}

/// The newest run of each document that the filter lets through.
pub(super) fn newest<P>(scope: &ProjectScope<P>, filter: &ProcessingFilter) -> Condition {
    let status = filter.status.map(|status| processings::Column::Status.eq(status.as_str()));
    let template = filter.template_id.clone().map(|template| processings::Column::TemplateId.eq(template));
    let batch = filter.batch_id.clone().map(|batch| {
        let of_batch = documents::Entity::find().filter(documents::Column::BatchId.eq(batch));
        processings::Column::DocumentId.in_subquery(of_batch.select_only().column(documents::Column::Id).into_query())
    });
    let named = (filter.named != Named::default()).then(|| {
        let these = documents::Entity::find().filter(documents::Column::ProjectId.eq(scope.project().clone()));
        let these = these.filter(super::documents::named(&filter.named));
        processings::Column::DocumentId.in_subquery(these.select_only().column(documents::Column::Id).into_query())
    });
    let newest = own(scope).add(processings::Column::IsLatest.eq(true));
    newest.add_option(status).add_option(template).add_option(batch).add_option(named)
}

/// What a list shows by name: templates and people.
struct Names {
    templates: HashMap<String, String>,
    people: HashMap<String, String>,
}

impl Names {
    async fn of(db: &Db, rows: &[(processings::Model, Option<documents::Model>)]) -> Result<Self, DbError> {
        let wanted = rows.iter().map(|(run, _)| run.template_id.clone());
        let templates = templates::Entity::find().filter(templates::Column::Id.is_in(wanted)).all(&db.pool).await?;
        let wanted = rows.iter().filter_map(|(_, document)| document.as_ref()?.uploaded_by.clone());
        let people = users::Entity::find().filter(users::Column::Id.is_in(wanted)).all(&db.pool).await?;
        Ok(Self {
            templates: templates.into_iter().map(|template| (template.id.0, template.name)).collect(),
            people: people.into_iter().map(|user| (user.id.0, user.name)).collect(),
        })
    }

    fn row(&self, run: processings::Model, document: documents::Model) -> ProcessingRow {
        ProcessingRow {
            processing_time: duration(&run),
            status: ProcessingStatus::parse(&run.status).unwrap_or(ProcessingStatus::Failed),
            template_name: self.templates.get(run.template_id.as_str()).cloned().unwrap_or_default(),
            uploaded_by: document.uploaded_by.and_then(|user| self.people.get(user.as_str()).cloned()),
            id: run.id,
            document_id: run.document_id,
            project_id: run.project_id,
            batch_id: document.batch_id,
            template_id: run.template_id,
            template_version: run.template_version,
            confidence: run.confidence,
            file_name: document.file_name,
            file_size: document.file_size,
            mime_type: document.mime_type,
            pages: document.pages,
            error_message: run.error_message,
            error_code: run.error_code,
            created_at: document.created_at,
            completed_at: run.completed_at,
        }
    }
}

/// A run joined with its document.
pub(super) trait WithDocument {
    fn find_also_related_document(self) -> sea_orm::SelectTwo<processings::Entity, documents::Entity>;
}

impl WithDocument for sea_orm::Select<processings::Entity> {
    fn find_also_related_document(self) -> sea_orm::SelectTwo<processings::Entity, documents::Entity> {
        let to_document = processings::Entity::belongs_to(documents::Entity)
            .from(processings::Column::DocumentId)
            .to(documents::Column::Id)
            .into();
        self.join(sea_orm::JoinType::InnerJoin, to_document).select_also(documents::Entity)
    }
}

fn own<P>(scope: &ProjectScope<P>) -> Condition {
    Condition::all().add(processings::Column::ProjectId.eq(scope.project().clone()))
}

fn duration(run: &processings::Model) -> Option<i64> {
    Some(run.completed_at?.millis_since(run.started_at?))
}

fn usage(run: &processings::Model) -> Option<Usage> {
    Some(Usage {
        provider: run.provider.clone(),
        model: run.model.clone(),
        input_tokens: run.input_tokens?,
        output_tokens: run.output_tokens?,
        cost_micro_usd: run.cost_micro_usd?,
        rounds: run.rounds?,
        second_model: run.second_model.clone(),
    })
}

pub(super) fn processing(run: processings::Model, document: documents::Model) -> Processing {
    Processing {
        processing_time: duration(&run),
        usage: usage(&run),
        status: ProcessingStatus::parse(&run.status).unwrap_or(ProcessingStatus::Failed),
        queue_position: None,
        fields: run.fields.map(Json::read).unwrap_or_default(),
        checks: run.checks.map(Json::read).unwrap_or_default(),
        id: run.id,
        document_id: run.document_id,
        project_id: run.project_id,
        batch_id: run.batch_id,
        template_id: run.template_id,
        template_version: run.template_version,
        result: run.result.map(|json| json.0),
        confidence: run.confidence,
        file_name: document.file_name,
        mime_type: document.mime_type,
        pages: document.pages,
        provider: run.provider,
        model: run.model,
        credits_charged: 0,
        error_message: run.error_message,
        error_code: run.error_code,
        created_at: run.created_at,
        started_at: run.started_at,
        completed_at: run.completed_at,
    }
}
