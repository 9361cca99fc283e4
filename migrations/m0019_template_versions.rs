//! Every version of a template with its name and its description: nothing of a save is written over.

use sea_orm_migration::{
    prelude::*,
    schema::{boolean, text},
};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in [
            text("name").default("").take(),
            text("description").default("").take(),
            boolean("is_active").default(true).take(),
        ] {
            manager.alter_table(Table::alter().table("template_versions").add_column(column).take()).await?;
        }
        let of_template = |column| format!("(SELECT {column} FROM templates WHERE templates.id = template_id)");
        let fill = format!(
            "UPDATE template_versions SET name = {}, description = {}, is_active = {}",
            of_template("name"),
            of_template("description"),
            of_template("is_active")
        );
        manager.get_connection().execute_unprepared(&fill).await?;
        Ok(())
    }
}
