//! `ocriva migrate`

use super::assemble::{self, StartError};
use crate::config::Config;

pub async fn migrate(config: Config) -> Result<(), StartError> {
    let db = assemble::database(&config).await?;
    println!("{} is up to date", db.name());
    Ok(())
}
