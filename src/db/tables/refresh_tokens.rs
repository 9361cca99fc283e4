//! Refresh tokens, by their hash; each is used once.

use crate::domain::{id::SessionId, time::Timestamp};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "refresh_tokens")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub hash: String,
    pub family_id: SessionId,
    pub created_at: Timestamp,
    pub used_at: Option<Timestamp>,
    /// What it was exchanged for, sealed; gone once that was used in its turn.
    pub successor: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
