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
        tenancy::{Organization, Project},
    },
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
};

pub async fn insert<P>(tx: &Tx, scope: &OrgScope<P>, project: &Project) -> Result<(), DbError> {
    let row = projects::Model {
        id: project.id.clone(),
        organization_id: scope.organization().clone(),
        name: project.name.clone(),
        default_template_id: project.default_template_id.clone(),
        created_at: project.created_at,
    };
    projects::Entity::insert(row.into_active_model()).exec_without_returning(&tx.inner).await?;
    Ok(())
}

pub async fn set_default_template<P>(tx: &Tx, scope: &ProjectScope<P>, template: &TemplateId) -> Result<(), DbError> {
    let change = projects::ActiveModel {
        id: Set(scope.project().clone()),
        default_template_id: Set(Some(template.clone())),
        ..Default::default()
    };
    projects::Entity::update(change).exec(&tx.inner).await?;
    Ok(())
}

/// Asked for a project that is known to be the caller's.
pub async fn by_id(db: &Db, id: &ProjectId) -> Result<Option<Project>, DbError> {
    Ok(projects::Entity::find_by_id(id.clone()).one(&db.pool).await?.map(project))
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

fn project(row: projects::Model) -> Project {
    Project {
        id: row.id,
        organization_id: row.organization_id,
        name: row.name,
        default_template_id: row.default_template_id,
        created_at: row.created_at,
    }
}
