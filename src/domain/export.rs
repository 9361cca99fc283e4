//! The forms in which a result can leave.

use crate::domain::{
    id::{DocumentId, ProcessingId, TemplateId},
    processing::ProcessingStatus,
    template::ResultFormat,
    time::Timestamp,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

/// What a result, or a list of results, is written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum ExportFormat {
    Json,
    /// One JSON object a line.
    Jsonl,
    Csv,
    Xlsx,
    Text,
    Html,
    Xml,
    Docx,
    /// The pages with text that can be searched.
    Pdf,
    /// One page as a picture.
    Image,
}

impl ExportFormat {
    pub const ALL: [Self; 10] = [
        Self::Json,
        Self::Jsonl,
        Self::Csv,
        Self::Xlsx,
        Self::Text,
        Self::Html,
        Self::Xml,
        Self::Docx,
        Self::Pdf,
        Self::Image,
    ];

    /// Those that hold many results.
    pub const OF_MANY: [Self; 4] = [Self::Csv, Self::Xlsx, Self::Json, Self::Jsonl];

    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Jsonl => "jsonl",
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
            Self::Text => "text",
            Self::Html => "html",
            Self::Xml => "xml",
            Self::Docx => "docx",
            Self::Pdf => "pdf",
            Self::Image => "image",
        }
    }

    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.as_str() == text)
    }

    /// Of a file; a picture of a drawn page is PNG, of a photo JPEG.
    #[must_use]
    pub fn mime(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Jsonl => "application/jsonl",
            Self::Csv => "text/csv; charset=utf-8",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Text => "text/plain; charset=utf-8",
            Self::Html => "text/html; charset=utf-8",
            Self::Xml => "application/xml",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Pdf => "application/pdf",
            Self::Image => "image/png",
        }
    }

    /// Without the dot.
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            Self::Text => "txt",
            Self::Image => "png",
            other => other.as_str(),
        }
    }
}

impl From<ResultFormat> for ExportFormat {
    fn from(format: ResultFormat) -> Self {
        match format {
            ResultFormat::Json => Self::Json,
            ResultFormat::Csv => Self::Csv,
            ResultFormat::Text => Self::Text,
            ResultFormat::Html => Self::Html,
            ResultFormat::Xml => Self::Xml,
            ResultFormat::Docx => Self::Docx,
            ResultFormat::Pdf => Self::Pdf,
            ResultFormat::Image => Self::Image,
        }
    }
}

/// What one row of a CSV file stands for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Rows {
    #[default]
    Document,
    /// A line item; what the document says once stands on each.
    Items,
}

impl Rows {
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "document" => Some(Self::Document),
            "items" => Some(Self::Items),
            _ => None,
        }
    }
}

/// What an export of many says of each document: its newest run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Record {
    pub id: ProcessingId,
    pub document_id: DocumentId,
    pub file_name: String,
    pub status: ProcessingStatus,
    pub template_id: TemplateId,
    pub template_version: i32,
    pub confidence: Option<f32>,
    /// Of the document.
    pub created_at: Timestamp,
    pub completed_at: Option<Timestamp>,
    /// In the template's shape; null where there is no result.
    pub result: Value,
}
