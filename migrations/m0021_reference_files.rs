//! Files beside a template: whose they are, and which of them each version has.

use super::m0001_spine::{index, table};
use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, string, text},
};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let files = table("reference_files")
            .col(string("id"))
            .col(text("organization_id"))
            .col(text("project_id"))
            .col(text("template_id"))
            .col(big_integer("created_at"))
            .primary_key(Index::create().col("id"))
            .foreign_key(ForeignKey::create().from("reference_files", "template_id").to("templates", "id"))
            .take();
        manager.create_table(files).await?;
        manager.create_index(index("reference_files_project", "reference_files", &["project_id"])).await?;
        let column = text("reference_files").default("[]").take();
        manager.alter_table(Table::alter().table("template_versions").add_column(column).take()).await
    }
}
