//! Keys of programs; only a hash is kept.

use crate::db::json::Json;
use crate::domain::{
    id::{OrgId, ProjectId, TokenId, UserId},
    time::Timestamp,
};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "api_tokens")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: TokenId,
    pub organization_id: OrgId,
    /// None for a token of the whole organization.
    pub project_id: Option<ProjectId>,
    pub name: String,
    pub prefix: String,
    pub hash: String,
    pub permissions: Json,
    /// From where it may be used, in CIDR notation; empty: from anywhere.
    pub networks: Json,
    pub created_by: Option<UserId>,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
    pub last_used_at: Option<Timestamp>,
    pub last_used_ip: Option<String>,
    pub revoked_at: Option<Timestamp>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
