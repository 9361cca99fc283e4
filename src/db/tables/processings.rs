//! Runs of documents through templates.

use crate::db::json::Json;
use crate::domain::{
    id::{BatchId, DocumentId, OrgId, ProcessingId, ProjectId, TemplateId},
    time::Timestamp,
};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "processings")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ProcessingId,
    pub organization_id: OrgId,
    pub project_id: ProjectId,
    pub document_id: DocumentId,
    pub template_id: TemplateId,
    pub template_version: i32,
    pub is_latest: bool,
    /// The batch that counts how this run ends.
    pub batch_id: Option<BatchId>,
    pub status: String,
    pub result: Option<Json>,
    pub fields: Option<Json>,
    pub checks: Option<Json>,
    pub confidence: Option<f32>,
    pub provider: String,
    pub model: String,
    pub input_tokens: Option<i64>,
    pub output_tokens: Option<i64>,
    pub cost_micro_usd: Option<i64>,
    pub rounds: Option<i32>,
    pub second_model: Option<String>,
    pub error_message: Option<String>,
    pub error_code: Option<String>,
    pub created_at: Timestamp,
    pub started_at: Option<Timestamp>,
    pub completed_at: Option<Timestamp>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
