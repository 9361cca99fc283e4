//! Webhooks: options of an endpoint, its health, secrets that were replaced, deliveries that are sent anew.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer_null, text_null},
};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let text =
            |name: &'static str, default: &'static str| ColumnDef::new(name).text().not_null().default(default).take();
        let number =
            |name: &'static str, default: i32| ColumnDef::new(name).integer().not_null().default(default).take();
        let endpoints = vec![
            text("description", ""),
            text("headers", "{}"),
            text("payload_style", "standard"),
            number("max_attempts", 3),
            text("old_secrets", "[]"),
            text_null("disabled_reason"),
            big_integer_null("disabled_at"),
            big_integer_null("failing_since"),
            number("failures", 0),
        ];
        let deliveries =
            vec![ColumnDef::new("test").boolean().not_null().default(false).take(), number("tried_before", 0)];
        // SQLite adds one column at a time.
        for (table, columns) in [("webhooks", endpoints), ("deliveries", deliveries)] {
            for column in columns {
                manager.alter_table(Table::alter().table(table).add_column(column).take()).await?;
            }
        }
        for (name, table) in [("deliveries_age", "deliveries"), ("events_age", "events")] {
            manager.create_index(Index::create().name(name).table(table).col("created_at").take()).await?;
        }
        Ok(())
    }
}
