//! Accounts at log-in providers that people sign in with, each known by its issuer and subject.

use super::m0001_spine::{index, table};
use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, string, text, text_null},
};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let identities = table("identities")
            .col(string("id"))
            .col(string("user_id"))
            .col(text("provider"))
            .col(text("issuer"))
            .col(text("subject"))
            .col(text_null("email"))
            .col(big_integer("created_at"))
            .col(big_integer("last_used_at"))
            .primary_key(Index::create().col("id"))
            .foreign_key(
                ForeignKey::create()
                    .from("identities", "user_id")
                    .to("users", "id")
                    .on_delete(ForeignKeyAction::Cascade),
            )
            .take();
        manager.create_table(identities).await?;
        manager.create_index(index("identities_subject", "identities", &["issuer", "subject"]).unique().take()).await?;
        manager.create_index(index("identities_user", "identities", &["user_id"])).await
    }
}
