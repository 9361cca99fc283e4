//! One run as a file.

use super::{
    Exported,
    columns::Columns,
    csv, docx, flow, html,
    table::{refused, unwritten},
    text, xlsx, xml,
};
use crate::{
    access::{DocumentsRead, ProjectScope},
    clients::readers::Patience,
    db::queries::{self, documents::Stored},
    domain::{
        export::{ExportFormat, Rows},
        id::ProcessingId,
        page::{Page, PageSource},
        processing::Processing,
        schema::Schema,
        template::Template,
    },
    error::{AppError, Kind},
    pipeline::{
        extract::{
            page_image,
            read::{Limits, apart},
            turn::in_turn,
        },
        result::{self, pages},
    },
    runtime::Runtime,
};
use serde_json::Value;
use std::sync::Arc;

type Scope = ProjectScope<DocumentsRead>;

/// How the file is wanted.
#[derive(Clone, Copy, Debug, Default)]
pub struct Wish {
    /// The template's own if absent.
    pub format: Option<ExportFormat>,
    /// Of a CSV file.
    pub rows: Rows,
    /// Of a picture, from 1; the first if absent.
    pub page: Option<u32>,
}

/// Writes the result of a run, or the pages that it read, as a file.
///
/// # Errors
/// 404 for a foreign run, 409 while it is at work, 422 when it has nothing that could be written so.
pub async fn one(runtime: &Runtime, scope: &Scope, id: &ProcessingId, wish: Wish) -> Result<Exported, AppError> {
    let run = result::get(&runtime.db, scope, id).await?;
    let data = result_of(&run)?;
    let template = queries::templates::version(&runtime.db, scope, &run.template_id, run.template_version).await?;
    let template = template.ok_or_else(|| AppError::not_found("template"))?;
    let format = wish.format.unwrap_or(template.result_format.into());
    match format {
        ExportFormat::Text | ExportFormat::Html | ExportFormat::Docx => {
            let pages = pages::load(runtime, &document(runtime, scope, &run).await?, id).await?;
            let title = stem(&run).to_owned();
            let laid_out =
                in_turn(runtime, runtime.config.extraction.timeout(), move || written(&title, format, &pages));
            Ok(file(&run, format, "", laid_out.await??))
        }
        ExportFormat::Pdf => searchable(runtime, scope, &run).await,
        ExportFormat::Image => image(runtime, scope, &run, wish.page.unwrap_or(1)).await,
        _ => table(runtime, &run, data, &template, format, wish.rows),
    }
}

/// What there is to write.
fn result_of(run: &Processing) -> Result<&Value, AppError> {
    run.result.as_ref().ok_or_else(|| {
        if run.status.is_final() {
            let reason = run.error_message.as_deref().unwrap_or("It was not read to the end.");
            let message = format!("This document has no result to export. {reason}");
            return AppError::new(Kind::Unprocessable, "no_result", message);
        }
        AppError::conflict("not_ready", "This document is still being read. Ask again when it is completed.")
    })
}

fn table(
    runtime: &Runtime,
    run: &Processing,
    result: &Value,
    template: &Template,
    format: ExportFormat,
    rows: Rows,
) -> Result<Exported, AppError> {
    let columns = || Schema::parse(&template.template_schema).map(|schema| Columns::of(&schema)).unwrap_or_default();
    let made = run.completed_at.unwrap_or_else(|| runtime.clock.now());
    let bytes = match format {
        ExportFormat::Csv => csv::one(columns(), rows, result).map_err(|error| unwritten(&error))?,
        ExportFormat::Xlsx => xlsx::one(&columns(), result, made).map_err(|error| refused(&error))?,
        ExportFormat::Xml => xml::xml(result).map_err(|error| unwritten(&error))?,
        ExportFormat::Jsonl => format!("{result}\n").into_bytes(),
        _ => format!("{result:#}\n").into_bytes(),
    };
    let part = if format == ExportFormat::Csv && rows == Rows::Items { "-items" } else { "" };
    Ok(file(run, format, part, bytes))
}

/// Pages for readers.
fn written(title: &str, format: ExportFormat, pages: &[Page]) -> Result<Vec<u8>, AppError> {
    let blocks = flow::flow(pages);
    match format {
        ExportFormat::Html => Ok(html::html(title, &blocks).into_bytes()),
        ExportFormat::Docx => docx::docx(&blocks).map_err(|error| unwritten(&error)),
        _ => Ok(text::text(&blocks).into_bytes()),
    }
}

async fn searchable(runtime: &Runtime, scope: &Scope, run: &Processing) -> Result<Exported, AppError> {
    let document = document(runtime, scope, run).await?;
    let pages: Arc<Vec<Page>> = pages::load(runtime, &document, &run.id).await?;
    if pages.iter().any(|page| page.source == PageSource::Data) {
        let message = "This document is a file of data without pages. Take HTML, Word or the original instead.";
        return Err(AppError::new(Kind::Unprocessable, "no_pages", message));
    }
    let original = runtime.storage.get(&document.storage_key).await.map_err(|error| error.or(pages::gone()))?;
    let limits = Limits::from(&runtime.config.extraction);
    let time = runtime.config.extraction.timeout();
    let patience = Patience { turn: time, work: time };
    let bytes = apart::searchable(&runtime.readers, &original, &pages, limits, patience).await?;
    Ok(file(run, ExportFormat::Pdf, "", bytes))
}

async fn image(runtime: &Runtime, scope: &Scope, run: &Processing, page: u32) -> Result<Exported, AppError> {
    let drawn = page_image(runtime, scope, &run.document_id, page, None).await?;
    let extension = match drawn.mime {
        "image/jpeg" => "jpg",
        "image/svg+xml" => "svg",
        _ => ExportFormat::Image.extension(),
    };
    Ok(Exported { name: format!("{}-page-{page}.{extension}", stem(run)), mime: drawn.mime.into(), bytes: drawn.bytes })
}

async fn document(runtime: &Runtime, scope: &Scope, run: &Processing) -> Result<Stored, AppError> {
    let stored = queries::documents::get(&runtime.db, scope, &run.document_id).await?;
    stored.ok_or_else(|| AppError::not_found("document"))
}

/// Named after the file that came in.
fn file(run: &Processing, format: ExportFormat, part: &str, bytes: Vec<u8>) -> Exported {
    Exported { name: format!("{}{part}.{}", stem(run), format.extension()), mime: format.mime().into(), bytes }
}

fn stem(run: &Processing) -> &str {
    run.file_name.rsplit_once('.').map_or(run.file_name.as_str(), |(stem, _)| stem)
}
