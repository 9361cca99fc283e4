//! A record to try tables with.

use crate::domain::{
    export::Record,
    id::{DocumentId, ProcessingId, TemplateId},
    processing::ProcessingStatus,
    time::Timestamp,
};
use serde_json::Value;

/// Of the document `doc_n`, which came in at noon of 2026-03-31.
pub fn record(n: u32, result: Value) -> Record {
    Record {
        id: ProcessingId(format!("proc_{n}")),
        document_id: DocumentId(format!("doc_{n}")),
        file_name: format!("{n}.pdf"),
        status: ProcessingStatus::Completed,
        template_id: TemplateId("tmpl_1".into()),
        template_version: 1,
        confidence: Some(0.5),
        created_at: Timestamp(1_774_958_400_000),
        completed_at: None,
        result,
    }
}
