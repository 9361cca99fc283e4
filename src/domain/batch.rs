//! Batches: files that came in together and are reported together.

use crate::domain::{
    document::Accepted,
    id::{BatchId, DocumentId, ProcessingId, ProjectId, TemplateId, UserId},
    list::Named,
    processing::ProcessingStatus,
    time::Timestamp,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

/// The most files that one batch takes.
pub const MAX_FILES: usize = 50;

/// How far a batch is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum BatchStatus {
    /// Some files have not ended.
    Processing,
    /// Every file has a result.
    Completed,
    /// Every file has ended, and some without a result: failed or cancelled.
    Partial,
}

impl BatchStatus {
    pub const ALL: [Self; 3] = [Self::Processing, Self::Completed, Self::Partial];

    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Processing => "processing",
            Self::Completed => "completed",
            Self::Partial => "partial",
        }
    }

    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == text)
    }

    /// Nothing more will be counted.
    #[must_use]
    pub fn is_final(self) -> bool {
        self != Self::Processing
    }
}

/// How a file of a batch ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ending {
    Completed,
    Failed,
    Cancelled,
}

/// The files of a batch by how they ended: of the runs that were uploaded with it, not of later ones.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Counts {
    /// Those that were accepted.
    pub total_files: i32,
    pub completed_files: i32,
    pub failed_files: i32,
    pub cancelled_files: i32,
}

impl Counts {
    #[must_use]
    pub fn ended(self) -> i32 {
        self.completed_files + self.failed_files + self.cancelled_files
    }

    /// What the counts make of the batch.
    #[must_use]
    pub fn status(self) -> BatchStatus {
        if self.ended() < self.total_files {
            BatchStatus::Processing
        } else if self.completed_files == self.total_files {
            BatchStatus::Completed
        } else {
            BatchStatus::Partial
        }
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Batch {
    pub id: BatchId,
    pub project_id: ProjectId,
    pub template_id: TemplateId,
    pub name: String,
    pub status: BatchStatus,
    #[serde(flatten)]
    pub counts: Counts,
    #[schema(required)]
    pub uploaded_by: Option<UserId>,
    /// What the sender attached; each of its documents has it too.
    #[schema(required)]
    pub metadata: Option<Value>,
    /// Files that were handed in with it and not taken.
    pub refused: Vec<RefusedFile>,
    pub created_at: Timestamp,
    /// When the last file ended.
    #[schema(required)]
    pub completed_at: Option<Timestamp>,
}

/// A batch with its files and the way to its results.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct BatchDetail {
    #[serde(flatten)]
    pub batch: Batch,
    pub template_name: String,
    /// In the order in which they were handed in.
    pub files: Vec<BatchFile>,
    /// The results as one file, without signing in, for some days; null until the last file has ended.
    #[schema(required)]
    pub export_url: Option<String>,
}

/// A document of a batch with its newest run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct BatchFile {
    /// Place in the form, from 0; refused files have theirs.
    pub index: i32,
    pub document_id: DocumentId,
    pub processing_id: ProcessingId,
    pub file_name: String,
    pub mime_type: String,
    pub pages: i32,
    pub status: ProcessingStatus,
    #[schema(required)]
    pub confidence: Option<f32>,
    #[schema(required)]
    pub error_code: Option<String>,
    #[schema(required)]
    pub error_message: Option<String>,
    #[schema(required)]
    pub completed_at: Option<Timestamp>,
}

/// A file that was not taken, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RefusedFile {
    /// Place in the form, from 0.
    pub index: i32,
    pub file_name: String,
    /// For a program: `unsupported_type`, `encrypted`, …
    pub code: String,
    /// For a person.
    pub message: String,
}

/// The answer to an upload of many files: what became of each.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AcceptedBatch {
    pub id: BatchId,
    pub name: String,
    pub status: BatchStatus,
    pub project_id: ProjectId,
    pub template_id: TemplateId,
    pub total_files: i32,
    pub accepted: Vec<AcceptedFile>,
    pub refused: Vec<RefusedFile>,
    pub created_at: Timestamp,
}

/// A file that was taken.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AcceptedFile {
    /// Place in the form, from 0.
    pub index: i32,
    #[serde(flatten)]
    pub document: Accepted,
}

/// Which batches are wanted; what is absent does not matter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BatchFilter {
    pub status: Option<BatchStatus>,
    pub template_id: Option<TemplateId>,
    /// The name is the batch’s own.
    pub named: Named,
    /// Only what comes after this batch in the list, instead of a page by its number.
    pub after: Option<BatchId>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_batch_ends_with_its_last_file() {
        let counts = |completed_files, failed_files, cancelled_files| Counts {
            total_files: 3,
            completed_files,
            failed_files,
            cancelled_files,
        };
        assert_eq!(counts(1, 0, 1).status(), BatchStatus::Processing);
        assert_eq!(counts(3, 0, 0).status(), BatchStatus::Completed);
        assert_eq!(counts(2, 1, 0).status(), BatchStatus::Partial);
        assert_eq!(counts(2, 0, 1).status(), BatchStatus::Partial);
        assert_eq!(counts(0, 0, 3).status(), BatchStatus::Partial);
    }
}
