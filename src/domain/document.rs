//! Documents: the upload record.

use crate::{
    domain::{
        id::{BatchId, DocumentId, OrgId, ProcessingId, ProjectId, TemplateId, UserId},
        list::Filter,
        processing::Processing,
        time::Timestamp,
    },
    error::{AppError, Kind},
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

/// The state of the file itself; how its reading goes is the processing's business.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DocumentStatus {
    Uploaded,
    RetentionExpired,
}

impl DocumentStatus {
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Uploaded => "uploaded",
            Self::RetentionExpired => "retention_expired",
        }
    }

    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Uploaded, Self::RetentionExpired].into_iter().find(|status| status.as_str() == text)
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Document {
    pub id: DocumentId,
    pub organization_id: OrgId,
    pub project_id: ProjectId,
    pub template_id: TemplateId,
    pub file_name: String,
    /// Bytes.
    pub file_size: i64,
    pub mime_type: String,
    /// Hex.
    pub sha256: String,
    pub pages: i32,
    pub status: DocumentStatus,
    /// The person, or none when a token without a person sent it.
    #[schema(required)]
    pub uploaded_by: Option<UserId>,
    /// What the sender attached.
    #[schema(required)]
    pub metadata: Option<Value>,
    /// The pages that are read, such as `1-3,5`; all if absent.
    #[schema(required)]
    pub page_range: Option<String>,
    /// An earlier document of the same project with the same bytes.
    #[schema(required)]
    pub duplicate_of: Option<DocumentId>,
    /// The batch that it came in with.
    #[schema(required)]
    pub batch_id: Option<BatchId>,
    pub created_at: Timestamp,
}

impl Document {
    /// # Errors
    /// 410 when the file was removed because its time was over.
    pub fn require_file(&self) -> Result<(), AppError> {
        if self.status == DocumentStatus::RetentionExpired {
            let message = "The file was removed when the retention time of its project was over. What was read from \
                           it is kept.";
            return Err(AppError::new(Kind::Gone, "retention_expired", message));
        }
        Ok(())
    }
}

/// Which documents are wanted.
pub type DocumentFilter = Filter<DocumentStatus>;

/// The answer to an upload.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Accepted {
    pub id: DocumentId,
    pub processing_id: ProcessingId,
    pub file_name: String,
    pub file_size: i64,
    pub mime_type: String,
    pub status: DocumentStatus,
    pub template_id: TemplateId,
    pub project_id: ProjectId,
    #[schema(required)]
    pub duplicate_of: Option<DocumentId>,
    pub created_at: Timestamp,
}

/// One line of a document's history.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Activity {
    pub at: Timestamp,
    /// `document.uploaded`, `processing.started`, `webhook.delivered`, …
    pub kind: String,
    /// One line for a person.
    pub text: String,
    pub ok: bool,
}

/// All that the document page shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DocumentDetail {
    pub document: Document,
    pub template_name: String,
    /// The newest run.
    pub processing: Processing,
    pub activity: Vec<Activity>,
    /// The next newer document of the project.
    pub previous: Option<DocumentId>,
    /// The next older one.
    pub next: Option<DocumentId>,
    /// Place in the project's list, from 1, newest first.
    pub position: u32,
    pub total: u32,
}
