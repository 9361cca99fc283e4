//! What became of documents: for lists, for one document, for programs that ask.

use crate::{
    access::{DocumentsRead, ProjectScope},
    db::{
        Db,
        queries::{self, jobs::JobKind},
    },
    domain::{
        correction::Correction,
        document::{Activity, Document, DocumentDetail, DocumentFilter},
        id::{DocumentId, ProcessingId, UserId},
        list::{Paged, Paging},
        processing::{Processing, ProcessingFilter, ProcessingRow, ProcessingStatus},
        usage::Usage,
        webhook::Delivery,
    },
    error::AppError,
    runtime::Runtime,
};
use serde_json::Value;
use std::collections::HashMap;

type Scope = ProjectScope<DocumentsRead>;

/// The newest run of each document, newest first.
pub async fn list(
    db: &Db,
    scope: &Scope,
    paging: Paging,
    filter: &ProcessingFilter,
) -> Result<Paged<ProcessingRow>, AppError> {
    let (rows, total) = queries::processings::list(db, scope, paging, filter).await?;
    Ok(paging.of(rows, total))
}

/// The records of uploads, newest first.
pub async fn documents(
    db: &Db,
    scope: &Scope,
    paging: Paging,
    filter: &DocumentFilter,
) -> Result<Paged<Document>, AppError> {
    let (documents, total) = queries::documents::list(db, scope, paging, filter).await?;
    Ok(paging.of(documents, total))
}

/// One run with result and evidence.
pub async fn get(db: &Db, scope: &Scope, id: &ProcessingId) -> Result<Processing, AppError> {
    let run = queries::processings::get(db, scope, id).await?.ok_or_else(|| AppError::not_found("processing"))?;
    in_line(db, run).await
}

/// A run that waits knows its place.
async fn in_line(db: &Db, mut run: Processing) -> Result<Processing, AppError> {
    if run.status == ProcessingStatus::Pending {
        let ahead = queries::jobs::ahead(db, JobKind::Extract, run.id.as_str()).await?;
        run.queue_position = ahead.map(|ahead| ahead + 1);
    }
    Ok(run)
}

/// What people set in a run's result, the oldest first.
pub async fn corrections(db: &Db, scope: &Scope, id: &ProcessingId) -> Result<Vec<Correction>, AppError> {
    Ok(queries::corrections::list(db, scope, id).await?)
}

pub async fn document(db: &Db, scope: &Scope, id: &DocumentId) -> Result<Document, AppError> {
    let stored = queries::documents::get(db, scope, id).await?;
    stored.map(|stored| stored.document).ok_or_else(|| AppError::not_found("document"))
}

/// The original, as it was handed in.
pub async fn file(runtime: &Runtime, scope: &Scope, id: &DocumentId) -> Result<(Document, Vec<u8>), AppError> {
    let missing = || AppError::not_found("document");
    let stored = queries::documents::get(&runtime.db, scope, id).await?.ok_or_else(missing)?;
    stored.document.require_file()?;
    let bytes = runtime.storage.get(&stored.storage_key).await.map_err(|error| {
        tracing::error!(document = %id, %error, "the file of a document cannot be had");
        error.or(missing())
    })?;
    Ok((stored.document, bytes))
}

/// All that the page of one document shows.
pub async fn detail(db: &Db, scope: &Scope, id: &DocumentId) -> Result<DocumentDetail, AppError> {
    let document = document(db, scope, id).await?;
    let processing =
        queries::processings::latest(db, scope, id).await?.ok_or_else(|| AppError::not_found("document"))?;
    let processing = in_line(db, processing).await?;
    let template = queries::templates::version(db, scope, &processing.template_id, processing.template_version).await?;
    let deliveries = queries::deliveries::about(db, scope, id).await?;
    let corrections = queries::corrections::list(db, scope, &processing.id).await?;
    let people = queries::users::names(db, corrections.iter().filter_map(|made| made.corrected_by.clone())).await?;
    let place = queries::documents::place(db, scope, id).await?;
    Ok(DocumentDetail {
        activity: activity(&document, &processing, &deliveries, &corrections, &people),
        template_name: template.map(|template| template.name).unwrap_or_default(),
        document,
        processing,
        previous: place.previous,
        next: place.next,
        position: place.position as u32,
        total: place.total as u32,
    })
}

/// Every step with its time, oldest first.
fn activity(
    document: &Document,
    run: &Processing,
    deliveries: &[Delivery],
    corrections: &[Correction],
    people: &HashMap<UserId, String>,
) -> Vec<Activity> {
    let line = |at, kind: &str, text: String, ok| Activity { at, kind: kind.to_owned(), text, ok };
    let mut lines = vec![
        line(document.created_at, "document.uploaded", "Uploaded".into(), true),
        line(run.created_at, "processing.queued", "Queued".into(), true),
    ];
    if let Some(at) = run.started_at {
        lines.push(line(at, "processing.started", format!("Started with {}/{}", run.provider, run.model), true));
    }
    if let (Some(at), Some(usage)) = (run.completed_at, &run.usage) {
        lines.push(line(at, "provider.answered", spoken(usage), true));
    }
    if let Some(at) = run.completed_at {
        let (kind, text, ok) = match run.status {
            ProcessingStatus::Completed => ("processing.completed", "Completed".into(), true),
            _ => ("processing.failed", run.error_message.clone().unwrap_or_else(|| "Failed".into()), false),
        };
        lines.push(line(at, kind, text, ok));
    }
    for made in corrections {
        let who = made.corrected_by.as_ref().and_then(|user| people.get(user)).map_or("A program", String::as_str);
        let text = format!("{who} corrected {}: {} → {}", made.path, shown(&made.before), shown(&made.after));
        lines.push(line(made.corrected_at, "field.corrected", text, true));
    }
    for delivery in deliveries {
        for attempt in &delivery.attempts {
            let delivered = attempt.status_code.is_some_and(|code| (200..300).contains(&code));
            let answer = match (attempt.status_code, &attempt.error) {
                (Some(code), _) => format!("answered {code}"),
                (None, Some(error)) => error.clone(),
                (None, None) => "no answer".into(),
            };
            let text = format!("{} webhook, attempt {}: {answer}", delivery.event_type.as_str(), attempt.number);
            lines.push(line(attempt.at, "webhook.attempt", text, delivered));
        }
    }
    lines.sort_by_key(|line| line.at);
    lines
}

/// What an answer took, for a person.
fn spoken(usage: &Usage) -> String {
    let Usage { provider, model, input_tokens, output_tokens, cost_micro_usd, rounds, second_model } = usage;
    let second = second_model.as_ref().map(|name| format!(" and {name}")).unwrap_or_default();
    let calls = if *rounds == 1 { "1 call".to_owned() } else { format!("{rounds} calls") };
    let dollars = *cost_micro_usd as f64 / 1e6;
    format!("{provider}/{model}{second} answered: {calls}, {input_tokens} + {output_tokens} tokens, ${dollars:.4}")
}

/// A value in a sentence.
fn shown(value: &Value) -> String {
    match value {
        Value::Null => "nothing".into(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
