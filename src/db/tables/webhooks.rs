//! Endpoints that want to know.

use crate::db::json::Json;
use crate::domain::{
    id::{OrgId, ProjectId, WebhookId},
    time::Timestamp,
};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "webhooks")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: WebhookId,
    pub organization_id: OrgId,
    pub project_id: ProjectId,
    pub name: String,
    pub url: String,
    pub events: Json,
    pub secret: String,
    pub status: String,
    pub created_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
