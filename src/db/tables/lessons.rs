//! Where people found values, by template.

use crate::db::json::Json;
use crate::domain::{
    id::{OrgId, ProcessingId, ProjectId, TemplateId},
    time::Timestamp,
};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "lessons")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub processing_id: ProcessingId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub path: String,
    pub organization_id: OrgId,
    pub project_id: ProjectId,
    pub template_id: TemplateId,
    pub lesson: Json,
    pub learned_at: Timestamp,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
