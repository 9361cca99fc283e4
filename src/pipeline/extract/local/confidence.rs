//! Confidence is the probability that an answer is right, from what spoke for it.

use super::leaf::Leaf;
use super::shape::Shape;
use crate::domain::evidence::Fields;

/// The line through scores and how often answers of that score were right, on labelled documents.
const SLOPE: f32 = 5.0;
const MIDDLE: f32 = 0.45;
/// How much a close second takes away.
const RIVAL: f32 = 0.25;
/// Nothing is ever quite sure, nor quite hopeless.
const RANGE: (f32, f32) = (0.05, 0.99);

/// From a score and that of the next best answer; some shapes are easier to get right than their scores say.
#[must_use]
pub fn of(shape: &Shape, score: f32, rival: Option<f32>) -> f32 {
    let closeness = rival.map_or(0.0, |rival| (rival / score.max(f32::EPSILON)).clamp(0.0, 1.0).powi(3));
    let logit = SLOPE * (score - MIDDLE - RIVAL * closeness) + ease(shape);
    (1.0 / (1.0 + (-logit).exp())).clamp(RANGE.0, RANGE.1)
}

/// Measured on the labelled documents: the mean distance of the logit from the truth.
fn ease(shape: &Shape) -> f32 {
    match shape {
        Shape::Date | Shape::Currency => 1.2,
        Shape::TaxId | Shape::Iban => 1.0,
        Shape::Id | Shape::Address => 0.7,
        Shape::Money | Shape::Name => -0.4,
        _ => 0.0,
    }
}

/// Of a document by its fields.
#[must_use]
pub fn of_fields(fields: &Fields, leaves: &[Leaf]) -> f32 {
    let found: Vec<f32> =
        fields.values().filter(|evidence| !evidence.value.is_null()).map(|evidence| evidence.confidence).collect();
    let required: Vec<&Leaf> = leaves.iter().filter(|leaf| leaf.field.required).collect();
    let missing =
        required.iter().filter(|leaf| fields.get(&leaf.path).is_none_or(|evidence| evidence.value.is_null())).count();
    of_document(&found, required.len(), missing)
}

/// Of a document: the mean of what was found, less for what is required and missing.
#[must_use]
fn of_document(found: &[f32], required: usize, missing: usize) -> f32 {
    if found.is_empty() {
        return 0.0;
    }
    let mean = found.iter().sum::<f32>() / found.len() as f32;
    mean * (1.0 - missing as f32 / (required.max(1) as f32) * 0.5)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_evidence_gives_more_confidence() {
        assert!(of(&Shape::Free, 1.0, None) > of(&Shape::Free, 0.6, None));
        assert!(of(&Shape::Free, 0.9, None) > of(&Shape::Free, 0.9, Some(0.88)));
        assert!((0.0..=1.0).contains(&of(&Shape::Date, 100.0, None)));
        assert!(of_document(&[0.9, 0.9], 2, 0) > of_document(&[0.9, 0.9], 2, 1));
        assert!(of_document(&[], 0, 0).abs() < f32::EPSILON);
    }
}
