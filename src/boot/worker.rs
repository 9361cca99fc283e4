//! `ocriva worker`: the workers without the product, for servers elsewhere that share database and files.

use super::{
    assemble::{self, StartError, without_password},
    serve::asked_to_stop,
};
use crate::config::Config;
use tokio_util::sync::CancellationToken;

/// # Errors
/// When there is nobody to share the work with, or what it needs cannot be opened.
pub async fn worker(config: Config) -> Result<(), StartError> {
    let runtime = assemble::runtime(config).await?;
    if runtime.db.is_sqlite() {
        return Err(StartError::WorkerOnSqlite);
    }
    let extractor = assemble::extractor(&runtime.config, &runtime.clock, &runtime.readers)?;
    let (stop, relay_stop) = (CancellationToken::new(), CancellationToken::new());
    let relay = assemble::relay(&runtime, &relay_stop).await;
    let mut workers = assemble::workers(&runtime, extractor, &stop);
    println!("Ocriva works for {}", without_password(&runtime.config.database_url()));

    asked_to_stop().await;
    tracing::info!("stopping: no new work, what is running is finished or handed back");
    stop.cancel();
    while workers.join_next().await.is_some() {}
    // Last of all: what the workers finished is still told.
    relay_stop.cancel();
    let _ = relay.await;
    Ok(())
}
