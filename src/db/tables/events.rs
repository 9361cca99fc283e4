//! The outbox: what happened, written in the transaction in which it happened.

use crate::db::json::Json;
use crate::domain::{
    id::{EventId, OrgId, ProjectId},
    time::Timestamp,
};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "events")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: EventId,
    pub organization_id: OrgId,
    pub project_id: ProjectId,
    pub event_type: String,
    /// The id of what it happened to.
    pub subject: String,
    pub payload: Json,
    pub created_at: Timestamp,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
