//! Events: what the world is told.

use crate::domain::{
    batch::{Batch, BatchStatus, Counts},
    id::{BatchId, EventId, LiveEventId, OrgId, ProjectId},
    live::Topic,
    time::Timestamp,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
pub enum EventType {
    #[serde(rename = "document.uploaded")]
    DocumentUploaded,
    #[serde(rename = "document.processed")]
    DocumentProcessed,
    #[serde(rename = "document.failed")]
    DocumentFailed,
    #[serde(rename = "batch.uploaded")]
    BatchUploaded,
    #[serde(rename = "batch.completed")]
    BatchCompleted,
    #[serde(rename = "template.created")]
    TemplateCreated,
    #[serde(rename = "template.updated")]
    TemplateUpdated,
    #[serde(rename = "template.deleted")]
    TemplateDeleted,
}

impl EventType {
    pub const ALL: [Self; 8] = [
        Self::DocumentUploaded,
        Self::DocumentProcessed,
        Self::DocumentFailed,
        Self::BatchUploaded,
        Self::BatchCompleted,
        Self::TemplateCreated,
        Self::TemplateUpdated,
        Self::TemplateDeleted,
    ];

    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::DocumentUploaded => "document.uploaded",
            Self::DocumentProcessed => "document.processed",
            Self::DocumentFailed => "document.failed",
            Self::BatchUploaded => "batch.uploaded",
            Self::BatchCompleted => "batch.completed",
            Self::TemplateCreated => "template.created",
            Self::TemplateUpdated => "template.updated",
            Self::TemplateDeleted => "template.deleted",
        }
    }

    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|event| event.as_str() == text)
    }
}

/// The outer form of every webhook delivery.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Envelope {
    pub event_type: EventType,
    /// `evt_{unixMs}_{6 chars}`; the same over all retries.
    pub event_id: EventId,
    pub timestamp: Timestamp,
    pub organization_id: OrgId,
    pub project_id: ProjectId,
    pub payload: Value,
    /// It did not happen: it was sent to try an endpoint.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub test: bool,
}

/// What the live sockets carry: something changed; ask for it if you show it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LiveEvent {
    /// Unique, and greater than the one before of the same process; the place to resume from.
    pub id: LiveEventId,
    pub organization_id: OrgId,
    pub project_id: ProjectId,
    /// The batch that it happened in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub batch_id: Option<BatchId>,
    #[serde(flatten)]
    pub change: Change,
}

impl LiveEvent {
    /// Would whoever follows `topic` hear of it?
    #[must_use]
    pub fn is_about(&self, topic: &Topic) -> bool {
        match topic {
            Topic::Organization(id) => self.organization_id == *id,
            Topic::Project(id) => self.project_id == *id,
            Topic::Batch(id) => self.batch_id.as_ref() == Some(id),
            Topic::Document(id) => {
                matches!(&self.change, Change::Processing { document_id, .. } if document_id == id)
            }
        }
    }

    /// Does it take the permission to read webhooks, beyond that to read documents?
    #[must_use]
    pub fn is_about_webhooks(&self) -> bool {
        matches!(self.change, Change::Delivery { .. })
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all_fields = "camelCase")]
pub enum Change {
    #[serde(rename = "processing.changed")]
    Processing {
        processing_id: crate::domain::id::ProcessingId,
        document_id: crate::domain::id::DocumentId,
        status: crate::domain::processing::ProcessingStatus,
        confidence: Option<f32>,
    },
    #[serde(rename = "batch.changed")]
    Batch { completed: i32, failed: i32, cancelled: i32, total: i32, status: BatchStatus },
    #[serde(rename = "delivery.changed")]
    Delivery { webhook_id: crate::domain::id::WebhookId, delivery_id: crate::domain::id::DeliveryId },
}

impl Change {
    /// How far a batch is.
    #[must_use]
    pub fn of_batch(batch: &Batch) -> Self {
        let Counts { total_files, completed_files, failed_files, cancelled_files } = batch.counts;
        Self::Batch {
            completed: completed_files,
            failed: failed_files,
            cancelled: cancelled_files,
            total: total_files,
            status: batch.status,
        }
    }
}
