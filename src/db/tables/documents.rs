//! Uploaded files.

use crate::db::json::Json;
use crate::domain::{
    id::{BatchId, DocumentId, OrgId, ProjectId, TemplateId, UserId},
    time::Timestamp,
};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "documents")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: DocumentId,
    pub organization_id: OrgId,
    pub project_id: ProjectId,
    pub template_id: TemplateId,
    pub file_name: String,
    pub file_size: i64,
    pub mime_type: String,
    pub sha256: String,
    pub storage_key: String,
    pub pages: i32,
    pub status: String,
    pub uploaded_by: Option<UserId>,
    pub metadata: Option<Json>,
    pub page_range: Option<String>,
    pub duplicate_of: Option<DocumentId>,
    pub batch_id: Option<BatchId>,
    pub batch_index: Option<i32>,
    pub created_at: Timestamp,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
