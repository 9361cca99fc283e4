//! Batches, and the answers that are given again to a request that is sent again.

use super::m0001_spine::{index, table};
use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, big_integer_null, integer, integer_null, string, text, text_null},
};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in tables() {
            manager.create_table(table).await?;
        }
        for (table, column) in [
            ("documents", text_null("batch_id")),
            // Place among the files of its batch.
            ("documents", integer_null("batch_index")),
            // The batch that counts how the run ends: the first run of a document alone has one.
            ("processings", text_null("batch_id")),
        ] {
            manager.alter_table(Table::alter().table(table).add_column(column).take()).await?;
        }
        for index in [
            index("batches_list", "batches", &["project_id", "id"]),
            index("documents_batch", "documents", &["batch_id"]),
            index("processings_batch", "processings", &["batch_id"]),
            index("idempotency_keys_expiry", "idempotency_keys", &["expires_at"]),
        ] {
            manager.create_index(index).await?;
        }
        Ok(())
    }
}

fn tables() -> Vec<TableCreateStatement> {
    vec![
        table("batches")
            .col(string("id"))
            .col(text("organization_id"))
            .col(text("project_id"))
            .col(text("template_id"))
            .col(text("name"))
            .col(text("status"))
            .col(integer("total_files"))
            .col(integer("completed_files"))
            .col(integer("failed_files"))
            .col(integer("cancelled_files"))
            .col(text_null("uploaded_by"))
            .col(text_null("metadata"))
            .col(text("refused"))
            .col(big_integer("created_at"))
            .col(big_integer_null("completed_at"))
            .primary_key(Index::create().col("id"))
            .foreign_key(ForeignKey::create().from("batches", "project_id").to("projects", "id"))
            .take(),
        // `place` is the project, or whatever else a key counts in.
        table("idempotency_keys")
            .col(string("place"))
            .col(string("key"))
            .col(text("organization_id"))
            .col(text("fingerprint"))
            .col(text("answer"))
            .col(big_integer("created_at"))
            .col(big_integer("expires_at"))
            .primary_key(Index::create().col("place").col("key"))
            .take(),
    ]
}
