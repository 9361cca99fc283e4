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

pub(super) use document::{Candidate, Document, Place};
pub(super) use layout::share_column;
pub(super) use leaf::Leaf;
pub(super) use role::{Column, Role, column_of};
pub(super) use shape::{Shape, plain_number};

use crate::domain::{evidence::Extraction, page::Page, schema::Schema};

/// Finds the fields that `schema` asks for among the words of `pages`.
#[must_use]
pub fn extract(pages: &[Page], schema: &Schema) -> Extraction {
    let (leaves, lists) = leaf::of(schema);
    let (document, found) = survey(pages, &leaves);
    answer::assemble(&document, schema, &leaves, found, &lists)
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
