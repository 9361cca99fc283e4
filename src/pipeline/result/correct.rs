//! A person's word over the machine's: set values, keep who did it, check again, and learn for the next document.

use crate::{
    access::{DocumentsWrite, ProjectScope},
    db::queries::{self, corrections, documents::Stored},
    domain::{
        amend::{Amended, amend},
        correction::{Correction, NewCorrection},
        event::Change,
        evidence::{Extraction, FieldEvidence, FieldStatus, Fields},
        id::ProcessingId,
        lesson::Lesson,
        page::Page,
        processing::{Processing, ProcessingStatus},
        schema::Schema,
    },
    error::{AppError, FieldError},
    pipeline::{
        extract::{check, ground, memory},
        result::pages,
    },
    runtime::Runtime,
};
use serde_json::Value;
use std::sync::Arc;
use tokio::task::spawn_blocking;

/// More at once is a new result, not a correction.
const MOST_AT_ONCE: usize = 200;

type Scope = ProjectScope<DocumentsWrite>;

/// Sets values in the result of a completed run, all or none.
///
/// # Errors
/// 404 for a run that is not there, 409 when it has no result or somebody else corrects it at the same time, 400 naming
/// each value that cannot be set.
pub async fn correct(
    runtime: &Runtime,
    scope: &Scope,
    id: &ProcessingId,
    wanted: Vec<NewCorrection>,
) -> Result<Processing, AppError> {
    if wanted.is_empty() || wanted.len() > MOST_AT_ONCE {
        let message = format!("Send between 1 and {MOST_AT_ONCE} corrections at once.");
        return Err(AppError::invalid_field("corrections", message));
    }
    let db = &runtime.db;
    // Counted before the run is read: whoever corrects in between makes the number taken.
    let last = corrections::count(db, scope, id).await?;
    let missing = || AppError::not_found("processing");
    let run = queries::processings::get(db, scope, id).await?.ok_or_else(missing)?;
    let Some(result) = run.result.clone().filter(|_| run.status == ProcessingStatus::Completed) else {
        return Err(AppError::conflict("no_result", "This document has no result yet that could be corrected."));
    };
    let stored = queries::documents::get(db, scope, &run.document_id).await?.ok_or_else(missing)?;
    let template = queries::templates::version(db, scope, &run.template_id, run.template_version).await?;
    let template = template.ok_or_else(|| AppError::not_found("template"))?;
    let schema = Schema::parse(&template.template_schema).map_err(|_| AppError::internal())?;
    let pages = words(runtime, &stored, id).await;

    let before = Extraction { result, fields: run.fields, checks: Vec::new(), confidence: 0.0 };
    let working = spawn_blocking(move || amended(&schema, &pages, before, &wanted));
    let (after, made, lessons) = working.await.map_err(|_| AppError::internal())??;

    let now = runtime.clock.now();
    let by = scope.actor().cloned();
    let made: Vec<Correction> = made
        .into_iter()
        .map(|(path, amended)| Correction {
            path,
            before: amended.before,
            after: amended.after,
            corrected_by: by.clone(),
            corrected_at: now,
        })
        .collect();
    let tx = db.begin().await?;
    if !corrections::insert(&tx, scope, id, last, &made).await? {
        let message = "Somebody else has just corrected this document. Look at it again; nothing of yours was changed.";
        return Err(AppError::conflict("corrected_meanwhile", message));
    }
    queries::processings::set_corrected(&tx, scope, id, &after).await?;
    for lesson in &lessons {
        queries::lessons::keep(&tx, scope, &run.template_id, id, lesson, now).await?;
    }
    tx.commit().await?;
    let change = Change::Processing {
        processing_id: run.id,
        document_id: run.document_id,
        status: run.status,
        confidence: run.confidence,
    };
    runtime.live.tell(scope.organization().clone(), scope.project().clone(), change);
    queries::processings::get(db, scope, id).await?.ok_or_else(missing)
}

/// Without its words (the file may be gone) a document can still be corrected; then no value has a place.
async fn words(runtime: &Runtime, stored: &Stored, id: &ProcessingId) -> Arc<Vec<Page>> {
    pages::load(runtime, stored, id).await.unwrap_or_default()
}

type Amendments = Vec<(String, Amended)>;

/// The result with every wanted value, evidence and checks renewed, and what there is to learn.
fn amended(
    schema: &Schema,
    pages: &[Page],
    mut extraction: Extraction,
    wanted: &[NewCorrection],
) -> Result<(Extraction, Amendments, Vec<Lesson>), AppError> {
    let (mut made, mut wrong) = (Vec::new(), Vec::new());
    for NewCorrection { path, value } in wanted {
        match amend(schema, &mut extraction.result, path, value) {
            Ok(amended) => {
                if let Some((list, index)) = &amended.removed {
                    extraction.fields = without_entry(extraction.fields, list, *index);
                }
                made.push((path.clone(), amended));
            }
            Err(error) => wrong.push(FieldError::new(path, error.to_string())),
        }
    }
    if !wrong.is_empty() {
        return Err(AppError::invalid(wrong));
    }
    let found = ground::ground(pages, schema, extraction.result.clone());
    let set = |path: &str| made.iter().any(|(corrected, amended)| corrected == path && amended.removed.is_none());
    extraction.fields = found
        .fields
        .into_iter()
        .map(|(path, found)| {
            let evidence = if set(&path) {
                FieldEvidence { status: FieldStatus::Corrected, confidence: 1.0, ..found }
            } else {
                extraction.fields.get(&path).cloned().unwrap_or_else(FieldEvidence::missing)
            };
            (path, evidence)
        })
        .collect();
    extraction.checks = check::check(schema, &extraction);
    let lessons = made.iter().filter_map(|(path, amended)| lesson(pages, &extraction.fields, path, &amended.after));
    let lessons = lessons.collect();
    Ok((extraction, made, lessons))
}

/// Where the value of a plain field was found on the page; rows move from document to document and teach nothing.
fn lesson(pages: &[Page], fields: &Fields, path: &str, value: &Value) -> Option<Lesson> {
    let evidence = fields.get(path).filter(|_| !value.is_null() && !path.contains('['))?;
    memory::learn(pages, path, evidence.page?, evidence.bbox?)
}

/// The evidence after an entry of a list was taken out: those after it move up.
fn without_entry(fields: Fields, list: &str, removed: usize) -> Fields {
    let moved = |path: String| {
        let Some(rest) = path.strip_prefix(list).and_then(|rest| rest.strip_prefix('[')) else { return Some(path) };
        let Some((index, tail)) = rest.split_once(']') else { return Some(path) };
        match index.parse::<usize>() {
            Ok(index) if index == removed => None,
            Ok(index) if index > removed => Some(format!("{list}[{}]{tail}", index - 1)),
            _ => Some(path),
        }
    };
    fields.into_iter().filter_map(|(path, evidence)| Some((moved(path)?, evidence))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn extraction() -> (Schema, Extraction) {
        let schema = Schema::parse(&json!({
            "total": { "type": "number" },
            "lines": { "type": "array", "items": { "type": "object", "properties": { "amount": { "type": "number" } } } },
        }))
        .unwrap();
        let result = json!({ "total": 30, "lines": [{ "amount": 10 }, { "amount": 20 }] });
        let evidence = |value: Value| FieldEvidence {
            value,
            confidence: 0.5,
            status: FieldStatus::Grounded,
            ..FieldEvidence::missing()
        };
        let fields = Fields::from_iter([
            ("total".to_owned(), evidence(json!(30))),
            ("lines[0].amount".to_owned(), evidence(json!(10))),
            ("lines[1].amount".to_owned(), evidence(json!(20))),
        ]);
        (schema, Extraction { result, fields, ..Extraction::default() })
    }

    fn new(path: &str, value: Value) -> NewCorrection {
        NewCorrection { path: path.into(), value }
    }

    #[test]
    fn a_set_value_is_marked_and_the_rest_keeps_its_evidence() {
        let (schema, before) = extraction();
        let (after, made, _) = amended(&schema, &[], before.clone(), &[new("total", json!(31))]).unwrap();
        assert_eq!(after.result["total"], json!(31));
        assert_eq!((after.fields["total"].status, after.fields["total"].confidence), (FieldStatus::Corrected, 1.0));
        assert_eq!(after.fields["lines[1].amount"], before.fields["lines[1].amount"]);
        assert_eq!((&made[0].1.before, &made[0].1.after), (&json!(30), &json!(31)));
    }

    #[test]
    fn rows_come_and_go_with_their_evidence() {
        let (schema, before) = extraction();
        let wanted = [new("lines[0]", Value::Null), new("lines[1].amount", json!(5))];
        let (after, ..) = amended(&schema, &[], before, &wanted).unwrap();
        assert_eq!(after.result["lines"], json!([{ "amount": 20 }, { "amount": 5 }]));
        assert_eq!(after.fields["lines[0].amount"].value, json!(20));
        assert_eq!(after.fields["lines[0].amount"].status, FieldStatus::Grounded);
        assert_eq!(after.fields["lines[1].amount"].status, FieldStatus::Corrected);
        assert_eq!(after.fields.len(), 3);
    }

    #[test]
    fn all_or_none_and_every_wrong_value_is_named() {
        let (schema, before) = extraction();
        let wanted = [new("total", json!("x")), new("lines[0].amount", json!(1)), new("nothing", json!(1))];
        let error = amended(&schema, &[], before, &wanted).unwrap_err();
        let named: Vec<&str> = error.fields.iter().map(|field| field.field.as_str()).collect();
        assert_eq!(named, ["total", "nothing"]);
    }
}
