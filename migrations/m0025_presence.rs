//! The epoch of files on their way in: a sweep that finds itself alone begins a new one.

use super::m0001_spine::table;
use sea_orm_migration::{prelude::*, schema::big_integer};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(table("file_epochs").col(big_integer("epoch")).take()).await?;
        manager.get_connection().execute_unprepared("INSERT INTO file_epochs (epoch) VALUES (1)").await?;
        Ok(())
    }
}
