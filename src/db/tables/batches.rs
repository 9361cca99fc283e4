//! Files that came in together, with how many of them have ended and how.

use crate::db::json::Json;
use crate::domain::{
    id::{BatchId, OrgId, ProjectId, TemplateId, UserId},
    time::Timestamp,
};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "batches")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: BatchId,
    pub organization_id: OrgId,
    pub project_id: ProjectId,
    pub template_id: TemplateId,
    pub name: String,
    pub status: String,
    pub total_files: i32,
    pub completed_files: i32,
    pub failed_files: i32,
    pub cancelled_files: i32,
    pub uploaded_by: Option<UserId>,
    pub metadata: Option<Json>,
    pub refused: Json,
    pub created_at: Timestamp,
    pub completed_at: Option<Timestamp>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
