//! How the database came to be, step by step; the same for SQLite and PostgreSQL.

mod m0001_spine;
mod m0002_corrections;
mod m0003_providers;
mod m0004_page_range;
mod m0005_webhooks;
mod m0007_batches;
mod m0008_queue;
mod m0009_storage;
mod m0010_lists;
mod m0011_mail;
mod m0012_accounts;
mod m0013_sessions;
mod m0014_identities;
mod m0015_audit;
mod m0016_tenancy;
mod m0019_template_versions;
mod m0020_project_settings;
mod m0021_reference_files;
mod m0024_line;
mod m0025_presence;

use sea_orm_migration::prelude::*;

/// Every step in order.
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m0001_spine::Migration),
            Box::new(m0002_corrections::Migration),
            Box::new(m0003_providers::Migration),
            Box::new(m0004_page_range::Migration),
            Box::new(m0005_webhooks::Migration),
            Box::new(m0007_batches::Migration),
            Box::new(m0008_queue::Migration),
            Box::new(m0009_storage::Migration),
            Box::new(m0010_lists::Migration),
            Box::new(m0011_mail::Migration),
            Box::new(m0012_accounts::Migration),
            Box::new(m0013_sessions::Migration),
            Box::new(m0014_identities::Migration),
            Box::new(m0015_audit::Migration),
            Box::new(m0016_tenancy::Migration),
            Box::new(m0019_template_versions::Migration),
            Box::new(m0020_project_settings::Migration),
            Box::new(m0021_reference_files::Migration),
            Box::new(m0024_line::Migration),
            Box::new(m0025_presence::Migration),
        ]
    }
}
