//! What a correction teaches: where on pages of one layout a value stands.

use crate::domain::page::BBox;
use serde::{Deserialize, Serialize};

/// A text and where it was printed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Printed {
    pub text: String,
    pub bbox: BBox,
}

/// Where a person found the value of one field, and how pages of that layout are known again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Lesson {
    /// The field, as in the evidence: `seller.name`.
    pub path: String,
    /// From 1.
    pub page: u32,
    pub value: BBox,
    /// The words beside or above the value that named it; it is found by them when the page grew longer.
    pub label: Option<Printed>,
    /// Words that stand where they stand on every page of the layout.
    pub landmarks: Vec<Printed>,
}
