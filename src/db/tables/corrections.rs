//! Values that people set in results.

use crate::db::json::Json;
use crate::domain::{
    id::{OrgId, ProcessingId, ProjectId, UserId},
    time::Timestamp,
};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "corrections")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub processing_id: ProcessingId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub number: i32,
    pub organization_id: OrgId,
    pub project_id: ProjectId,
    pub path: String,
    pub before: Json,
    pub after: Json,
    pub corrected_by: Option<UserId>,
    pub corrected_at: Timestamp,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
