//! Requests that carried a key, each with its answer, until the key is forgotten.

use crate::db::json::Json;
use crate::domain::{id::OrgId, time::Timestamp};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "idempotency_keys")]
pub struct Model {
    /// The project, or whatever else the key counts in.
    #[sea_orm(primary_key, auto_increment = false)]
    pub place: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub key: String,
    pub organization_id: OrgId,
    /// Of the request: the same key with another one is a mistake of the sender.
    pub fingerprint: String,
    pub answer: Json,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
