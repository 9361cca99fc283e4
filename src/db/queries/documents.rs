//! Uploaded files.

use crate::{
    access::ProjectScope,
    db::{
        Db, DbError, Script, Tx, count,
        json::Json,
        tables::{documents, projects},
    },
    domain::{
        document::{Document, DocumentFilter, DocumentStatus},
        id::DocumentId,
        list::{Named, Paging},
        project_settings::DuplicatePolicy,
    },
};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, ExprTrait, IntoActiveModel, JoinType, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait,
    sea_query::{Expr, Func, IntoColumnRef, LikeExpr, LockType},
};
use std::collections::{HashMap, HashSet};

/// A document and where its bytes are.
pub struct Stored {
    pub document: Document,
    pub storage_key: String,
    /// Place among the files of its batch.
    pub batch_index: Option<i32>,
}

pub fn insert<P>(script: &mut Script, scope: &ProjectScope<P>, files: &[Stored]) {
    let rows = files.iter().map(|stored| row(scope, stored).into_active_model());
    script.add(documents::Entity::insert_many(rows).build(script.backend()));
}

fn row<P>(scope: &ProjectScope<P>, stored: &Stored) -> documents::Model {
    let document = &stored.document;
    documents::Model {
        id: document.id.clone(),
        organization_id: scope.organization().clone(),
        project_id: scope.project().clone(),
        template_id: document.template_id.clone(),
        file_name: document.file_name.clone(),
        file_size: document.file_size,
        mime_type: document.mime_type.clone(),
        sha256: document.sha256.clone(),
        storage_key: stored.storage_key.clone(),
        pages: document.pages,
        status: document.status.as_str().to_owned(),
        uploaded_by: document.uploaded_by.clone(),
        metadata: document.metadata.clone().map(Json),
        page_range: document.page_range.clone(),
        duplicate_of: document.duplicate_of.clone(),
        batch_id: document.batch_id.clone(),
        batch_index: stored.batch_index,
        created_at: document.created_at,
    }
}

pub async fn get<P>(db: &Db, scope: &ProjectScope<P>, id: &DocumentId) -> Result<Option<Stored>, DbError> {
    let row = documents::Entity::find_by_id(id.clone()).filter(own(scope)).one(&db.pool).await?;
    Ok(row.map(stored))
}

/// The same, held until the transaction ends.
pub async fn get_for_update<P>(tx: &Tx, scope: &ProjectScope<P>, id: &DocumentId) -> Result<Option<Stored>, DbError> {
    let query = documents::Entity::find_by_id(id.clone()).filter(own(scope)).lock(LockType::NoKeyUpdate);
    Ok(query.one(tx.connection()).await?.map(stored))
}

/// What the project does with bytes that it has, and its first document with each of these, where there is one.
pub async fn same_bytes<P>(
    tx: &Tx,
    scope: &ProjectScope<P>,
    sha256: &[String],
) -> Result<(DuplicatePolicy, HashMap<String, DocumentId>), DbError> {
    let wanted = sha256.to_vec();
    let same = projects::Entity::belongs_to(documents::Entity)
        .from(projects::Column::Id)
        .to(documents::Column::ProjectId)
        .on_condition(move |_, right| {
            Condition::all().add(Expr::col((right, documents::Column::Sha256)).is_in(wanted.clone()))
        })
        .into();
    let rows: Vec<(String, Option<String>, Option<DocumentId>)> = projects::Entity::find_by_id(scope.project().clone())
        .join(JoinType::LeftJoin, same)
        .select_only()
        .column(projects::Column::DuplicatePolicy)
        .column(documents::Column::Sha256)
        .column_as(documents::Column::Id.min(), "first")
        .group_by(projects::Column::DuplicatePolicy)
        .group_by(documents::Column::Sha256)
        .into_tuple()
        .all(tx.connection())
        .await?;
    let policy = rows.first().and_then(|(policy, ..)| DuplicatePolicy::parse(policy)).unwrap_or_default();
    Ok((policy, rows.into_iter().filter_map(|(_, sha256, first)| sha256.zip(first)).collect()))
}

/// Those of `keys` under which documents have their files, of whatever organization: the sweep asks.
pub async fn keys_in_use(db: &Db, keys: Vec<String>) -> Result<HashSet<String>, DbError> {
    let found: Vec<String> = documents::Entity::find()
        .filter(documents::Column::StorageKey.is_in(keys))
        .filter(documents::Column::Status.eq(DocumentStatus::Uploaded.as_str()))
        .select_only()
        .column(documents::Column::StorageKey)
        .into_tuple()
        .all(&db.pool)
        .await?;
    Ok(found.into_iter().collect())
}

/// Newest first.
pub async fn list<P>(
    db: &Db,
    scope: &ProjectScope<P>,
    paging: Paging,
    filter: &DocumentFilter,
) -> Result<(Vec<Document>, u64), DbError> {
    let which = own(scope)
        .add_option(filter.status.map(|status| documents::Column::Status.eq(status.as_str())))
        .add_option(filter.template_id.clone().map(|template| documents::Column::TemplateId.eq(template)))
        .add_option(filter.batch_id.clone().map(|batch| documents::Column::BatchId.eq(batch)))
        .add(named(&filter.named));
    let total = count::up_to_counted(db, documents::Entity::find().filter(which.clone())).await?;
    let rows = documents::Entity::find()
        .filter(which.add_option(filter.after.clone().map(|after| documents::Column::Id.lt(after))))
        .order_by_desc(documents::Column::Id)
        .offset(if filter.after.is_some() { 0 } else { paging.offset() })
        .limit(paging.limit)
        .all(&db.pool)
        .await?;
    Ok((rows.into_iter().map(|row| stored(row).document).collect(), total))
}

/// Those that came in then and are called so.
pub(super) fn named(named: &Named) -> Condition {
    Condition::all()
        .add_option(named.from.map(|from| documents::Column::CreatedAt.gte(from)))
        .add_option(named.to.map(|to| documents::Column::CreatedAt.lte(to)))
        .add_option(named.search.as_deref().map(|text| contains(documents::Column::FileName, text)))
}

/// Does a column have this text in it, in capitals or not?
pub(super) fn contains(column: impl IntoColumnRef, text: &str) -> Expr {
    let literal = text.to_lowercase().replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    Expr::expr(Func::lower(Expr::col(column))).like(LikeExpr::new(format!("%{literal}%")).escape('\\'))
}

/// Where a document stands among those of its project, newest first.
pub struct Place {
    /// The next newer one.
    pub previous: Option<DocumentId>,
    /// The next older one.
    pub next: Option<DocumentId>,
    /// From 1.
    pub position: u64,
    pub total: u64,
}

pub async fn place<P>(db: &Db, scope: &ProjectScope<P>, id: &DocumentId) -> Result<Place, DbError> {
    // Ids sort by time of creation.
    let newer = Condition::all().add(own(scope)).add(documents::Column::Id.gt(id.clone()));
    let older = Condition::all().add(own(scope)).add(documents::Column::Id.lt(id.clone()));
    let ids = || documents::Entity::find().select_only().column(documents::Column::Id);
    Ok(Place {
        previous: ids().filter(newer.clone()).order_by_asc(documents::Column::Id).into_tuple().one(&db.pool).await?,
        next: ids().filter(older).order_by_desc(documents::Column::Id).into_tuple().one(&db.pool).await?,
        position: count::up_to_counted(db, documents::Entity::find().filter(newer)).await? + 1,
        total: count::up_to_counted(db, documents::Entity::find().filter(own(scope))).await?,
    })
}

fn own<P>(scope: &ProjectScope<P>) -> Condition {
    Condition::all().add(documents::Column::ProjectId.eq(scope.project().clone()))
}

pub(super) fn stored(row: documents::Model) -> Stored {
    Stored {
        storage_key: row.storage_key,
        batch_index: row.batch_index,
        document: Document {
            id: row.id,
            organization_id: row.organization_id,
            project_id: row.project_id,
            template_id: row.template_id,
            file_name: row.file_name,
            file_size: row.file_size,
            mime_type: row.mime_type,
            sha256: row.sha256,
            pages: row.pages,
            status: DocumentStatus::parse(&row.status).unwrap_or(DocumentStatus::Uploaded),
            uploaded_by: row.uploaded_by,
            metadata: row.metadata.map(|json| json.0),
            page_range: row.page_range,
            duplicate_of: row.duplicate_of,
            batch_id: row.batch_id,
            created_at: row.created_at,
        },
    }
}
