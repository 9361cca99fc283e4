//! Mails that wait, and those that were sent or given up; what they say is kept only while they wait.

use crate::domain::{
    id::{MailId, OrgId},
    time::Timestamp,
};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "mails")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: MailId,
    /// Whose business it is about, where it is about one.
    pub organization_id: Option<OrgId>,
    pub recipient: String,
    pub subject: String,
    /// The content, sealed: its links open accounts. None once it was sent or given up.
    pub sealed: Option<String>,
    /// `waiting`, `leased`, `sent` or `failed`.
    pub state: String,
    /// Waiting: from when; leased: until.
    pub due_at: Timestamp,
    /// Claims so far: who holds an older number has lost the mail.
    pub attempts: i32,
    pub last_error: Option<String>,
    pub created_at: Timestamp,
    pub sent_at: Option<Timestamp>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
