//! LINE bots of projects; their secrets and tokens are sealed.

use crate::db::json::Json;
use crate::domain::{
    id::{LineChannelId, OrgId, ProjectId, TemplateId, UserId},
    time::Timestamp,
};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "line_channels")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: LineChannelId,
    pub organization_id: OrgId,
    pub project_id: ProjectId,
    pub sealed_secret: String,
    pub sealed_token: String,
    pub bot: Option<Json>,
    pub template_id: Option<TemplateId>,
    pub reply: bool,
    pub is_active: bool,
    pub error: Option<String>,
    pub error_at: Option<Timestamp>,
    pub created_by: Option<UserId>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
