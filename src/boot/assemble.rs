//! From a configuration to a runtime and its workers.

use super::secret::secret;
use crate::{
    clients::{
        address::AddressGuard,
        line::LineClient,
        mail::Mailer,
        oidc::Oidc,
        readers::Readers,
        storage::{Storage, StorageError},
        webhook::WebhookClient,
    },
    clock::Clock,
    config::{Config, ConfigError, StoragePlace},
    db::{Db, DbError},
    mail::sender,
    pipeline::{
        deliver::{Deliverer, housekeeping},
        extract::{
            self, Extractor,
            providers::{Clients, Hosted, Patience},
        },
        ingest::{self, orphans},
        line, queue,
        result::retention,
    },
    runtime::{InHand, Live, Parts, Presence, Runtime, Signer, Vault, Wake, relay},
};
use std::{sync::Arc, time::Duration};
use tokio::{
    sync::{Semaphore, watch},
    task::{JoinHandle, JoinSet},
    time::timeout,
};
use tokio_util::sync::CancellationToken;

/// A server serves without its relay after this long.
const LONGEST_RELAY_START: Duration = Duration::from_secs(6);

/// Why the server does not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error(transparent)]
    Config(#[from] ConfigError),
    #[error("the folder {folder} cannot be used: {cause}")]
    Folder { folder: String, cause: std::io::Error },
    #[error(transparent)]
    Storage(#[from] StorageError),
    #[error("the database {url} cannot be used: {cause}")]
    Database { url: String, cause: DbError },
    #[error("outgoing connections cannot be set up: {0}")]
    Http(#[from] reqwest::Error),
    #[error("{address} cannot be served on: {cause}")]
    Address { address: std::net::SocketAddr, cause: std::io::Error },
    #[error("the template {path} cannot be used: {reason}")]
    Template { path: String, reason: String },
    #[error("{failed} of {total} files could not be read; each says why in errorMessage")]
    Unread { failed: usize, total: usize },
    #[error("{broken} of {total} audit trails are not as they were written")]
    Tampered { broken: usize, total: usize },
    #[error("what was asked could not be done: {0}")]
    Refused(#[from] crate::error::AppError),
    #[error(
        "workers of their own need PostgreSQL, for SQLite belongs to one process: set DATABASE_URL to postgres://…, or \
         run `ocriva serve` with workers = true, as it is by default"
    )]
    OneProcess,
}

/// Opens the database, its folder included.
pub async fn database(config: &Config) -> Result<Db, StartError> {
    let folder = &config.server.data;
    tokio::fs::create_dir_all(folder)
        .await
        .map_err(|cause| StartError::Folder { folder: folder.display().to_string(), cause })?;
    let url = config.database_url();
    Db::open(&url, config.database.max_connections)
        .await
        .map_err(|cause| StartError::Database { url: without_password(&url), cause })
}

/// The store of files. One that does not answer now may answer later: readiness tells.
async fn storage(config: &Config) -> Result<Storage, StartError> {
    let storage = match config.storage_place()? {
        StoragePlace::Folder(folder) => Storage::open(folder.clone())
            .await
            .map_err(|cause| StartError::Folder { folder: folder.display().to_string(), cause })?,
        StoragePlace::Bucket(bucket) => Storage::connect(bucket)?,
    };
    if let Err(error) = storage.check().await {
        tracing::warn!(place = storage.address(), %error, "files cannot be kept for now");
    }
    Ok(storage)
}

/// Everything a service works with.
pub async fn runtime(config: Config) -> Result<Runtime, StartError> {
    // The one TLS implementation of the process; a second call finds it in place.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let db = database(&config).await?;
    let storage = storage(&config).await?;
    let secret = secret(&config)?;
    let guard = AddressGuard::new(config.webhooks.allow.clone());
    let http = WebhookClient::new(guard, config.webhooks.timeout())?;
    let mailer = Mailer::new(&config.mail, config.outbox())?;
    let readers = Readers::new(&config.extraction);
    let clock = Clock::default();
    let oidc = Oidc::new(&config.login, clock.clone())?;
    let line = LineClient::new(&config.line, clock.clone())?;
    let room = config.upload.memory_bytes.div_ceil(ingest::UNIT).min(Semaphore::MAX_PERMITS as u64);
    Ok(Runtime::from(Parts {
        config: Arc::new(config),
        db,
        storage,
        http,
        line,
        mailer,
        oidc,
        live: Live::new(clock.clone()),
        clock,
        vault: Vault::new(&secret),
        signer: Signer::new(&secret),
        in_hand: InHand::default(),
        presence: Presence::default(),
        wake: Wake::default(),
        readers,
        room: Arc::new(Semaphore::new(room as usize)),
        spare: Arc::new(Semaphore::new(ingest::SPARE)),
        drawing: Arc::new(Semaphore::new(std::thread::available_parallelism().map_or(1, usize::from))),
    }))
}

/// The reader with every engine: the built-in one, and those of the catalogue.
///
/// # Errors
/// When the TLS set-up of the machine cannot be read.
pub fn extractor(config: &Config, clock: &Clock, readers: &Readers) -> Result<Extractor, StartError> {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let clients = Clients::new(AddressGuard::new(config.extraction.provider_allow.clone()), readers.clone())?;
    let patience = Patience::with_deadline(config.extraction.answer_timeout());
    let mut extractor = Extractor::new(config.extraction.clone(), readers.clone());
    for (id, provider) in &config.providers {
        let engine = Hosted::new(id, provider.clone(), clients.clone(), clock.clone(), patience);
        extractor = extractor.with_engine(id, Arc::new(engine));
    }
    Ok(extractor)
}

/// Starts the workers; they end after `stop`.
pub fn workers(runtime: &Runtime, extractor: Extractor, stop: &CancellationToken) -> JoinSet<()> {
    let extraction = extract::Stage::new(runtime.clone(), Arc::new(extractor));
    let delivery = Deliverer::new(runtime.clone());
    let chats = line::Stage::new(runtime.clone());
    let mut workers = JoinSet::new();
    workers.spawn(queue::run(runtime.clone(), extraction, stop.clone()));
    workers.spawn(queue::run(runtime.clone(), delivery, stop.clone()));
    workers.spawn(queue::run(runtime.clone(), chats, stop.clone()));
    workers.spawn(housekeeping::run(runtime.clone(), stop.clone()));
    workers.spawn(orphans::watch(runtime.clone(), runtime.clock.now(), stop.clone()));
    workers.spawn(retention::watch(runtime.clone(), stop.clone()));
    workers.spawn(sender::run(runtime.clone(), stop.clone()));
    workers
}

/// Starts the relay to other processes, and waits a moment for it: what is told before it stands, they miss.
pub async fn relay(runtime: &Runtime, stop: &CancellationToken) -> JoinHandle<()> {
    let (stands, mut standing) = watch::channel(false);
    #[expect(clippy::disallowed_methods, reason = "it ends by `stop`, and whoever starts it waits for it")]
    let relay = tokio::spawn(relay::run(runtime.clone(), stands, stop.clone()));
    // Where there is nothing to relay, this ends at once.
    let _ = timeout(LONGEST_RELAY_START, standing.wait_for(|stands| *stands)).await;
    relay
}

/// A database address as it may be shown.
pub fn without_password(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else { return url.to_owned() };
    match rest.rsplit_once('@') {
        Some((user, host)) => {
            let user = user.split_once(':').map_or(user, |(name, _)| name);
            format!("{scheme}://{user}@{host}")
        }
        None => url.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_are_not_shown() {
        assert_eq!(without_password("postgres://me:s3cr@t@db/ocriva"), "postgres://me@db/ocriva");
        assert_eq!(without_password("sqlite://data/ocriva.db"), "sqlite://data/ocriva.db");
    }
}
