//! Mails that wait to be sent, and those that were.

use super::m0001_spine::{index, table};
use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, big_integer_null, integer, string, text, text_null},
};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mails = table("mails")
            .col(string("id"))
            .col(text_null("organization_id"))
            .col(text("recipient"))
            .col(text("subject"))
            .col(text_null("sealed"))
            .col(text("state"))
            .col(big_integer("due_at"))
            .col(integer("attempts"))
            .col(text_null("last_error"))
            .col(big_integer("created_at"))
            .col(big_integer_null("sent_at"))
            .primary_key(Index::create().col("id"))
            .take();
        manager.create_table(mails).await?;
        manager.create_index(index("mails_due", "mails", &["state", "due_at"])).await?;
        manager.create_index(index("mails_old", "mails", &["created_at"])).await
    }
}
