//! The local engine turns words into fields without a network.

use crate::domain::{evidence::Extraction, page::Page, schema::Schema};

use super::ground;

/// Finds the fields that `schema` asks for among the words of `pages`.
#[must_use]
pub fn extract(pages: &[Page], schema: &Schema) -> Extraction {
    ground::ground(pages, schema, schema.empty_result())
}
