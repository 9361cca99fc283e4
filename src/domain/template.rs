//! Templates: what to extract and how.

use crate::domain::{
    id::{OrgId, ProjectId, TemplateId},
    reference::ReferenceFile,
    time::Timestamp,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

/// The provider that needs no key.
pub const LOCAL_PROVIDER: &str = "local";
/// The model of the local provider.
pub const LOCAL_MODEL: &str = "built-in";

/// A template in its newest version.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Template {
    pub id: TemplateId,
    pub organization_id: OrgId,
    pub project_id: ProjectId,
    pub name: String,
    pub description: String,
    /// JSON Schema, `type: object` + `properties`.
    #[schema(value_type = Object)]
    pub template_schema: Value,
    pub instructions: String,
    pub result_format: ResultFormat,
    pub provider: String,
    pub model: String,
    /// `provider/model` that the answer is held against; empty for none.
    #[serde(default)]
    #[schema(required)]
    pub second_model: String,
    /// What guides the reading: lists and notes.
    #[serde(default)]
    #[schema(required)]
    pub reference_files: Vec<ReferenceFile>,
    /// Every save makes a new one; a processing records the one it used.
    pub version: i32,
    pub is_active: bool,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum ResultFormat {
    #[default]
    Json,
    Csv,
    Text,
    Html,
    Xml,
    Docx,
    Pdf,
    Image,
}

impl ResultFormat {
    pub const ALL: [Self; 8] =
        [Self::Json, Self::Csv, Self::Text, Self::Html, Self::Xml, Self::Docx, Self::Pdf, Self::Image];

    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Csv => "csv",
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
}

/// A template to be made; also the form in which one is exported, and taken in again.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "projectId": "proj_01kp6x2m9s7t4v8w0y3z5a6b7c",
    "name": "Invoice Extractor v2",
    "description": "Extracts vendor, line items, totals, and tax details from Thai-language invoices.",
    "templateSchema": {
        "type": "object",
        "properties": {
            "invoiceNumber": { "type": "string" },
            "vendor": { "type": "string" },
            "totalAmount": { "type": "number" },
            "dueDate": { "type": "string", "format": "date" }
        },
        "required": ["invoiceNumber", "totalAmount"]
    },
    "resultFormat": "json"
}))]
pub struct NewTemplate {
    /// A project token may leave it out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub project_id: Option<ProjectId>,
    #[schema(
        pattern = r"^[^\x00-\x1f\x7f-\x9f]*[^\s\x00-\x1f\x7f-\x9f][^\x00-\x1f\x7f-\x9f]*$",
        min_length = 1,
        max_length = 100
    )]
    pub name: String,
    #[serde(default)]
    #[schema(pattern = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]*$", max_length = 10000)]
    pub description: String,
    /// JSON Schema, or its properties alone.
    #[schema(value_type = Object)]
    pub template_schema: Value,
    #[serde(default)]
    #[schema(pattern = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]*$", max_length = 10000)]
    pub instructions: String,
    #[serde(default)]
    pub result_format: ResultFormat,
    #[serde(default)]
    pub provider: Option<String>,
    #[serde(default)]
    pub model: Option<String>,
    /// `provider/model` that the answer is held against.
    #[serde(default)]
    pub second_model: Option<String>,
}

/// What a copy is called and where it goes; by default beside the template that it is of.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewDuplicate {
    #[serde(default)]
    #[schema(
        pattern = r"^[^\x00-\x1f\x7f-\x9f]*[^\s\x00-\x1f\x7f-\x9f][^\x00-\x1f\x7f-\x9f]*$",
        min_length = 1,
        max_length = 100
    )]
    pub name: Option<String>,
    #[serde(default)]
    pub project_id: Option<ProjectId>,
}

impl From<Template> for NewTemplate {
    fn from(template: Template) -> Self {
        Self {
            project_id: None,
            name: template.name,
            description: template.description,
            template_schema: template.template_schema,
            instructions: template.instructions,
            result_format: template.result_format,
            provider: Some(template.provider),
            model: Some(template.model),
            second_model: Some(template.second_model),
        }
    }
}

/// What to change; what is absent stays.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({ "description": "Reads payment terms as well.", "resultFormat": "csv" }))]
pub struct TemplateChange {
    #[schema(
        pattern = r"^[^\x00-\x1f\x7f-\x9f]*[^\s\x00-\x1f\x7f-\x9f][^\x00-\x1f\x7f-\x9f]*$",
        min_length = 1,
        max_length = 100
    )]
    pub name: Option<String>,
    #[schema(pattern = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]*$", max_length = 10000)]
    pub description: Option<String>,
    #[schema(value_type = Option<Object>)]
    pub template_schema: Option<Value>,
    #[schema(pattern = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]*$", max_length = 10000)]
    pub instructions: Option<String>,
    pub result_format: Option<ResultFormat>,
    pub provider: Option<String>,
    pub model: Option<String>,
    /// Empty for none from now on.
    pub second_model: Option<String>,
    pub is_active: Option<bool>,
}
