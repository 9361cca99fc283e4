//! The queue: work that waits or is being done. A finished job is deleted.

use crate::domain::{
    id::{JobId, OrgId, ProjectId},
    time::Timestamp,
};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "jobs")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: JobId,
    pub organization_id: OrgId,
    pub project_id: ProjectId,
    pub kind: String,
    pub subject: String,
    /// Whose turn it takes: lanes are served one after the other.
    pub lane: String,
    /// The lower goes first in its lane.
    pub priority: i32,
    pub turn: i64,
    /// `waiting`, `delayed` or `leased`.
    pub state: String,
    /// Waiting: since; delayed: until; leased: the end of the lease.
    pub due_at: Timestamp,
    pub attempt: i32,
    pub fence: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
