//! What people correct, and what is learned from it.

use super::m0001_spine::{index, table};
use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, integer, string, text, text_null},
};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let corrections = table("corrections")
            .col(string("processing_id"))
            // From 1; two people who correct the same state cannot both have the same number.
            .col(integer("number"))
            .col(text("organization_id"))
            .col(text("project_id"))
            .col(text("path"))
            .col(text("before"))
            .col(text("after"))
            .col(text_null("corrected_by"))
            .col(big_integer("corrected_at"))
            .primary_key(Index::create().col("processing_id").col("number"))
            .foreign_key(ForeignKey::create().from("corrections", "processing_id").to("processings", "id"))
            .take();
        let lessons = table("lessons")
            .col(string("processing_id"))
            .col(string("path"))
            .col(text("organization_id"))
            .col(text("project_id"))
            .col(text("template_id"))
            .col(text("lesson"))
            .col(big_integer("learned_at"))
            .primary_key(Index::create().col("processing_id").col("path"))
            .foreign_key(ForeignKey::create().from("lessons", "processing_id").to("processings", "id"))
            .foreign_key(ForeignKey::create().from("lessons", "template_id").to("templates", "id"))
            .take();
        manager.create_table(corrections).await?;
        manager.create_table(lessons).await?;
        manager.create_index(index("lessons_template", "lessons", &["template_id", "learned_at"])).await
    }
}
