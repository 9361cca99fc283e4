//! `ocriva worker`: the workers without the product, for servers elsewhere that share database and files.

use super::{
    assemble::{self, StartError, without_password},
    serve::asked_to_stop,
};
use crate::config::Config;
use std::io::Write as _;
use tokio_util::sync::CancellationToken;

/// Works until it is asked to stop; what it is doing is finished or handed back.
///
/// # Errors
/// When there is nobody to share the work with, or what it needs cannot be opened.
pub async fn worker(config: Config) -> Result<(), StartError> {
    // Before the database is opened: it may be the one of a server that runs.
    if !shared(&config) {
        return Err(StartError::OneProcess);
    }
    let runtime = assemble::runtime(config).await?;
    let extractor = assemble::extractor(&runtime.config, &runtime.clock, &runtime.readers)?;
    let (stop, relay_stop) = (CancellationToken::new(), CancellationToken::new());
    let relay = assemble::relay(&runtime, &relay_stop).await;
    let mut workers = assemble::workers(&runtime, extractor, &stop);
    let documents = runtime.config.queue.concurrency();
    let (database, files) = (without_password(&runtime.config.database_url()), runtime.storage.address());
    let mail = runtime.mailer.describe();
    let lines = format!(
        "Ocriva works: {documents} documents at once\n  database  {database}\n  files     {files}\n  mail      {mail}"
    );
    // Nobody has to listen.
    let _ = writeln!(std::io::stdout(), "{lines}");

    asked_to_stop().await;
    tracing::info!("stopping: no new work, what is running is finished or handed back");
    stop.cancel();
    while workers.join_next().await.is_some() {}
    // Last of all: what the workers finished is still told.
    relay_stop.cancel();
    let _ = relay.await;
    Ok(())
}

/// May other processes use the database too?
pub fn shared(config: &Config) -> bool {
    config.database_url().starts_with("postgres")
}
