//! `ocriva read`: the process that a server starts to read files in; not for people.

use crate::pipeline::{extract::read::serve, result::export};
use clap::Args;
use std::{path::PathBuf, process::ExitCode};

#[derive(Args)]
pub struct Read {
    /// Folder of the OCR models.
    #[arg(long)]
    models: PathBuf,
    /// What this process may take.
    #[arg(long)]
    memory_megabytes: u64,
}

pub fn read(asked: &Read) -> ExitCode {
    serve::serve(&asked.models, asked.memory_megabytes, export::searchable)
}
