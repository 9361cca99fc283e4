//! A queue that serves its lanes in turn: who has little waiting does not wait behind who has much.

use super::m0001_spine::{index, table};
use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, integer, string, text},
};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for name in ["jobs_subject", "jobs_ready"] {
            manager.drop_index(Index::drop().name(name).table("jobs").to_owned()).await?;
        }
        manager.rename_table(Table::rename().table("jobs", "jobs_before").take()).await?;
        for table in tables() {
            manager.create_table(table).await?;
        }
        for index in indexes() {
            manager.create_index(index).await?;
        }
        // Who was in the queue stays in it: at its time, as if nobody held it.
        let keep = "INSERT INTO jobs (id, organization_id, project_id, kind, subject, lane, priority, turn, state,
                                      due_at, attempt, fence)
                    SELECT id, organization_id, project_id, kind, subject,
                           COALESCE((SELECT webhook_id FROM deliveries WHERE deliveries.id = subject), organization_id),
                           0, 0, 'delayed', run_at, attempt, fence
                    FROM jobs_before";
        manager.get_connection().execute_unprepared(keep).await?;
        manager.drop_table(Table::drop().table("jobs_before").take()).await
    }
}

fn tables() -> [TableCreateStatement; 2] {
    [
        table("jobs")
            .col(string("id"))
            .col(text("organization_id"))
            .col(text("project_id"))
            .col(text("kind"))
            .col(text("subject"))
            .col(text("lane"))
            .col(integer("priority"))
            .col(big_integer("turn"))
            .col(text("state"))
            .col(big_integer("due_at"))
            .col(integer("attempt"))
            .col(big_integer("fence"))
            .primary_key(Index::create().col("id"))
            .take(),
        table("queue_turns")
            .col(string("kind"))
            .col(big_integer("served"))
            .primary_key(Index::create().col("kind"))
            .take(),
    ]
}

fn indexes() -> [IndexCreateStatement; 3] {
    [
        // A subject is in the queue once, however often it is enqueued.
        index("jobs_subject", "jobs", &["kind", "subject"]).unique().take(),
        index("jobs_turn", "jobs", &["kind", "state", "lane", "priority", "turn"]),
        index("jobs_due", "jobs", &["kind", "state", "due_at"]),
    ]
}
