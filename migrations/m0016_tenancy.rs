//! Tenancy, complete: invitations, logos, organizations and projects that end, tokens of whole organizations.

use super::m0001_spine::{index, table};
use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, big_integer_null, string, text, text_null},
};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // A token of a whole organization has no project; SQLite changes a column by making the table anew.
        manager.drop_index(Index::drop().name("api_tokens_project").table("api_tokens").to_owned()).await?;
        manager.rename_table(Table::rename().table("api_tokens", "api_tokens_before").take()).await?;
        for table in tables() {
            manager.create_table(table).await?;
        }
        let keep = "INSERT INTO api_tokens (id, organization_id, project_id, name, prefix, hash, permissions, networks,
                                            created_by, created_at, expires_at, last_used_at, revoked_at)
                    SELECT id, organization_id, project_id, name, prefix, hash, permissions, '[]',
                           created_by, created_at, expires_at, last_used_at, revoked_at
                    FROM api_tokens_before";
        manager.get_connection().execute_unprepared(keep).await?;
        manager.drop_table(Table::drop().table("api_tokens_before").take()).await?;
        for (table, column) in [
            // When it ends; until then an owner may think better of it.
            ("organizations", big_integer_null("ends_at")),
            ("organizations", text_null("ended_by")),
            // When it was given up; what is in it goes with the next sweep.
            ("projects", big_integer_null("deleted_at")),
        ] {
            manager.alter_table(Table::alter().table(table).add_column(column).take()).await?;
        }
        for index in [
            index("api_tokens_project", "api_tokens", &["project_id"]),
            index("api_tokens_organization", "api_tokens", &["organization_id"]),
            index("invitations_organization", "invitations", &["organization_id"]),
            index("organizations_end", "organizations", &["ends_at"]),
            index("projects_end", "projects", &["deleted_at"]),
        ] {
            manager.create_index(index).await?;
        }
        Ok(())
    }
}

fn tables() -> Vec<TableCreateStatement> {
    vec![
        table("api_tokens")
            .col(string("id"))
            .col(text("organization_id"))
            .col(text_null("project_id"))
            .col(text("name"))
            .col(text("prefix"))
            .col(text("hash"))
            .col(text("permissions"))
            .col(text("networks"))
            .col(text_null("created_by"))
            .col(big_integer("created_at"))
            .col(big_integer("expires_at"))
            .col(big_integer_null("last_used_at"))
            .col(text_null("last_used_ip"))
            .col(big_integer_null("revoked_at"))
            .primary_key(Index::create().name("api_tokens_id").col("id"))
            .index(Index::create().name("api_tokens_by_hash").unique().col("hash"))
            .foreign_key(
                ForeignKey::create()
                    .name("api_tokens_of_organization")
                    .from("api_tokens", "organization_id")
                    .to("organizations", "id"),
            )
            .foreign_key(
                ForeignKey::create()
                    .name("api_tokens_of_project")
                    .from("api_tokens", "project_id")
                    .to("projects", "id"),
            )
            .take(),
        table("invitations")
            .col(string("id"))
            .col(text("organization_id"))
            .col(text("email"))
            .col(text("role"))
            .col(text("projects"))
            .col(text("hash").unique_key())
            .col(text_null("invited_by"))
            .col(big_integer("created_at"))
            .col(big_integer("sent_at"))
            .col(big_integer("expires_at"))
            .col(big_integer_null("accepted_at"))
            .col(text_null("accepted_by"))
            .col(big_integer_null("revoked_at"))
            .primary_key(Index::create().col("id"))
            .foreign_key(ForeignKey::create().from("invitations", "organization_id").to("organizations", "id"))
            .take(),
        table("organization_logos")
            .col(string("organization_id"))
            .col(text("mime_type"))
            .col(ColumnDef::new("bytes").blob().not_null())
            .col(big_integer("updated_at"))
            .primary_key(Index::create().col("organization_id"))
            .foreign_key(ForeignKey::create().from("organization_logos", "organization_id").to("organizations", "id"))
            .take(),
    ]
}
