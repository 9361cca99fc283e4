//! Processings: one run of a document through a template.

use crate::domain::{
    evidence::{Check, FieldEvidence, Fields},
    id::{BatchId, DocumentId, ProcessingId, ProjectId, TemplateId},
    list::Filter,
    time::Timestamp,
    usage::Usage,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ProcessingStatus {
    Pending,
    InProgress,
    Completed,
    Failed,
    Cancelled,
    RetentionExpired,
}

impl ProcessingStatus {
    pub const ALL: [Self; 6] =
        [Self::Pending, Self::InProgress, Self::Completed, Self::Failed, Self::Cancelled, Self::RetentionExpired];

    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::InProgress => "in_progress",
            Self::Completed => "completed",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
            Self::RetentionExpired => "retention_expired",
        }
    }

    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == text)
    }

    /// How far a run has come: it never goes back.
    #[must_use]
    pub fn stage(self) -> u8 {
        match self {
            Self::Pending => 0,
            Self::InProgress => 1,
            Self::Completed | Self::Failed | Self::Cancelled | Self::RetentionExpired => 2,
        }
    }

    /// Nothing more will happen to it.
    #[must_use]
    pub fn is_final(self) -> bool {
        !matches!(self, Self::Pending | Self::InProgress)
    }
}

/// Which runs are wanted.
pub type ProcessingFilter = Filter<ProcessingStatus>;

/// A run with its result and evidence.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Processing {
    pub id: ProcessingId,
    pub document_id: DocumentId,
    pub project_id: ProjectId,
    /// The batch that this run was uploaded with, and that counts how it ends; none for later runs of the document.
    #[schema(required)]
    pub batch_id: Option<BatchId>,
    pub template_id: TemplateId,
    pub template_version: i32,
    pub status: ProcessingStatus,
    /// While it is pending: 1 for the document of the organization that is read next.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub queue_position: Option<i64>,
    /// In the template's shape; null until completed.
    #[schema(required, value_type = Option<Object>)]
    pub result: Option<Value>,
    /// Evidence by path; empty until completed.
    #[schema(value_type = std::collections::BTreeMap<String, FieldEvidence>)]
    pub fields: Fields,
    pub checks: Vec<Check>,
    /// 0–1, of the document.
    #[schema(required)]
    pub confidence: Option<f32>,
    pub file_name: String,
    pub mime_type: String,
    pub pages: i32,
    pub provider: String,
    pub model: String,
    /// What a provider's answer took; absent for the built-in engine and until it is completed.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub usage: Option<Usage>,
    pub credits_charged: i64,
    /// A sentence for a person that says what to do.
    #[schema(required)]
    pub error_message: Option<String>,
    /// For a program: `encrypted`, `no_text_found`, …
    #[schema(required)]
    pub error_code: Option<String>,
    pub created_at: Timestamp,
    #[schema(required)]
    pub started_at: Option<Timestamp>,
    #[schema(required)]
    pub completed_at: Option<Timestamp>,
    /// Milliseconds from start to end of the work.
    #[schema(required)]
    pub processing_time: Option<i64>,
}

/// A run as a list shows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ProcessingRow {
    pub id: ProcessingId,
    pub document_id: DocumentId,
    pub project_id: ProjectId,
    /// The batch that the document came in with.
    #[schema(required)]
    pub batch_id: Option<BatchId>,
    pub template_id: TemplateId,
    pub template_name: String,
    pub template_version: i32,
    pub status: ProcessingStatus,
    #[schema(required)]
    pub confidence: Option<f32>,
    pub file_name: String,
    pub file_size: i64,
    pub mime_type: String,
    pub pages: i32,
    #[schema(required)]
    pub uploaded_by: Option<String>,
    #[schema(required)]
    pub error_message: Option<String>,
    #[schema(required)]
    pub error_code: Option<String>,
    pub created_at: Timestamp,
    #[schema(required)]
    pub completed_at: Option<Timestamp>,
    #[schema(required)]
    pub processing_time: Option<i64>,
}
