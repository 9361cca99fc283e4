//! Projects.

use crate::{
    access::{OrgScope, ProjectScope},
    db::{
        Db, DbError, Tx,
        tables::{project_members, projects},
    },
    domain::{
        access::Role,
        id::{ProjectId, TemplateId, UserId},
        project_settings::{DuplicatePolicy, ProjectSettings},
        tenancy::{Organization, Project},
    },
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
    sea_query::LockType,
};

pub async fn insert<P>(tx: &Tx, scope: &OrgScope<P>, project: &Project) -> Result<(), DbError> {
    let row = projects::Model {
        id: project.id.clone(),
        organization_id: scope.organization().clone(),
        name: project.name.clone(),
        default_template_id: project.default_template_id.clone(),
        created_at: project.created_at,
        deleted_at: None,
        duplicate_policy: project.settings.duplicate_policy.as_str().to_owned(),
        file_retention_days: project.settings.file_retention_days,
    };
    projects::Entity::insert(row.into_active_model()).exec_without_returning(tx.connection()).await?;
    Ok(())
}

pub async fn set_default_template<P>(tx: &Tx, scope: &ProjectScope<P>, template: &TemplateId) -> Result<(), DbError> {
    let change = projects::ActiveModel {
        id: Set(scope.project().clone()),
        default_template_id: Set(Some(template.clone())),
        ..Default::default()
    };
    projects::Entity::update(change).exec(tx.connection()).await?;
    Ok(())
}

/// Asked for a project that is known to be the caller's.
pub async fn by_id(db: &Db, id: &ProjectId) -> Result<Option<Project>, DbError> {
    Ok(projects::Entity::find_by_id(id.clone()).filter(living()).one(&db.pool).await?.map(project))
}

pub async fn get<P>(db: &Db, scope: &ProjectScope<P>) -> Result<Option<Project>, DbError> {
    by_id(db, scope.project()).await
}

/// The projects of an organization, oldest first.
pub async fn of_organization<P>(db: &Db, scope: &OrgScope<P>) -> Result<Vec<Project>, DbError> {
    let own = projects::Column::OrganizationId.eq(scope.organization().clone());
    let query = projects::Entity::find().filter(living()).filter(own).order_by_asc(projects::Column::Id);
    Ok(query.all(&db.pool).await?.into_iter().map(project).collect())
}

/// Those of `ids` that are the organization's own, by id and name.
pub async fn named<P>(db: &Db, scope: &OrgScope<P>, ids: &[ProjectId]) -> Result<Vec<(ProjectId, String)>, DbError> {
    let own = projects::Column::OrganizationId.eq(scope.organization().clone());
    let query = projects::Entity::find().filter(living()).filter(own);
    let query = query.filter(projects::Column::Id.is_in(ids.to_vec())).order_by_asc(projects::Column::Id);
    query.select_only().column(projects::Column::Id).column(projects::Column::Name).into_tuple().all(&db.pool).await
}

/// Those of `ids` that are the organization's own, at this moment.
pub async fn named_in<P>(tx: &Tx, scope: &OrgScope<P>, ids: &[ProjectId]) -> Result<Vec<ProjectId>, DbError> {
    let own = projects::Column::OrganizationId.eq(scope.organization().clone());
    let query = projects::Entity::find().filter(living()).filter(own);
    let query = query.filter(projects::Column::Id.is_in(ids.to_vec())).order_by_asc(projects::Column::Id);
    query.select_only().column(projects::Column::Id).into_tuple().all(tx.connection()).await
}

/// The oldest project of an organization.
pub async fn first_of<P>(tx: &Tx, scope: &OrgScope<P>) -> Result<Option<ProjectId>, DbError> {
    let own = projects::Column::OrganizationId.eq(scope.organization().clone());
    let query = projects::Entity::find().filter(living()).filter(own).order_by_asc(projects::Column::Id);
    query.select_only().column(projects::Column::Id).into_tuple().one(tx.connection()).await
}

/// The same, held until the transaction ends.
pub async fn get_for_update<P>(tx: &Tx, scope: &ProjectScope<P>) -> Result<Option<Project>, DbError> {
    let query = projects::Entity::find_by_id(scope.project().clone()).filter(living()).lock(LockType::NoKeyUpdate);
    Ok(query.one(tx.connection()).await?.map(project))
}

pub async fn rename<P>(tx: &Tx, scope: &ProjectScope<P>, name: &str) -> Result<(), DbError> {
    let change =
        projects::ActiveModel { id: Set(scope.project().clone()), name: Set(name.to_owned()), ..Default::default() };
    projects::Entity::update(change).exec(tx.connection()).await?;
    Ok(())
}

pub async fn set<P>(tx: &Tx, scope: &ProjectScope<P>, settings: ProjectSettings) -> Result<(), DbError> {
    let change = projects::ActiveModel {
        id: Set(scope.project().clone()),
        duplicate_policy: Set(settings.duplicate_policy.as_str().to_owned()),
        file_retention_days: Set(settings.file_retention_days),
        ..Default::default()
    };
    projects::Entity::update(change).exec(tx.connection()).await?;
    Ok(())
}

/// The projects that a person may see in these organizations, oldest first.
pub async fn visible_to(db: &Db, user: &UserId, organizations: &[Organization]) -> Result<Vec<Project>, DbError> {
    let everything =
        organizations.iter().filter(|o| o.role.is_some_and(Role::sees_every_project)).map(|o| o.id.clone());
    let joined: Vec<ProjectId> = project_members::Entity::find()
        .filter(project_members::Column::UserId.eq(user.clone()))
        .select_only()
        .column(project_members::Column::ProjectId)
        .into_tuple()
        .all(&db.pool)
        .await?;
    let member_of = organizations.iter().map(|o| o.id.clone());
    let rows = projects::Entity::find()
        .filter(living())
        .filter(
            Condition::any().add(projects::Column::OrganizationId.is_in(everything)).add(
                Condition::all()
                    .add(projects::Column::Id.is_in(joined))
                    .add(projects::Column::OrganizationId.is_in(member_of)),
            ),
        )
        .order_by_asc(projects::Column::Id)
        .all(&db.pool)
        .await?;
    Ok(rows.into_iter().map(project).collect())
}

/// Not given up.
fn living() -> Condition {
    Condition::all().add(projects::Column::DeletedAt.is_null())
}

fn project(row: projects::Model) -> Project {
    Project {
        id: row.id,
        organization_id: row.organization_id,
        name: row.name,
        default_template_id: row.default_template_id,
        settings: ProjectSettings {
            file_retention_days: row.file_retention_days,
            duplicate_policy: DuplicatePolicy::parse(&row.duplicate_policy).unwrap_or_default(),
        },
        created_at: row.created_at,
    }
}
