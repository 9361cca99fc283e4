//! Documents found by the key of their file: the sweep of files without a document asks so.

use super::m0001_spine::index;
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_index(index("documents_storage_key", "documents", &["storage_key"])).await
    }
}
