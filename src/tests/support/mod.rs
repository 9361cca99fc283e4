//! What tests work with: the application, its clients, a receiver of webhooks, a scripted engine.

mod app;
mod client;
pub mod database;
mod engine;
mod google_storage;
mod inbox;
pub mod issuer;
mod line;
pub mod object_server;
mod printed;
mod process;
mod properties;
mod provider;
pub mod raw;
mod receiver;
mod s3;
mod server;
mod socket;

pub use app::{Part, Tenant, TestApp};
pub use client::{Answer, Client};
pub use database::Backend;
pub use engine::Scripted;
pub use google_storage::GoogleServer;
pub use inbox::Letter;
pub use line::{Line, line_event, line_signature};
pub use object_server::ObjectServer;
pub use printed::printed;
pub use process::{Process, program};
pub use properties::{cases, fast_folder};
pub use provider::{Asked, ProviderDouble, Say};
pub use receiver::{Received, Receiver, Reply};
pub use s3::S3Server;
pub use server::{Server, is_alive, memory, until};
pub use socket::Socket;

use ocriva::{clients::readers::Readers, config::Config};

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

/// The real program, which files are read in: a test is another one.
pub const READER: &str = env!("CARGO_BIN_EXE_ocriva");

/// Readers without an application around them.
pub fn readers() -> Readers {
    let config = Config::load(std::path::Path::new("/nowhere/Leptos.toml"), |name| {
        (name == "OCRIVA_READER").then(|| READER.to_owned())
    });
    Readers::new(&config.unwrap().extraction)
}

/// A document of the product's own.
pub fn sample(name: &str) -> Vec<u8> {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("public/samples").join(name);
    std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
