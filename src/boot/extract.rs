//! `ocriva extract`: files on the command line, their fields on standard output; no database, no server.

use super::assemble::{self, StartError};
use crate::{
    clients::readers::Readers,
    clock::Clock,
    config::Config,
    domain::{preset, template::NewTemplate},
    pipeline::extract::{Extractor, Failure, Outcome, engine::Order, read::PageRange},
};
use clap::Args;
use futures::{StreamExt as _, stream};
use serde_json::{Value, json};
use std::{
    io::{IsTerminal as _, Write as _},
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

#[derive(Args)]
pub struct Extract {
    /// A template as JSON: as exported, or its schema alone.
    #[arg(long, value_name = "FILE", conflicts_with = "preset")]
    template: Option<PathBuf>,
    /// A ready template.
    #[arg(long, default_value = "invoice", value_parser = preset_names())]
    preset: String,
    /// `local`, or `provider/model`; otherwise the template's own.
    #[arg(long)]
    engine: Option<String>,
    /// One line for each file instead of indented JSON.
    #[arg(long)]
    jsonl: bool,
    /// With the words of the pages and their boxes.
    #[arg(long)]
    pages: bool,
    /// The pages to read of each file, such as 1-3,5.
    #[arg(long, value_name = "PAGES")]
    page_range: Option<PageRange>,
    /// Files read at once; one per core by default.
    #[arg(long)]
    jobs: Option<usize>,
    /// PDFs, pictures and XML e-invoices.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
}

fn preset_names() -> clap::builder::PossibleValuesParser {
    preset::all().into_iter().map(|preset| preset.key).collect::<Vec<_>>().into()
}

/// Prints `{file, result, fields, confidence, processingTime, errorMessage}` for each file, in the order given.
///
/// # Errors
/// When the template cannot be used; a file that cannot be read has an `errorMessage`, and is counted in the end.
pub async fn extract(config: Config, asked: Extract) -> Result<(), StartError> {
    let order = asked.order()?;
    let extractor = assemble::extractor(&config, &Clock::default(), &Readers::new(&config.extraction))?;
    let jobs = asked.jobs.unwrap_or_else(|| config.queue.concurrency()).max(1);
    let total = asked.files.len();
    let one = |file: &PathBuf| one(&extractor, order.clone(), file.clone(), &asked);
    let mut answers = stream::iter(asked.files.iter()).map(one).buffered(jobs);
    let (mut done, mut failed) = (0, 0);
    while let Some(answer) = answers.next().await {
        done += 1;
        failed += usize::from(!answer["errorMessage"].is_null());
        let text = if asked.jsonl { answer.to_string() } else { format!("{answer:#}") };
        // Whoever reads may have enough, as `head` does: then nothing more is wanted.
        if writeln!(std::io::stdout(), "{text}").is_err() {
            return Ok(());
        }
        progress(done, total);
    }
    if failed > 0 { Err(StartError::Unread { failed, total }) } else { Ok(()) }
}

impl Extract {
    fn order(&self) -> Result<Order, StartError> {
        let mut order = match &self.template {
            Some(path) => read_template(path)?,
            None => preset::named(&self.preset).map_or_else(
                || unreachable!("the command line takes the names of presets alone"),
                |preset| NewTemplate::from(preset).into(),
            ),
        };
        if let Some(engine) = &self.engine {
            let (provider, model) = engine.split_once('/').unwrap_or((engine, ""));
            (order.provider, order.model) = (provider.to_owned(), model.to_owned());
        }
        Ok(order)
    }
}

/// A template as exported or written by hand, or a schema alone.
fn read_template(path: &Path) -> Result<Order, StartError> {
    let unusable = |reason: String| StartError::Template { path: path.display().to_string(), reason };
    let text = std::fs::read_to_string(path).map_err(|error| unusable(error.to_string()))?;
    let json: Value = serde_json::from_str(&text).map_err(|error| unusable(error.to_string()))?;
    let whole = if json.get("templateSchema").is_some() { json } else { json!({ "name": "", "templateSchema": json }) };
    let template: NewTemplate = serde_json::from_value(whole).map_err(|error| unusable(error.to_string()))?;
    crate::domain::schema::Schema::parse(&template.template_schema).map_err(|error| unusable(error.to_string()))?;
    Ok(template.into())
}

async fn one(extractor: &Extractor, order: Order, file: PathBuf, asked: &Extract) -> Value {
    let began = Instant::now();
    let outcome = match tokio::fs::read(&file).await {
        Ok(bytes) => {
            extractor.extract(order, bytes, asked.page_range.clone()).await.map_err(|error: Failure| error.to_string())
        }
        Err(error) => Err(format!("The file cannot be opened: {error}.")),
    };
    let mut answer = report(&file, outcome.as_ref(), began.elapsed());
    if asked.pages {
        answer["pages"] = json!(outcome.ok().map(|outcome| outcome.pages));
    }
    answer
}

/// `processingTime` in milliseconds.
fn report(file: &Path, outcome: Result<&Outcome, &String>, took: Duration) -> Value {
    let extraction = outcome.ok().map(|outcome| &outcome.extraction);
    json!({
        "file": file.to_string_lossy(),
        "result": extraction.map(|extraction| &extraction.result),
        "fields": extraction.map(|extraction| &extraction.fields),
        "checks": extraction.map(|extraction| &extraction.checks),
        "confidence": extraction.map(|extraction| extraction.confidence),
        "usage": outcome.ok().map(|outcome| &outcome.usage),
        "processingTime": took.as_millis() as u64,
        "errorMessage": outcome.err(),
    })
}

/// On a terminal that shows nothing else, how far it is.
fn progress(done: usize, total: usize) {
    let mut terminal = std::io::stderr();
    if total > 1 && terminal.is_terminal() && !std::io::stdout().is_terminal() {
        let end = if done == total { "\n" } else { "" };
        let _ = write!(terminal, "\r{done} of {total}{end}");
        let _ = terminal.flush();
    }
}
