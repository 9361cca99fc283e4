//! Work that is too much for one call is split, by pages and by fields, and the answers are put together again.

use super::validate::is_missing;
use crate::domain::{
    page::Page,
    schema::{Field, Kind},
};
use serde_json::{Map, Value};
use std::ops::Range;

/// Pages in one call at most: what models still read with care.
const MOST_PAGES: usize = 20;
/// Plain fields in one call at most.
const MOST_FIELDS: usize = 100;
/// Of what a model takes in, this share is for the document.
const SHARE: f32 = 0.6;
/// Bytes of text for one token; Thai and Chinese take three bytes a letter and about a token.
const BYTES_PER_TOKEN: usize = 3;
/// Tokens for the picture of one page.
const TOKENS_PER_PICTURE: usize = 1_600;

/// One call's worth: some pages, some fields.
#[derive(Clone, Debug, PartialEq)]
pub struct Piece {
    pub pages: Range<usize>,
    pub fields: Vec<Field>,
}

impl Piece {
    /// The whole of it, in pieces of a size that a model with `context` tokens can take, in reading order.
    #[must_use]
    pub fn all(pages: &[Page], fields: &[Field], context: u64, pictures: bool) -> Vec<Self> {
        let room = (context as f32 * SHARE) as usize;
        let weight = |page: &Page| {
            let text: usize = page.words.iter().map(|word| word.text.len() + 2).sum();
            text / BYTES_PER_TOKEN + if pictures { TOKENS_PER_PICTURE } else { 0 }
        };
        let mut groups: Vec<Range<usize>> = Vec::new();
        let mut filled = 0;
        for (at, page) in pages.iter().enumerate() {
            let weight = weight(page);
            match groups.last_mut() {
                Some(group) if group.len() < MOST_PAGES && filled + weight <= room => {
                    group.end = at + 1;
                    filled += weight;
                }
                _ => {
                    groups.push(at..at + 1);
                    filled = weight;
                }
            }
        }
        let chunks = chunks(fields, MOST_FIELDS);
        let of_group = |pages: Range<usize>| {
            chunks.iter().map(move |fields| Self { pages: pages.clone(), fields: fields.clone() })
        };
        groups.into_iter().flat_map(of_group).collect()
    }

    /// Two halves of a piece whose answer did not fit, if it can be halved.
    #[must_use]
    pub fn halves(&self) -> Option<[Self; 2]> {
        let Range { start, end } = self.pages;
        if end - start > 1 {
            let middle = start + (end - start) / 2;
            return Some([start..middle, middle..end].map(|pages| Self { pages, fields: self.fields.clone() }));
        }
        let chunks = chunks(&self.fields, count(&self.fields).div_ceil(2));
        let [first, rest @ ..] = chunks.as_slice() else { return None };
        if rest.is_empty() {
            return None;
        }
        let rest = rest.iter().fold(Vec::new(), |all, chunk| joined(all, chunk));
        Some([first.clone(), rest].map(|fields| Self { pages: self.pages.clone(), fields }))
    }
}

/// The fields in groups of at most `most` plain ones. Groups of fields may be parted, the columns of a table may not:
/// its rows would not find each other again.
fn chunks(fields: &[Field], most: usize) -> Vec<Vec<Field>> {
    let mut chunks: Vec<Vec<Field>> = vec![Vec::new()];
    let mut filled = 0;
    for field in fields {
        let parts = match &field.kind {
            Kind::Object(inner) if count(inner) > most => {
                let part = |inner| Field { kind: Kind::Object(inner), ..field.clone() };
                self::chunks(inner, most).into_iter().map(part).collect()
            }
            _ => vec![field.clone()],
        };
        for part in parts {
            let weight = count(std::slice::from_ref(&part));
            if filled > 0 && filled + weight > most {
                chunks.push(Vec::new());
                filled = 0;
            }
            filled += weight;
            chunks.last_mut().expect("there is one from the start").push(part);
        }
    }
    chunks
}

/// Two lists of fields as one; the parts of one group come together again.
fn joined(mut all: Vec<Field>, more: &[Field]) -> Vec<Field> {
    for field in more {
        let known = all.iter_mut().find(|known| known.name == field.name);
        match (known.map(|known| &mut known.kind), &field.kind) {
            (Some(Kind::Object(inner)), Kind::Object(more)) => *inner = joined(std::mem::take(inner), more),
            _ => all.push(field.clone()),
        }
    }
    all
}

fn count(fields: &[Field]) -> usize {
    fields
        .iter()
        .map(|field| match &field.kind {
            Kind::Object(inner) | Kind::Rows(inner) => count(inner),
            _ => 1,
        })
        .sum()
}

/// Adds the answer of the next piece: rows follow rows, and the first value that was found stays.
pub fn join(fields: &[Field], all: &mut Map<String, Value>, more: &Value) {
    for field in fields {
        let Some(new) = more.get(&field.name).filter(|value| !is_missing(value)) else { continue };
        let old = all.entry(field.name.clone()).or_insert(Value::Null);
        match (&field.kind, old, new) {
            (Kind::Object(inner), Value::Object(old), new) => join(inner, old, new),
            (Kind::Rows(_) | Kind::List(_), Value::Array(old), Value::Array(new)) => old.extend(new.iter().cloned()),
            (_, old, new) if is_missing(old) => *old = new.clone(),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{page::PageSource, schema::Schema};
    use serde_json::json;

    fn pages(count: u32) -> Vec<Page> {
        let page = |number| Page {
            number,
            width: 1.0,
            height: 1.0,
            source: PageSource::TextLayer,
            words: Vec::new(),
            rules: Vec::new(),
        };
        (1..=count).map(page).collect()
    }

    fn fields(schema: Value) -> Vec<Field> {
        Schema::parse(&schema).unwrap().fields
    }

    #[test]
    fn long_documents_go_in_groups_of_pages() {
        let fields = fields(json!({ "a": { "type": "string" } }));
        let groups = |pages: u32, context| -> Vec<Range<usize>> {
            Piece::all(&self::pages(pages), &fields, context, true).into_iter().map(|piece| piece.pages).collect()
        };
        assert_eq!(groups(45, 1_000_000), [0..20, 20..40, 40..45]);
        assert_eq!(groups(5, 8_000), [0..3, 3..5], "pictures of two or three pages fit");
    }

    #[test]
    fn wide_schemas_go_in_groups_of_fields_and_come_together_again() {
        let wide: Map<String, Value> = (0..150).map(|n| (format!("f{n}"), json!({ "type": "string" }))).collect();
        let fields = fields(json!({
            "party": { "type": "object", "properties": wide },
            "lines": { "type": "array", "items": { "properties": { "n": { "type": "integer" } } } },
        }));
        let pieces = Piece::all(&pages(1), &fields, 100_000, false);
        assert_eq!(pieces.len(), 2);
        assert_eq!(pieces.iter().map(|piece| count(&piece.fields)).collect::<Vec<_>>(), [100, 51]);
        let mut all = Map::new();
        join(&fields, &mut all, &json!({ "party": { "f0": "x", "f149": null } }));
        join(&fields, &mut all, &json!({ "party": { "f149": "y" }, "lines": [{ "n": 1 }] }));
        assert_eq!(Value::Object(all), json!({ "party": { "f0": "x", "f149": "y" }, "lines": [{ "n": 1 }] }));
    }

    #[test]
    fn rows_are_joined_and_the_first_value_stays() {
        let fields = fields(json!({
            "total": { "type": "number" }, "number": { "type": "string" },
            "lines": { "type": "array", "items": { "properties": { "n": { "type": "integer" } } } },
        }));
        let mut all = Map::new();
        join(&fields, &mut all, &json!({ "number": "A", "total": null, "lines": [{ "n": 1 }], "odd": 1 }));
        join(&fields, &mut all, &json!({ "number": "B", "total": 5, "lines": [{ "n": 2 }] }));
        assert_eq!(Value::Object(all), json!({ "number": "A", "lines": [{ "n": 1 }, { "n": 2 }], "total": 5 }));
    }

    #[test]
    fn a_piece_is_halved_by_pages_first_then_by_fields_until_one_is_left() {
        let fields = fields(json!({ "a": { "type": "string" }, "b": { "type": "string" }, "c": { "type": "string" } }));
        let piece = Piece { pages: 0..3, fields };
        let [first, second] = piece.halves().unwrap();
        assert_eq!((first.pages.clone(), second.pages), (0..1, 1..3));
        let [left, right] = first.halves().unwrap();
        assert_eq!((left.fields.len(), right.fields.len()), (2, 1));
        assert_eq!(right.halves(), None);
    }
}
