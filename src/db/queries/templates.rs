//! Templates and their versions.

use crate::{
    access::ProjectScope,
    db::{
        Db, DbError, Tx,
        json::Json,
        tables::{projects, template_versions, templates, users},
    },
    domain::{
        id::{TemplateId, UserId},
        template::{ResultFormat, Template},
        time::Timestamp,
    },
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, EntityTrait, IntoActiveModel, JoinType, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    Select,
    sea_query::{Expr, ExprTrait},
};

/// Inserts a template with its first version.
pub async fn insert<P>(tx: &Tx, scope: &ProjectScope<P>, template: &Template) -> Result<(), DbError> {
    let row = templates::Model {
        id: template.id.clone(),
        organization_id: scope.organization().clone(),
        project_id: scope.project().clone(),
        name: template.name.clone(),
        description: template.description.clone(),
        version: template.version,
        is_active: template.is_active,
        created_at: template.created_at,
        updated_at: template.updated_at,
        deleted_at: None,
    };
    templates::Entity::insert(row.into_active_model()).exec_without_returning(tx.connection()).await?;
    insert_version(tx, template, scope.actor()).await
}

/// Saves `template` as its newest version; `false` when another save came between.
pub async fn update<P>(tx: &Tx, scope: &ProjectScope<P>, template: &Template) -> Result<bool, DbError> {
    let changed = templates::Entity::update_many()
        .col_expr(templates::Column::Name, Expr::value(template.name.clone()))
        .col_expr(templates::Column::Description, Expr::value(template.description.clone()))
        .col_expr(templates::Column::IsActive, Expr::value(template.is_active))
        .col_expr(templates::Column::Version, Expr::value(template.version))
        .col_expr(templates::Column::UpdatedAt, Expr::value(template.updated_at.0))
        .filter(own(scope, &template.id))
        .filter(templates::Column::Version.eq(template.version - 1))
        .exec(tx.connection())
        .await?;
    if changed.rows_affected == 0 {
        return Ok(false);
    }
    insert_version(tx, template, scope.actor()).await?;
    Ok(true)
}

/// Hides a template; what was read with it stays readable.
pub async fn delete<P>(tx: &Tx, scope: &ProjectScope<P>, id: &TemplateId, now: Timestamp) -> Result<bool, DbError> {
    let gone = templates::Entity::update_many()
        .set(templates::ActiveModel { deleted_at: Set(Some(now)), ..Default::default() })
        .filter(own(scope, id))
        .exec(tx.connection())
        .await?;
    Ok(gone.rows_affected > 0)
}

/// The newest version of a template that is not deleted.
pub async fn get<P>(db: &Db, scope: &ProjectScope<P>, id: &TemplateId) -> Result<Option<Template>, DbError> {
    one(db, templates::Entity::find().filter(own(scope, id)).filter(newest())).await
}

/// The same of the one that a project uses when none is named.
pub async fn default<P>(db: &Db, scope: &ProjectScope<P>) -> Result<Option<Template>, DbError> {
    let id = projects::Entity::find_by_id(scope.project().clone())
        .select_only()
        .column(projects::Column::DefaultTemplateId)
        .into_query();
    let which = living(scope).add(templates::Column::Id.in_subquery(id)).add(newest());
    one(db, templates::Entity::find().filter(which)).await
}

/// The template as it was in `version`, deleted or not.
pub async fn version<P>(
    db: &Db,
    scope: &ProjectScope<P>,
    id: &TemplateId,
    version: i32,
) -> Result<Option<Template>, DbError> {
    let which = templates::Entity::find_by_id(id.clone())
        .filter(templates::Column::ProjectId.eq(scope.project().clone()))
        .filter(template_versions::Column::Version.eq(version));
    one(db, which).await
}

/// Every save of a template with the name of who made it, oldest first.
pub async fn versions<P>(
    db: &Db,
    scope: &ProjectScope<P>,
    id: &TemplateId,
) -> Result<Vec<(Template, Option<String>)>, DbError> {
    let Some(row) = templates::Entity::find().filter(own(scope, id)).one(&db.pool).await? else { return Ok(vec![]) };
    let author = template_versions::Entity::belongs_to(users::Entity)
        .from(template_versions::Column::CreatedBy)
        .to(users::Column::Id)
        .into();
    let saves = template_versions::Entity::find()
        .filter(template_versions::Column::TemplateId.eq(id.clone()))
        .order_by_asc(template_versions::Column::Version)
        .join(JoinType::LeftJoin, author)
        .select_also(users::Entity)
        .all(&db.pool)
        .await?;
    Ok(saves.into_iter().map(|(save, user)| (template(row.clone(), save), user.map(|user| user.name))).collect())
}

/// What it is called, also after it was deleted.
pub async fn name<P>(db: &Db, scope: &ProjectScope<P>, id: &TemplateId) -> Result<Option<String>, DbError> {
    let name = templates::Entity::find_by_id(id.clone())
        .filter(templates::Column::ProjectId.eq(scope.project().clone()))
        .select_only()
        .column(templates::Column::Name);
    name.into_tuple().one(&db.pool).await
}

/// Templates that are not deleted, oldest first.
pub async fn list<P>(db: &Db, scope: &ProjectScope<P>) -> Result<Vec<Template>, DbError> {
    let rows = templates::Entity::find()
        .filter(templates::Column::ProjectId.eq(scope.project().clone()))
        .filter(templates::Column::DeletedAt.is_null())
        .order_by_asc(templates::Column::Id)
        .all(&db.pool)
        .await?;
    let newest = rows.iter().fold(Condition::any(), |any, row| {
        any.add(
            Condition::all()
                .add(template_versions::Column::TemplateId.eq(row.id.clone()))
                .add(template_versions::Column::Version.eq(row.version)),
        )
    });
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let mut versions = template_versions::Entity::find().filter(newest).all(&db.pool).await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            let place = versions.iter().position(|version| version.template_id == row.id)?;
            Some(template(row, versions.swap_remove(place)))
        })
        .collect())
}

/// A template with the version that is asked for.
async fn one(db: &Db, which: Select<templates::Entity>) -> Result<Option<Template>, DbError> {
    let versions = templates::Entity::belongs_to(template_versions::Entity)
        .from(templates::Column::Id)
        .to(template_versions::Column::TemplateId)
        .into();
    let which = which.join(JoinType::InnerJoin, versions).select_also(template_versions::Entity);
    let found = which.one(&db.pool).await?;
    Ok(found.and_then(|(row, version)| Some(template(row, version?))))
}

fn newest() -> Expr {
    let newest = Expr::col((templates::Entity, templates::Column::Version));
    Expr::col((template_versions::Entity, template_versions::Column::Version)).eq(newest)
}

async fn insert_version(tx: &Tx, template: &Template, author: Option<&UserId>) -> Result<(), DbError> {
    let row = template_versions::Model {
        template_id: template.id.clone(),
        version: template.version,
        template_schema: Json(template.template_schema.clone()),
        instructions: template.instructions.clone(),
        result_format: template.result_format.as_str().to_owned(),
        provider: template.provider.clone(),
        model: template.model.clone(),
        second_model: template.second_model.clone(),
        reference_files: Json::of(&template.reference_files),
        name: template.name.clone(),
        description: template.description.clone(),
        is_active: template.is_active,
        created_by: author.cloned(),
        created_at: template.updated_at,
    };
    template_versions::Entity::insert(row.into_active_model()).exec_without_returning(tx.connection()).await?;
    Ok(())
}

fn own<P>(scope: &ProjectScope<P>, id: &TemplateId) -> Condition {
    living(scope).add(templates::Column::Id.eq(id.clone()))
}

fn living<P>(scope: &ProjectScope<P>) -> Condition {
    Condition::all()
        .add(templates::Column::ProjectId.eq(scope.project().clone()))
        .add(templates::Column::DeletedAt.is_null())
}

/// A template as it was when `version` was saved.
fn template(row: templates::Model, version: template_versions::Model) -> Template {
    Template {
        id: row.id,
        organization_id: row.organization_id,
        project_id: row.project_id,
        name: version.name,
        description: version.description,
        template_schema: version.template_schema.0,
        instructions: version.instructions,
        result_format: ResultFormat::parse(&version.result_format).unwrap_or_default(),
        provider: version.provider,
        model: version.model,
        second_model: version.second_model,
        reference_files: version.reference_files.read(),
        version: version.version,
        is_active: version.is_active,
        created_at: row.created_at,
        updated_at: version.created_at,
    }
}
