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
    pub description: String,
    pub url: String,
    pub events: Json,
    /// Values are sealed.
    pub headers: Json,
    pub payload_style: String,
    pub max_attempts: i32,
    /// Sealed, unless it is from before secrets were.
    pub secret: String,
    /// Those that were replaced and still sign.
    pub old_secrets: Json,
    pub status: String,
    pub disabled_reason: Option<String>,
    pub disabled_at: Option<Timestamp>,
    pub failing_since: Option<Timestamp>,
    /// Deliveries given up in a row.
    pub failures: i32,
    pub created_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
