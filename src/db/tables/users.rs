//! People who can sign in.

use crate::domain::{id::UserId, time::Timestamp};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "users")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: UserId,
    /// The address, of which there is one. Who claims one that somebody else holds has the own id here.
    pub email: String,
    pub name: String,
    pub password_hash: String,
    pub created_at: Timestamp,
    /// When the address was shown to be this person's.
    pub email_verified_at: Option<Timestamp>,
    /// An address that somebody else holds, until one of both confirms it.
    pub claims: Option<String>,
    /// The last time.
    pub signed_in_at: Option<Timestamp>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
