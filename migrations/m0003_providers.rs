//! Providers: keys of organizations, what an answer took, and the second model that a template may name.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, big_integer_null, integer_null, string, text_null},
};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let keys = Table::create()
            .table("provider_keys")
            .col(string("organization_id"))
            .col(string("provider"))
            .col(text_null("sealed_key"))
            .col(text_null("hint"))
            .col(text_null("base_url"))
            .col(text_null("created_by"))
            .col(big_integer("updated_at"))
            .primary_key(Index::create().col("organization_id").col("provider"))
            .foreign_key(ForeignKey::create().from("provider_keys", "organization_id").to("organizations", "id"))
            .take();
        manager.create_table(keys).await?;
        let second_model = ColumnDef::new("second_model").text().not_null().default("").take();
        let versions = Table::alter().table("template_versions").add_column(second_model).take();
        manager.alter_table(versions).await?;
        // SQLite adds one column at a time.
        for column in [
            big_integer_null("input_tokens"),
            big_integer_null("output_tokens"),
            big_integer_null("cost_micro_usd"),
            integer_null("rounds"),
            text_null("second_model"),
        ] {
            manager.alter_table(Table::alter().table("processings").add_column(column).take()).await?;
        }
        Ok(())
    }
}
