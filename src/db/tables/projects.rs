//! Projects of an organization.

use crate::domain::{
    id::{OrgId, ProjectId, TemplateId},
    time::Timestamp,
};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "projects")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ProjectId,
    pub organization_id: OrgId,
    pub name: String,
    pub default_template_id: Option<TemplateId>,
    pub created_at: Timestamp,
    /// Given up; what is in it goes with the next sweep.
    pub deleted_at: Option<Timestamp>,
    pub duplicate_policy: String,
    pub file_retention_days: Option<i32>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
