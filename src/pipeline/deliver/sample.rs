//! Made-up events: what an endpoint is tried with.

use crate::domain::{event::EventType, id::ProjectId, time::Timestamp};
use serde_json::{Value, json};

/// A payload of every field that the event publishes; nothing that it names is there.
pub(super) fn payload(event: EventType, project: &ProjectId, now: Timestamp) -> Value {
    match event {
        EventType::DocumentUploaded => json!({
            "id": "doc_sample",
            "fileName": "invoice_march.pdf",
            "fileSize": 204_800,
            "mimeType": "application/pdf",
            "status": "uploaded",
            "templateId": "tmpl_sample",
            "uploadedBy": "user_sample",
            "createdAt": now,
        }),
        EventType::DocumentProcessed => json!({
            "id": "doc_sample",
            "fileName": "invoice_march.pdf",
            "status": "completed",
            "extractedData": {
                "invoiceNumber": "INV-2026-0331",
                "vendor": "Acme Supplies Co.",
                "issueDate": "2026-03-31",
                "dueDate": "2026-04-30",
                "subtotal": 14_400.0,
                "vatAmount": 1_008.0,
                "totalAmount": 15_408.0,
                "currency": "THB",
                "lineItems": [{
                    "description": "Cloud Storage (March)",
                    "quantity": 12,
                    "unitPrice": 1_200.0,
                    "amount": 14_400.0,
                }],
            },
            "confidence": 0.97,
            "processingTime": 3241,
            "processedAt": now,
            "processingId": "proc_sample",
            "templateId": "tmpl_sample",
            "format": "json",
        }),
        EventType::DocumentFailed => json!({
            "id": "doc_sample",
            "fileName": "corrupted_scan.pdf",
            "status": "failed",
            "errorMessage": "The file could not be read.",
            "processingTime": 1820,
            "processingId": "proc_sample",
            "templateId": "tmpl_sample",
        }),
        EventType::BatchUploaded => json!({
            "batchId": "batch_sample",
            "name": "March invoices",
            "totalFiles": 3,
            "templateId": "tmpl_sample",
            "uploadedBy": "user_sample",
            "createdAt": now,
            "uploadIds": ["doc_sample1", "doc_sample2", "doc_sample3"],
        }),
        EventType::BatchCompleted => json!({
            "batchId": "batch_sample",
            "name": "March invoices",
            "totalFiles": 3,
            "completedFiles": 2,
            "failedFiles": 1,
            "status": "partial",
            "completedAt": now,
            "exportUrl": "https://example.com/batch_sample.csv",
        }),
        EventType::TemplateCreated => json!({
            "id": "tmpl_sample",
            "name": "Invoice",
            "description": "Vendor, line items, totals and tax.",
            "projectId": project,
            "resultFormat": "json",
            "createdBy": "user_sample",
            "createdAt": now,
        }),
        EventType::TemplateUpdated => json!({
            "id": "tmpl_sample",
            "name": "Invoice",
            "description": "Vendor, line items, totals and tax.",
            "projectId": project,
            "resultFormat": "json",
            "updatedBy": "user_sample",
            "updatedAt": now,
            "changes": ["description", "resultFormat"],
        }),
        EventType::TemplateDeleted => json!({
            "id": "tmpl_sample",
            "name": "Invoice",
            "projectId": project,
            "deletedBy": "user_sample",
            "deletedAt": now,
        }),
    }
}
