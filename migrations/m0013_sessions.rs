//! Sessions: a browser's family of refresh tokens, of which each is used once; access sessions know their family.

use super::m0001_spine::{index, table};
use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, big_integer_null, string, string_null, text, text_null},
};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let families = table("session_families")
            .col(string("id"))
            .col(string("user_id"))
            .col(text("user_agent"))
            .col(text_null("ip"))
            .col(big_integer("created_at"))
            .col(big_integer("last_used_at"))
            .col(big_integer("expires_at"))
            .col(big_integer_null("revoked_at"))
            .col(text_null("revoked_reason"))
            .primary_key(Index::create().col("id"))
            .foreign_key(
                ForeignKey::create()
                    .from("session_families", "user_id")
                    .to("users", "id")
                    .on_delete(ForeignKeyAction::Cascade),
            )
            .take();
        let tokens = table("refresh_tokens")
            .col(string("hash"))
            .col(string("family_id"))
            .col(big_integer("created_at"))
            .col(big_integer_null("used_at"))
            .col(text_null("successor"))
            .primary_key(Index::create().col("hash"))
            .foreign_key(
                ForeignKey::create()
                    .from("refresh_tokens", "family_id")
                    .to("session_families", "id")
                    .on_delete(ForeignKeyAction::Cascade),
            )
            .take();
        for table in [families, tokens] {
            manager.create_table(table).await?;
        }
        // Who was signed in before there were families signs in once more.
        manager.get_connection().execute_unprepared("DELETE FROM sessions").await?;
        manager.alter_table(Table::alter().table("sessions").add_column(string_null("family_id")).take()).await?;
        for index in [
            index("session_families_user", "session_families", &["user_id"]),
            index("refresh_tokens_family", "refresh_tokens", &["family_id"]),
            index("sessions_family", "sessions", &["family_id"]),
        ] {
            manager.create_index(index).await?;
        }
        Ok(())
    }
}
