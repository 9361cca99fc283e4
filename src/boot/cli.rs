//! The command line.

use super::{admin, extract, migrate, read::Read, router, serve, worker};
use crate::config::Config;
use clap::{Parser, Subcommand};
use std::{path::PathBuf, process::ExitCode};

/// Documents in, data out.
#[derive(Parser)]
#[command(name = "ocriva", version)]
pub struct Cli {
    /// The configuration file.
    #[arg(long, env = "OCRIVA_CONFIG", default_value = "Leptos.toml")]
    config: PathBuf,
    #[command(subcommand)]
    pub command: Option<Command>,
}

#[derive(Subcommand)]
pub enum Command {
    /// Serve the product, workers included (the default).
    Serve,
    /// Read documents and send webhooks without serving; over PostgreSQL, any number of times.
    Worker,
    /// Bring the database up to date and stop.
    Migrate,
    /// Print the description of the REST API (OpenAPI 3.1).
    Openapi,
    /// Print the fields of files, without a server.
    Extract(extract::Extract),
    /// Look after an installation.
    #[command(subcommand)]
    Admin(admin::Admin),
    /// What this program starts to read files in.
    #[command(hide = true)]
    Read(Read),
}

/// What the command line asks for; ends the process where it cannot be understood.
pub fn parse() -> Cli {
    Cli::parse()
}

/// Reads files for the process that started this one.
pub fn read(asked: &Read) -> ExitCode {
    serve::log_as_reader();
    super::read::read(asked)
}

/// Runs what the command line asks for.
pub async fn run(cli: Cli) -> ExitCode {
    serve::log();
    if let Some(Command::Openapi) = cli.command {
        println!("{:#}", router::document());
        return ExitCode::SUCCESS;
    }
    let outcome = match Config::load(&cli.config, |name| std::env::var(name).ok()) {
        Err(error) => Err(error.into()),
        Ok(config) => match cli.command.unwrap_or(Command::Serve) {
            Command::Serve => serve::serve(config).await,
            Command::Worker => worker::worker(config).await,
            Command::Migrate => migrate::migrate(config).await,
            Command::Extract(asked) => extract::extract(config, asked).await,
            Command::Admin(asked) => admin::admin(config, asked).await,
            Command::Read(asked) => return read(&asked),
            Command::Openapi => Ok(()),
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
