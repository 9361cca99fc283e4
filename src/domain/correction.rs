//! Corrections: what a person set in a result, and what stood there before.

use crate::domain::{id::UserId, time::Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

/// A value to set.
///
/// `path` is a field as in the evidence (`total`, `seller.name`, `lineItems[0].amount`). An index one past the last row
/// adds a row; `null` for a whole row or entry (`lineItems[2]`) takes it away.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewCorrection {
    pub path: String,
    pub value: Value,
}

/// A value that was set.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Correction {
    pub path: String,
    pub before: Value,
    pub after: Value,
    /// Whoever did it; nobody's name is known behind some tokens.
    #[schema(required)]
    pub corrected_by: Option<UserId>,
    pub corrected_at: Timestamp,
}
