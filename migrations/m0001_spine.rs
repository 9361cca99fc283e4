//! The tables of the spine: accounts, tenancy, templates, documents, queue, outbox, deliveries.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, big_integer_null, boolean, float_null, integer, integer_null, string, text, text_null},
};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in tables() {
            manager.create_table(table).await?;
        }
        for index in indexes() {
            manager.create_index(index).await?;
        }
        Ok(())
    }
}

/// Times are milliseconds since 1970 as big integers, ids and JSON are text: the same in SQLite and PostgreSQL.
fn tables() -> Vec<TableCreateStatement> {
    vec![
        table("users")
            .col(string("id"))
            .col(text("email").unique_key())
            .col(text("name"))
            .col(text("password_hash"))
            .col(big_integer("created_at"))
            .primary_key(Index::create().col("id"))
            .take(),
        table("sessions")
            .col(string("id"))
            .col(text("data"))
            .col(big_integer("expires_at"))
            .primary_key(Index::create().col("id"))
            .take(),
        table("organizations")
            .col(string("id"))
            .col(text("name"))
            .col(big_integer("created_at"))
            .primary_key(Index::create().col("id"))
            .take(),
        table("members")
            .col(string("organization_id"))
            .col(string("user_id"))
            .col(text("role"))
            .col(big_integer("created_at"))
            .primary_key(Index::create().col("organization_id").col("user_id"))
            .foreign_key(ForeignKey::create().from("members", "organization_id").to("organizations", "id"))
            .foreign_key(ForeignKey::create().from("members", "user_id").to("users", "id"))
            .take(),
        table("projects")
            .col(string("id"))
            .col(text("organization_id"))
            .col(text("name"))
            .col(text_null("default_template_id"))
            .col(big_integer("created_at"))
            .primary_key(Index::create().col("id"))
            .foreign_key(ForeignKey::create().from("projects", "organization_id").to("organizations", "id"))
            .take(),
        table("project_members")
            .col(string("project_id"))
            .col(string("user_id"))
            .col(big_integer("created_at"))
            .primary_key(Index::create().col("project_id").col("user_id"))
            .foreign_key(ForeignKey::create().from("project_members", "project_id").to("projects", "id"))
            .foreign_key(ForeignKey::create().from("project_members", "user_id").to("users", "id"))
            .take(),
        table("templates")
            .col(string("id"))
            .col(text("organization_id"))
            .col(text("project_id"))
            .col(text("name"))
            .col(text("description"))
            .col(integer("version"))
            .col(boolean("is_active"))
            .col(big_integer("created_at"))
            .col(big_integer("updated_at"))
            .col(big_integer_null("deleted_at"))
            .primary_key(Index::create().col("id"))
            .foreign_key(ForeignKey::create().from("templates", "project_id").to("projects", "id"))
            .take(),
        table("template_versions")
            .col(string("template_id"))
            .col(integer("version"))
            .col(text("template_schema"))
            .col(text("instructions"))
            .col(text("result_format"))
            .col(text("provider"))
            .col(text("model"))
            .col(text_null("created_by"))
            .col(big_integer("created_at"))
            .primary_key(Index::create().col("template_id").col("version"))
            .foreign_key(ForeignKey::create().from("template_versions", "template_id").to("templates", "id"))
            .take(),
        table("documents")
            .col(string("id"))
            .col(text("organization_id"))
            .col(text("project_id"))
            .col(text("template_id"))
            .col(text("file_name"))
            .col(big_integer("file_size"))
            .col(text("mime_type"))
            .col(text("sha256"))
            .col(text("storage_key"))
            .col(integer("pages"))
            .col(text("status"))
            .col(text_null("uploaded_by"))
            .col(text_null("metadata"))
            .col(text_null("duplicate_of"))
            .col(big_integer("created_at"))
            .primary_key(Index::create().col("id"))
            .foreign_key(ForeignKey::create().from("documents", "project_id").to("projects", "id"))
            .take(),
        table("processings")
            .col(string("id"))
            .col(text("organization_id"))
            .col(text("project_id"))
            .col(text("document_id"))
            .col(text("template_id"))
            .col(integer("template_version"))
            .col(boolean("is_latest"))
            .col(text("status"))
            .col(text_null("result"))
            .col(text_null("fields"))
            .col(text_null("checks"))
            .col(float_null("confidence"))
            .col(text("provider"))
            .col(text("model"))
            .col(text_null("error_message"))
            .col(text_null("error_code"))
            .col(big_integer("created_at"))
            .col(big_integer_null("started_at"))
            .col(big_integer_null("completed_at"))
            .primary_key(Index::create().col("id"))
            .foreign_key(ForeignKey::create().from("processings", "document_id").to("documents", "id"))
            .take(),
        table("jobs")
            .col(string("id"))
            .col(text("organization_id"))
            .col(text("project_id"))
            .col(text("kind"))
            .col(text("subject"))
            .col(big_integer("run_at"))
            .col(integer("attempt"))
            .col(big_integer("fence"))
            .col(big_integer_null("lease_until"))
            .primary_key(Index::create().col("id"))
            .take(),
        table("events")
            .col(string("id"))
            .col(text("organization_id"))
            .col(text("project_id"))
            .col(text("event_type"))
            .col(text("subject"))
            .col(text("payload"))
            .col(big_integer("created_at"))
            .primary_key(Index::create().col("id"))
            .take(),
        table("webhooks")
            .col(string("id"))
            .col(text("organization_id"))
            .col(text("project_id"))
            .col(text("name"))
            .col(text("url"))
            .col(text("events"))
            .col(text("secret"))
            .col(text("status"))
            .col(big_integer("created_at"))
            .col(big_integer_null("deleted_at"))
            .primary_key(Index::create().col("id"))
            .foreign_key(ForeignKey::create().from("webhooks", "project_id").to("projects", "id"))
            .take(),
        table("deliveries")
            .col(string("id"))
            .col(text("organization_id"))
            .col(text("project_id"))
            .col(text("webhook_id"))
            .col(text("event_id"))
            .col(text("event_type"))
            .col(text("status"))
            .col(big_integer_null("next_attempt_at"))
            .col(big_integer("created_at"))
            .primary_key(Index::create().col("id"))
            .foreign_key(ForeignKey::create().from("deliveries", "webhook_id").to("webhooks", "id"))
            .foreign_key(ForeignKey::create().from("deliveries", "event_id").to("events", "id"))
            .take(),
        table("attempts")
            .col(string("delivery_id"))
            .col(integer("number"))
            .col(big_integer("at"))
            .col(integer_null("status_code"))
            .col(big_integer("response_time"))
            .col(text_null("error"))
            .col(text_null("response_body"))
            .primary_key(Index::create().col("delivery_id").col("number"))
            .foreign_key(ForeignKey::create().from("attempts", "delivery_id").to("deliveries", "id"))
            .take(),
        table("api_tokens")
            .col(string("id"))
            .col(text("organization_id"))
            .col(text("project_id"))
            .col(text("name"))
            .col(text("prefix"))
            .col(text("hash").unique_key())
            .col(text("permissions"))
            .col(text_null("created_by"))
            .col(big_integer("created_at"))
            .col(big_integer("expires_at"))
            .col(big_integer_null("last_used_at"))
            .col(big_integer_null("revoked_at"))
            .primary_key(Index::create().col("id"))
            .foreign_key(ForeignKey::create().from("api_tokens", "project_id").to("projects", "id"))
            .take(),
    ]
}

fn indexes() -> Vec<IndexCreateStatement> {
    vec![
        index("members_user", "members", &["user_id"]),
        index("projects_organization", "projects", &["organization_id"]),
        index("templates_project", "templates", &["project_id"]),
        index("documents_same_bytes", "documents", &["project_id", "sha256"]),
        index("processings_document", "processings", &["document_id", "created_at"]),
        index("processings_list", "processings", &["project_id", "is_latest", "created_at"]),
        // A subject is in the queue once, however often it is enqueued.
        index("jobs_subject", "jobs", &["kind", "subject"]).unique().take(),
        index("jobs_ready", "jobs", &["kind", "run_at"]),
        index("events_subject", "events", &["subject"]),
        // An event goes to an endpoint once, however often it is published.
        index("deliveries_once", "deliveries", &["event_id", "webhook_id"]).unique().take(),
        index("deliveries_list", "deliveries", &["webhook_id", "created_at"]),
        index("webhooks_project", "webhooks", &["project_id"]),
        index("api_tokens_project", "api_tokens", &["project_id"]),
        index("sessions_expiry", "sessions", &["expires_at"]),
    ]
}

pub(super) fn table(name: &'static str) -> TableCreateStatement {
    Table::create().table(name).take()
}

pub(super) fn index(name: &'static str, table: &'static str, columns: &[&'static str]) -> IndexCreateStatement {
    let mut index = Index::create().name(name).table(table).take();
    for column in columns {
        index.col(*column);
    }
    index
}
