//! The body of a delivery, in the style that its endpoint asked for.

use crate::domain::{
    event::{Envelope, EventType},
    webhook::PayloadStyle,
};
use serde_json::{Map, Value, json};

/// What an event knows beyond its published payload; only the older shape tells it.
const ONLY_FLAT: [&str; 2] = ["processingId", "templateId"];

/// What is sent.
pub(super) fn body(style: PayloadStyle, envelope: &Envelope) -> Value {
    match style {
        PayloadStyle::Standard => standard(envelope),
        PayloadStyle::Flat => flat(envelope),
    }
}

/// `eventType, eventId, timestamp, organizationId, projectId, payload`.
fn standard(envelope: &Envelope) -> Value {
    let mut whole = json!(envelope);
    if envelope.event_type == EventType::DocumentFailed
        && let Some(payload) = whole.get_mut("payload").and_then(Value::as_object_mut)
    {
        payload.retain(|name, _| !ONLY_FLAT.contains(&name.as_str()));
    }
    whole
}

/// `event, timestamp, organizationId, projectId`, then the fields of the event.
fn flat(envelope: &Envelope) -> Value {
    let of = |name: &str| envelope.payload.get(name).cloned().unwrap_or_default();
    let fields = match envelope.event_type {
        EventType::DocumentProcessed => json!({
            "processingId": of("processingId"),
            "templateId": of("templateId"),
            "status": of("status"),
            "result": { "fields": of("extractedData"), "format": of("format") },
        }),
        EventType::DocumentFailed => json!({
            "processingId": of("processingId"),
            "templateId": of("templateId"),
            "status": of("status"),
            "result": null,
            "errorMessage": of("errorMessage"),
        }),
        EventType::BatchCompleted => json!({
            "batchId": of("batchId"),
            "totalCount": of("totalFiles"),
            "completedCount": of("completedFiles"),
            "failedCount": of("failedFiles"),
            "exportUrl": of("exportUrl"),
        }),
        _ => envelope.payload.clone(),
    };
    let mut whole = Map::new();
    let head = json!({
        "event": PayloadStyle::Flat.name_of(envelope.event_type),
        "timestamp": envelope.timestamp,
        "organizationId": envelope.organization_id,
        "projectId": envelope.project_id,
    });
    for part in [head, fields] {
        if let Value::Object(part) = part {
            whole.extend(part);
        }
    }
    if envelope.test {
        whole.insert("test".to_owned(), Value::Bool(true));
    }
    Value::Object(whole)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        id::{EventId, OrgId, ProjectId},
        time::Timestamp,
    };

    fn envelope(event_type: EventType, payload: Value) -> Envelope {
        Envelope {
            event_type,
            event_id: EventId("evt_1774951200000_abc123".into()),
            timestamp: Timestamp(1_774_952_100_000),
            organization_id: OrgId("org_xyz".into()),
            project_id: ProjectId("proj_abc".into()),
            payload,
            test: false,
        }
    }

    /// The two examples that the platform's overview publishes.
    #[test]
    fn the_older_shape_is_the_published_one() {
        let fields = json!({ "vendor": "Acme Corp", "invoice_number": "INV-2026-042", "total_amount": 15000.0 });
        let payload = json!({
            "id": "doc_1", "fileName": "a.pdf", "status": "completed", "extractedData": fields, "confidence": 0.97,
            "processingId": "proc_123", "templateId": "tmpl_456", "format": "json",
        });
        let sent = body(PayloadStyle::Flat, &envelope(EventType::DocumentProcessed, payload));
        let expected = json!({
            "event": "document.processed",
            "timestamp": "2026-03-31T10:15:00.000Z",
            "organizationId": "org_xyz",
            "projectId": "proj_abc",
            "processingId": "proc_123",
            "templateId": "tmpl_456",
            "status": "completed",
            "result": { "fields": fields, "format": "json" },
        });
        assert_eq!(sent.to_string(), expected.to_string(), "the order of the fields too");

        let payload = json!({ "batchId": "batch_xyz", "totalFiles": 50, "completedFiles": 48, "failedFiles": 2,
            "exportUrl": "https://x.test/batch_xyz.csv" });
        let sent = body(PayloadStyle::Flat, &envelope(EventType::BatchCompleted, payload));
        for (name, value) in [("event", json!("batch.completed")), ("totalCount", json!(50)), ("failedCount", json!(2))]
        {
            assert_eq!(sent[name], value, "{name}");
        }
    }

    #[test]
    fn a_failure_is_processed_with_status_failed_in_the_older_shape_alone() {
        let payload = json!({ "id": "doc_1", "fileName": "a.pdf", "status": "failed", "errorMessage": "Blank.",
            "processingTime": 7, "processingId": "proc_1", "templateId": "tmpl_1" });
        let envelope = envelope(EventType::DocumentFailed, payload);
        let flat = body(PayloadStyle::Flat, &envelope);
        assert_eq!((&flat["event"], &flat["status"]), (&json!("document.processed"), &json!("failed")));
        assert_eq!((&flat["processingId"], &flat["errorMessage"]), (&json!("proc_1"), &json!("Blank.")));
        let standard = body(PayloadStyle::Standard, &envelope);
        assert_eq!(standard["eventType"], "document.failed");
        let names: Vec<_> = standard["payload"].as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(names, ["id", "fileName", "status", "errorMessage", "processingTime"]);
        assert!(standard.get("test").is_none(), "only a test says that it is one");
    }
}
