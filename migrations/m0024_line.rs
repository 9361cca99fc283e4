//! LINE bots of projects, and what was sent to them.

use super::m0001_spine::{index, table};
use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, big_integer_null, boolean, string, text, text_null},
};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let channels = table("line_channels")
            .col(string("id"))
            .col(text("organization_id"))
            .col(text("project_id").unique_key())
            .col(text("sealed_secret"))
            .col(text("sealed_token"))
            .col(text_null("bot"))
            .col(text_null("template_id"))
            .col(boolean("reply"))
            .col(boolean("is_active"))
            .col(text_null("error"))
            .col(big_integer_null("error_at"))
            .col(text_null("created_by"))
            .col(big_integer("created_at"))
            .col(big_integer("updated_at"))
            .primary_key(Index::create().col("id"))
            .take();
        let messages = table("line_messages")
            .col(string("id"))
            .col(text("organization_id"))
            .col(text("project_id"))
            .col(text("channel_id"))
            .col(text("message_id"))
            .col(text("event_id"))
            .col(text("chat_kind"))
            .col(text("chat_id"))
            .col(text_null("user_id"))
            .col(text_null("reply_token"))
            .col(text_null("file_name"))
            .col(text("state"))
            .col(text_null("answer"))
            .col(text_null("document_id"))
            .col(text_null("processing_id"))
            .col(big_integer("created_at"))
            .primary_key(Index::create().col("id"))
            .take();
        for table in [channels, messages] {
            manager.create_table(table).await?;
        }
        for index in [
            // LINE may bring a message twice; it is one.
            index("line_messages_once", "line_messages", &["channel_id", "message_id"]).unique().take(),
            index("line_messages_document", "line_messages", &["document_id"]),
            index("line_messages_newest", "line_messages", &["project_id", "created_at"]),
            index("line_messages_age", "line_messages", &["created_at"]),
        ] {
            manager.create_index(index).await?;
        }
        Ok(())
    }
}
