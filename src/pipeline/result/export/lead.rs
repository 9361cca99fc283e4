//! What stands before the template's own columns when there are many documents.

use crate::domain::export::Record;
use serde_json::Value;

/// The headings, named as the API names the same.
pub const LEAD: [&str; 5] = ["documentId", "fileName", "status", "confidence", "createdAt"];

/// The cells of [`LEAD`].
#[must_use]
pub fn lead(record: &Record) -> [Value; 5] {
    [
        record.document_id.to_string().into(),
        record.file_name.clone().into(),
        record.status.as_str().into(),
        // As precise as it is meant.
        record.confidence.map(|sure| (f64::from(sure) * 10_000.0).round() / 10_000.0).into(),
        record.created_at.iso().into(),
    ]
}
