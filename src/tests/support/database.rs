//! A fresh database for each test.

use sea_orm::{ConnectionTrait, Database};
use std::path::Path;

#[derive(Clone, Copy, Debug)]
pub enum Backend {
    Sqlite,
    Postgres,
}

/// The address of a new, empty database.
pub async fn create(backend: Backend, folder: &Path) -> String {
    match backend {
        Backend::Sqlite => format!("sqlite://{}?mode=rwc", folder.join("ocriva.db").display()),
        Backend::Postgres => {
            let server = std::env::var("OCRIVA_TEST_POSTGRES").expect(
                "these tests need PostgreSQL: run them with `make test` or `setup/with-postgres cargo nextest run …`",
            );
            let name = format!("test_{:032x}", rand::random::<u128>());
            let admin = Database::connect(&server).await.unwrap();
            admin.execute_unprepared(&format!("CREATE DATABASE {name}")).await.unwrap();
            admin.close().await.unwrap();
            let (base, query) = server.split_once('?').map_or((server.as_str(), ""), |(base, query)| (base, query));
            let base = base.rsplit_once('/').unwrap().0;
            format!("{base}/{name}?{query}")
        }
    }
}
