//! `ocriva serve`: the product and its workers in one process.

use super::{
    assemble::{self, StartError, without_password},
    listen, router, sweep,
    worker::shared,
};
use crate::{
    config::Config,
    db::queries::{jobs, mails},
    pipeline::extract::Extractor,
    runtime::Runtime,
    web::state::AppState,
};
use std::{
    io::{IsTerminal, Write as _},
    net::SocketAddr,
    time::Duration,
};
use tokio::{net::TcpListener, signal, task::JoinSet, time::timeout};
use tokio_util::sync::CancellationToken;
use tracing_subscriber::EnvFilter;

/// Live sockets have this long to close once the server is asked to stop.
const LONGEST_FAREWELL: Duration = Duration::from_secs(5);

/// Log lines go to standard error; `RUST_LOG` chooses which.
pub fn log() {
    let filter = EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| EnvFilter::new("ocriva=info,warn,tower_sessions_core=error"));
    let _ = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr)
        .try_init();
}

/// The lines of a reader process, which its server puts among its own: what went wrong, without a time.
pub fn log_as_reader() {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("warn"));
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_ansi(false).without_time();
    let _ = log.with_writer(std::io::stderr).try_init();
}

pub async fn serve(config: Config) -> Result<(), StartError> {
    if !config.queue.workers && !shared(&config) {
        return Err(StartError::OneProcess);
    }
    let address = config.address()?;
    let leptos = config.leptos_options(address);
    let runtime = assemble::runtime(config).await?;
    let extractor = assemble::extractor(&runtime.config, &runtime.clock, &runtime.readers)?;
    clean_up(&runtime).await;
    let listener = TcpListener::bind(address).await.map_err(|cause| StartError::Address { address, cause })?;
    introduce(&runtime, &extractor, listener.local_addr().unwrap_or(address));

    let stop = CancellationToken::new();
    let relay_stop = CancellationToken::new();
    let relay = assemble::relay(&runtime, &relay_stop).await;
    let live = runtime.live.clone();
    let mut workers =
        if runtime.config.queue.workers { assemble::workers(&runtime, extractor, &stop) } else { JoinSet::new() };
    workers.spawn(sweep::keep_sweeping(runtime.clone(), stop.clone()));
    let settings = runtime.config.server.clone();
    let served = listen::serve(listener, router(AppState { runtime, leptos }), settings, stop.clone());
    let told = async {
        asked_to_stop().await;
        tracing::info!("stopping: no new work, what is running is finished or handed back");
        stop.cancel();
    };
    tokio::join!(served, told);
    if timeout(LONGEST_FAREWELL, live.end()).await.is_err() {
        tracing::warn!("some live sockets did not take leave");
    }
    while workers.join_next().await.is_some() {}
    // Last of all: what the workers finished is still told.
    relay_stop.cancel();
    let _ = relay.await;
    Ok(())
}

/// What a process that died left behind.
async fn clean_up(runtime: &Runtime) {
    if runtime.db.is_sqlite() {
        // The database file is this process's own: whoever held a lease is gone.
        match jobs::release_all(&runtime.db).await {
            Ok(0) => {}
            Ok(freed) => tracing::info!(freed, "jobs of a stopped process are taken up again"),
            Err(error) => tracing::warn!(%error, "leases could not be released; they end by themselves"),
        }
        if let Err(error) = mails::release_all(&runtime.db, runtime.clock.now()).await {
            tracing::warn!(%error, "mails of a stopped process wait for their leases to end");
        }
    }
}

/// Says on standard output where everything is.
fn introduce(runtime: &Runtime, extractor: &Extractor, address: SocketAddr) {
    let config = &runtime.config;
    let recognition = if extractor.recognises_pictures() {
        "with text recognition"
    } else {
        "PDF text only: run setup/ocr-models for pictures"
    };
    let lines = [
        format!("Ocriva is at http://{address}"),
        format!("  database  {} ({})", runtime.db.name(), without_password(&config.database_url())),
        format!("  files     {}", runtime.storage.address()),
        format!("  engine    built in, {recognition}"),
        format!(
            "  workers   {}",
            if config.queue.workers { "in this process" } else { "none here: run `ocriva worker`" }
        ),
        format!("  providers {}", ready(config)),
        format!("  mail      {}", runtime.mailer.describe()),
    ];
    // All at once: who reads only the first line may close the other end.
    let _ = writeln!(std::io::stdout(), "{}", lines.join("\n"));
}

/// The providers that have what they need on this server.
fn ready(config: &Config) -> String {
    let ready: Vec<&str> =
        config.providers.values().filter(|one| one.is_ready()).map(|one| one.name.as_str()).collect();
    if ready.is_empty() { "none: no key in the environment".to_owned() } else { ready.join(", ") }
}

/// Ctrl-C, or the supervisor's SIGTERM.
pub async fn asked_to_stop() {
    let interrupt = async { signal::ctrl_c().await.ok() };
    #[cfg(unix)]
    {
        match signal::unix::signal(signal::unix::SignalKind::terminate()) {
            Ok(mut terminate) => tokio::select! { _ = interrupt => {}, _ = terminate.recv() => {} },
            Err(_) => drop(interrupt.await),
        }
    }
    #[cfg(not(unix))]
    interrupt.await;
}
