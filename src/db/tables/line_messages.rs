//! What was sent to LINE bots, and what became of it.

use crate::domain::{
    id::{DocumentId, LineChannelId, LineMessageId, OrgId, ProcessingId, ProjectId},
    time::Timestamp,
};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "line_messages")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: LineMessageId,
    pub organization_id: OrgId,
    pub project_id: ProjectId,
    pub channel_id: LineChannelId,
    /// LINE's own id of it.
    pub message_id: String,
    /// LINE's id of the event that brought it first.
    pub event_id: String,
    /// `user`, `group` or `room`.
    pub chat_kind: String,
    /// Where an answer goes.
    pub chat_id: String,
    /// Who sent it, if LINE says so.
    pub user_id: Option<String>,
    pub reply_token: Option<String>,
    pub file_name: Option<String>,
    pub state: String,
    /// What is said in the chat, where that is known already.
    pub answer: Option<String>,
    pub document_id: Option<DocumentId>,
    pub processing_id: Option<ProcessingId>,
    pub created_at: Timestamp,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
