//! The local engine turns words into fields without a network.

mod address;
mod answer;
mod bookings;
mod confidence;
mod document;
mod entries;
mod finder;
mod label;
mod layout;
mod leaf;
mod lexicon;
mod lists;
mod look;
pub mod memory;
mod near;
mod numbered;
mod parties;
mod party;
mod prose;
mod role;
#[cfg(test)]
pub(super) mod sample;
mod section;
mod shape;
mod table;
mod term;
mod totals;

pub(super) use answer::put;
pub(super) use confidence::of_fields as confidence_of;
pub use confidence::Signals;
pub(super) use document::{Candidate, Document, Place};
pub(super) use layout::{Layout, Row, Segment, share_column};
pub(super) use leaf::{Leaf, List, of as leaves_and_lists};
pub(super) use role::{Column, Role, column_of, of as role_at};
pub(super) use shape::{Habits, Shape, plain_number};

use crate::domain::{evidence::Extraction, lesson::Lesson, page::Page, schema::Schema};

/// Finds the fields that `schema` asks for among the words of `pages`.
#[must_use]
pub fn extract(pages: &[Page], schema: &Schema) -> Extraction {
    extract_taught(pages, schema, &[])
}

/// The same, by someone who was corrected before on documents like this: `lessons`, the newest first.
#[must_use]
pub fn extract_taught(pages: &[Page], schema: &Schema, lessons: &[Lesson]) -> Extraction {
    let (leaves, lists) = leaf::of(schema);
    let (document, mut found) = survey(pages, &leaves);
    for (leaf, candidates) in leaves.iter().zip(&mut found) {
        if let Some(learned) = memory::recall(&document, leaf, lessons) {
            candidates.retain(|candidate| candidate.value == learned.value);
            candidates.insert(0, learned);
        }
    }
    answer::assemble(&document, schema, &leaves, found, &lists).extraction
}

/// The answers with what spoke for each, by path: from these the confidences are fitted.
#[must_use]
pub fn explained(pages: &[Page], schema: &Schema) -> (Extraction, Vec<(String, Signals)>) {
    let (leaves, lists) = leaf::of(schema);
    let (document, found) = survey(pages, &leaves);
    let assembled = answer::assemble(&document, schema, &leaves, found, &lists);
    (assembled.extraction, assembled.signals)
}

/// The plain values that a schema asks for, with their roles.
pub(super) fn leaves(schema: &Schema) -> Vec<Leaf<'_>> {
    leaf::of(schema).0
}

/// The document as the finders see it, and what they would answer for each leaf.
pub(super) fn survey<'a>(pages: &'a [Page], leaves: &[Leaf]) -> (Document<'a>, Vec<Vec<Candidate>>) {
    let document = Document::read(pages, &leaf::own_labels(leaves));
    let found = answer::leaves(&document, leaves);
    (document, found)
}

#[cfg(test)]
mod tests;
