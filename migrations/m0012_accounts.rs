//! Accounts whose address is confirmed or only claimed, the tokens of links in mails, and the brake on guessing.

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
        // SQLite adds one column at a time.
        for column in [big_integer_null("email_verified_at"), text_null("claims"), big_integer_null("signed_in_at")] {
            manager.alter_table(Table::alter().table("users").add_column(column).take()).await?;
        }
        let tokens = table("account_tokens")
            .col(string("hash"))
            .col(text("user_id"))
            .col(text("purpose"))
            .col(text("email"))
            .col(big_integer("expires_at"))
            .primary_key(Index::create().col("hash"))
            .foreign_key(ForeignKey::create().from("account_tokens", "user_id").to("users", "id"))
            .take();
        manager.create_table(tokens).await?;
        let brakes = table("brakes")
            .col(string("id"))
            .col(integer("failures"))
            .col(big_integer("blocked_until"))
            .col(big_integer("forgotten_at"))
            .primary_key(Index::create().col("id"))
            .take();
        manager.create_table(brakes).await?;
        for index in [
            index("users_claims", "users", &["claims"]),
            index("account_tokens_user", "account_tokens", &["user_id", "purpose"]),
            index("account_tokens_expiry", "account_tokens", &["expires_at"]),
            index("brakes_expiry", "brakes", &["forgotten_at"]),
        ] {
            manager.create_index(index).await?;
        }
        Ok(())
    }
}
