//! The audit trail: entries that are only ever added, chained by their hashes, and the head of each chain.

use super::m0001_spine::{index, table};
use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, string, text, text_null},
    sea_orm::DbBackend,
};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // No foreign key: the trail outlives its organization, and says who ended it.
        let entries = table("audit_entries")
            .col(string("organization_id"))
            .col(big_integer("sequence"))
            .col(text("id").unique_key())
            .col(big_integer("at"))
            .col(text("actor_kind"))
            .col(text_null("actor_id"))
            .col(text("actor_name"))
            .col(text("action"))
            .col(text("entity_type"))
            .col(text("entity_id"))
            .col(text("entity_label"))
            .col(text("change"))
            .col(text_null("ip"))
            .col(text_null("user_agent"))
            .col(text("previous_hash"))
            .col(text("hash"))
            .primary_key(Index::create().col("organization_id").col("sequence"))
            .take();
        let heads = table("audit_heads")
            .col(string("organization_id"))
            .col(big_integer("sequence"))
            .col(text("hash"))
            // The server's signature over both: who has the database alone cannot move it.
            .col(text("seal"))
            .primary_key(Index::create().col("organization_id"))
            .take();
        manager.create_table(entries).await?;
        manager.create_table(heads).await?;
        for index in [
            index("audit_entries_actor", "audit_entries", &["organization_id", "actor_id", "sequence"]),
            index("audit_entries_entity", "audit_entries", &["organization_id", "entity_id", "sequence"]),
        ] {
            manager.create_index(index).await?;
        }
        let guards = match manager.get_database_backend() {
            DbBackend::Postgres => POSTGRES,
            _ => SQLITE,
        };
        for guard in guards {
            manager.get_connection().execute_unprepared(guard).await?;
        }
        Ok(())
    }
}

/// What is written stays; a head goes on by one, and never away.
const SQLITE: &[&str] = &[
    "CREATE TRIGGER audit_entries_stay BEFORE UPDATE ON audit_entries
     BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END",
    "CREATE TRIGGER audit_entries_remain BEFORE DELETE ON audit_entries
     BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END",
    "CREATE TRIGGER audit_heads_go_on BEFORE UPDATE ON audit_heads
     WHEN NEW.sequence <> OLD.sequence + 1 OR NEW.organization_id <> OLD.organization_id
     BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END",
    "CREATE TRIGGER audit_heads_remain BEFORE DELETE ON audit_heads
     BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END",
];
const POSTGRES: &[&str] = &[
    "CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS
     $$ BEGIN RAISE EXCEPTION 'the audit trail is append-only'; END $$",
    "CREATE TRIGGER audit_entries_stay BEFORE UPDATE OR DELETE ON audit_entries
     FOR EACH ROW EXECUTE FUNCTION audit_refuse()",
    "CREATE TRIGGER audit_entries_remain BEFORE TRUNCATE ON audit_entries
     FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()",
    "CREATE TRIGGER audit_heads_go_on BEFORE UPDATE ON audit_heads FOR EACH ROW
     WHEN (NEW.sequence <> OLD.sequence + 1 OR NEW.organization_id <> OLD.organization_id)
     EXECUTE FUNCTION audit_refuse()",
    "CREATE TRIGGER audit_heads_stay BEFORE DELETE ON audit_heads
     FOR EACH ROW EXECUTE FUNCTION audit_refuse()",
    "CREATE TRIGGER audit_heads_remain BEFORE TRUNCATE ON audit_heads
     FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()",
];
