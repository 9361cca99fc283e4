//! The command line.

use super::{extract, migrate, serve};
use crate::config::Config;
use clap::{Parser, Subcommand};
use std::{path::PathBuf, process::ExitCode};

/// Documents in, data out.
#[derive(Parser)]
#[command(name = "ocriva", version)]
struct Cli {
    /// The configuration file.
    #[arg(long, env = "OCRIVA_CONFIG", default_value = "Leptos.toml")]
    config: PathBuf,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the product, workers included (the default).
    Serve,
    /// Bring the database up to date and stop.
    Migrate,
    /// Print the fields of files, without a server.
    Extract(extract::Extract),
}

/// Runs what the command line asks for.
pub async fn run() -> ExitCode {
    let cli = Cli::parse();
    serve::log();
    let outcome = match Config::load(&cli.config, |name| std::env::var(name).ok()) {
        Err(error) => Err(error.into()),
        Ok(config) => match cli.command.unwrap_or(Command::Serve) {
            Command::Serve => serve::serve(config).await,
            Command::Migrate => migrate::migrate(config).await,
            Command::Extract(asked) => extract::extract(config, asked).await,
        },
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("ocriva: {error}");
            ExitCode::FAILURE
        }
    }
}
