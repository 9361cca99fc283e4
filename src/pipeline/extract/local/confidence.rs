//! Confidence is the probability that an answer is right, from what speaks for it; measured on labelled documents.

mod model;
mod signals;

use super::leaf::Leaf;
use crate::domain::evidence::Fields;
pub use model::of;
pub use signals::{Signals, Witness};

/// Of a document: the share of its fields that can be expected to be right. Every field with a value counts with its
/// confidence, every required field without one counts as wrong; rows of lists count by their cells.
#[must_use]
pub fn of_fields(fields: &Fields, leaves: &[Leaf]) -> f32 {
    let found: Vec<f32> =
        fields.values().filter(|evidence| !evidence.value.is_null()).map(|evidence| evidence.confidence).collect();
    let required = leaves.iter().filter(|leaf| leaf.field.required);
    let missing =
        required.filter(|leaf| fields.get(&leaf.path).is_none_or(|evidence| evidence.value.is_null())).count();
    of_document(&found, missing)
}

fn of_document(found: &[f32], missing: usize) -> f32 {
    found.iter().sum::<f32>() / (found.len() + missing).max(1) as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_document_it_is_the_share_that_is_right() {
        assert!((of_document(&[0.9, 0.7], 0) - 0.8).abs() < 1e-6);
        assert!((of_document(&[0.9, 0.7], 2) - 0.4).abs() < 1e-6);
        assert!(of_document(&[], 0).abs() < f32::EPSILON);
    }
}
