//! Lists that stay quick: their order is an index, with and without a filter.

use super::m0001_spine::index;
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_index(Index::drop().name("processings_list").table("processings").to_owned()).await?;
        for index in [
            index("processings_list", "processings", &["project_id", "is_latest", "document_id"]),
            index("processings_of_status", "processings", &["project_id", "is_latest", "status", "document_id"]),
            index("processings_of_template", "processings", &["project_id", "is_latest", "template_id", "document_id"]),
            index("documents_list", "documents", &["project_id", "id"]),
        ] {
            manager.create_index(index).await?;
        }
        Ok(())
    }
}
