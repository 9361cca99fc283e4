//! What backs a value: where it stands on the page and how far it can be trusted.

use crate::domain::page::BBox;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

/// Whether the value was seen on the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum FieldStatus {
    /// Found on the page.
    Grounded,
    /// An engine gave it, but it is nowhere on the page.
    Ungrounded,
    /// The document does not have it; the value is null.
    Missing,
    /// A person set it.
    Corrected,
}

/// The evidence of one leaf of the result, keyed by its path (`lineItems[0].amount`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct FieldEvidence {
    /// Normalised: ISO dates, plain numbers.
    pub value: Value,
    /// Probability that the value is right, 0–1.
    pub confidence: f32,
    /// From 1.
    #[schema(required)]
    pub page: Option<u32>,
    #[schema(required)]
    pub bbox: Option<BBox>,
    /// As printed.
    #[schema(required)]
    pub text: Option<String>,
    pub status: FieldStatus,
}

impl FieldEvidence {
    #[must_use]
    pub fn missing() -> Self {
        Self { value: Value::Null, confidence: 0.0, page: None, bbox: None, text: None, status: FieldStatus::Missing }
    }
}

/// Evidence by path, in the order of the template.
pub type Fields = indexmap::IndexMap<String, FieldEvidence>;

/// One rule that was tried on a result.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Check {
    /// Which rule: `required`, `pattern`, `sum`, `date_order`, …
    pub rule: String,
    pub passed: bool,
    /// One sentence for a person: "lines add up to the subtotal".
    pub message: String,
    /// The fields it looked at.
    pub paths: Vec<String>,
}

/// What an engine made of a document, before it is kept.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Extraction {
    /// In the template's shape; a field that is not there is null.
    pub result: Value,
    pub fields: Fields,
    pub checks: Vec<Check>,
    /// Of the document, 0–1.
    pub confidence: f32,
}
