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
    pub run_at: Timestamp,
    pub attempt: i32,
    pub fence: i64,
    pub lease_until: Option<Timestamp>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
