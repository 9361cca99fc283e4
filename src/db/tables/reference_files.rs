//! Files beside templates.

use crate::domain::{
    id::{OrgId, ProjectId, ReferenceFileId, TemplateId},
    time::Timestamp,
};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "reference_files")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ReferenceFileId,
    pub organization_id: OrgId,
    pub project_id: ProjectId,
    /// The one that it was brought to.
    pub template_id: TemplateId,
    pub created_at: Timestamp,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
