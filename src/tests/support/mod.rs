//! What tests work with: the application, its clients, a receiver of webhooks, a scripted engine.

mod app;
mod client;
pub mod database;
mod engine;
mod printed;
mod provider;
mod receiver;

pub use app::{Tenant, TestApp};
pub use client::{Answer, Client};
pub use database::Backend;
pub use engine::Scripted;
pub use printed::printed;
pub use provider::{Asked, ProviderDouble, Say};
pub use receiver::{Received, Receiver, Reply};

/// One test body, run on SQLite and on PostgreSQL.
macro_rules! on_both_databases {
    ($(async fn $name:ident($app:ident: TestApp) $body:block)*) => {$(
        mod $name {
            use super::*;

            async fn body($app: TestApp) $body

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                body(TestApp::start(crate::support::Backend::Sqlite).await).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                body(TestApp::start(crate::support::Backend::Postgres).await).await;
            }
        }
    )*};
}
pub(crate) use on_both_databases;

/// Functions that start their own application, each run on SQLite and on PostgreSQL.
macro_rules! on_both {
    ($($name:ident),* $(,)?) => {$(
        mod $name {
            use crate::support::Backend;

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                super::$name(Backend::Sqlite).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                super::$name(Backend::Postgres).await;
            }
        }
    )*};
}
pub(crate) use on_both;

/// A document of the product's own.
pub fn sample(name: &str) -> Vec<u8> {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("public/samples").join(name);
    std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
