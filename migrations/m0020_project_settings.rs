//! What a project does with bytes that it has already, and how long it keeps files.

use sea_orm_migration::{
    prelude::*,
    schema::{integer_null, text},
};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in [text("duplicate_policy").default("warn").take(), integer_null("file_retention_days")] {
            manager.alter_table(Table::alter().table("projects").add_column(column).take()).await?;
        }
        Ok(())
    }
}
