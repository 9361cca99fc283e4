//! Every save of a template; never changed.

use crate::db::json::Json;
use crate::domain::{
    id::{TemplateId, UserId},
    time::Timestamp,
};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "template_versions")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub template_id: TemplateId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub version: i32,
    pub template_schema: Json,
    pub instructions: String,
    pub result_format: String,
    pub provider: String,
    pub model: String,
    pub second_model: String,
    pub reference_files: Json,
    pub name: String,
    pub description: String,
    pub is_active: bool,
    pub created_by: Option<UserId>,
    pub created_at: Timestamp,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
