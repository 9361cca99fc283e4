//! Grounding finds every value of an answer on the page again, whoever gave it.

mod find;
mod normalise;

pub(super) use find::is_same;
pub(super) use normalise::leaf as fit;

use super::local::{self, Candidate, Document, Leaf, Place};
use crate::domain::{
    evidence::{Extraction, FieldEvidence, FieldStatus, Fields},
    page::Page,
    schema::{Field, Kind, Schema},
};
use find::Index;
use serde_json::{Map, Value};

/// How often a value is right, on labelled documents: the local engine says the same; it stands on the page once;
/// it stands there often, so that it may be another's; it stands nowhere.
const AGREED: f32 = 0.97;
const FOUND_ONCE: f32 = 0.9;
const FOUND_OFTEN: f32 = 0.8;
const NOT_FOUND: f32 = 0.3;
/// From this many places on a value counts as found often.
const OFTEN: usize = 4;
/// Values in lists and tables, of all together: the tables of 200 crowded pages have half as many. A server that answers
/// with more means harm: three bytes of an empty row become a kilobyte of evidence.
const MOST_LISTED: usize = 200_000;

/// Forces `result` into the shape of `schema` and looks every leaf up among the words of `pages`.
#[must_use]
pub fn ground(pages: &[Page], schema: &Schema, result: Value) -> Extraction {
    let leaves = local::leaves(schema);
    let (document, guesses) = local::survey(pages, &leaves);
    let mut grounder = Grounder {
        document: &document,
        index: Index::of(&document),
        leaves: &leaves,
        guesses: &guesses,
        fields: Fields::new(),
        room: MOST_LISTED,
    };
    let result = grounder.object(&schema.fields, &result, "");
    let fields = grounder.fields;
    let sure: Vec<f32> =
        fields.values().filter(|evidence| !evidence.value.is_null()).map(|evidence| evidence.confidence).collect();
    let confidence = if sure.is_empty() { 0.0 } else { sure.iter().sum::<f32>() / sure.len() as f32 };
    Extraction { result, fields, checks: Vec::new(), confidence }
}

struct Grounder<'a> {
    document: &'a Document<'a>,
    index: Index<'a>,
    leaves: &'a [Leaf<'a>],
    guesses: &'a [Vec<Candidate>],
    fields: Fields,
    /// Values that lists and tables may still have.
    room: usize,
}

impl Grounder<'_> {
    fn object(&mut self, fields: &[Field], given: &Value, parent: &str) -> Value {
        let mut object = Map::new();
        for field in fields {
            let path = if parent.is_empty() { field.name.clone() } else { format!("{parent}.{}", field.name) };
            let value = given.get(&field.name).unwrap_or(&Value::Null);
            object.insert(field.name.clone(), self.value(field, value, &path));
        }
        Value::Object(object)
    }

    fn value(&mut self, field: &Field, given: &Value, path: &str) -> Value {
        match &field.kind {
            Kind::Object(inner) => self.object(inner, given, path),
            Kind::Rows(columns) => self.rows(columns, given, path),
            Kind::List(kind) => {
                let field = Field { kind: (**kind).clone(), ..field.clone() };
                // One value where a list is asked for is a list of one.
                let entries = given
                    .as_array()
                    .cloned()
                    .unwrap_or_else(|| if given.is_null() { Vec::new() } else { vec![given.clone()] });
                let values: Vec<Value> = entries
                    .iter()
                    .map(|entry| normalise::leaf(self.document.habits, &field, entry))
                    .filter(|value| !value.is_null())
                    .take(self.room)
                    .collect();
                self.room -= values.len();
                for (at, value) in values.iter().enumerate() {
                    let places = self.index.places(&field, value, 0);
                    let evidence = self.evidence(value, &places, places.first(), false);
                    self.fields.insert(format!("{path}[{at}]"), evidence);
                }
                Value::Array(values)
            }
            _ => {
                let value = normalise::leaf(self.document.habits, field, given);
                let places = self.index.places(field, &value, 0);
                let guess = self.guess(path, &value);
                let chosen =
                    guess.clone().or_else(|| self.nearest_label(path, &places)).or_else(|| places.first().cloned());
                let evidence = self.evidence(&value, &places, chosen.as_ref(), guess.is_some());
                self.fields.insert(path.to_owned(), evidence);
                value
            }
        }
    }

    /// Rows of a table: the cells of one row stand together, each row below the one before.
    fn rows(&mut self, columns: &[Field], given: &Value, path: &str) -> Value {
        let mut rows = Vec::new();
        let mut last = None;
        let most = self.room / columns.len().max(1);
        for (at, row) in given.as_array().into_iter().flatten().filter(|row| row.is_object()).take(most).enumerate() {
            let cells: Vec<(Value, Vec<Vec<Place>>)> = columns
                .iter()
                .map(|column| {
                    let value =
                        normalise::leaf(self.document.habits, column, row.get(&column.name).unwrap_or(&Value::Null));
                    let places = self.index.places(column, &value, last.unwrap_or(0));
                    (value, places)
                })
                .collect();
            let anchor = find::together(&cells.iter().map(|(_, places)| places.as_slice()).collect::<Vec<_>>(), last);
            last = anchor.or(last);
            let mut object = Map::new();
            for (column, (value, places)) in columns.iter().zip(cells) {
                let near = anchor.and_then(|anchor| {
                    places
                        .iter()
                        .min_by_key(|places| places.first().map_or(usize::MAX, |place| place.row.abs_diff(anchor)))
                });
                let evidence = self.evidence(&value, &places, near.or(places.first()), false);
                self.fields.insert(format!("{path}[{at}].{}", column.name), evidence);
                object.insert(column.name.clone(), value);
            }
            rows.push(Value::Object(object));
        }
        self.room -= rows.len() * columns.len();
        Value::Array(rows)
    }

    /// Where the local engine saw the same value for this leaf.
    fn guess(&self, path: &str, value: &Value) -> Option<Vec<Place>> {
        let at = self.leaves.iter().position(|leaf| leaf.path == path)?;
        let same = |guess: &&Candidate| find::is_same(&guess.value, value);
        self.guesses.get(at)?.iter().find(same).map(|guess| guess.places.clone()).filter(|places| !places.is_empty())
    }

    /// Of several places the one on the row of a label of this leaf, or just below it.
    fn nearest_label(&self, path: &str, places: &[Vec<Place>]) -> Option<Vec<Place>> {
        let at = self.leaves.iter().position(|leaf| leaf.path == path)?;
        let subjects = self.leaves[at].subjects(at);
        let rows: Vec<usize> = self
            .document
            .labels
            .iter()
            .filter(|label| subjects.iter().any(|(subject, _)| *subject == label.subject))
            .map(|label| label.row)
            .collect();
        let reach = |places: &&Vec<Place>| {
            let row = places.first().map_or(0, |place| place.row);
            rows.iter().filter(|label| **label <= row && row - **label <= 3).map(|label| row - label).min()
        };
        places.iter().filter(|places| reach(places).is_some()).min_by_key(reach).cloned()
    }

    fn evidence(
        &self,
        value: &Value,
        places: &[Vec<Place>],
        chosen: Option<&Vec<Place>>,
        agreed: bool,
    ) -> FieldEvidence {
        if value.is_null() {
            return FieldEvidence::missing();
        }
        let Some(chosen) = chosen else {
            return FieldEvidence {
                value: value.clone(),
                confidence: NOT_FOUND,
                page: None,
                bbox: None,
                text: None,
                status: FieldStatus::Ungrounded,
            };
        };
        let confidence = if agreed {
            AGREED
        } else if places.len() < OFTEN {
            FOUND_ONCE
        } else {
            FOUND_OFTEN
        };
        self.document.evidence(&Candidate { value: value.clone(), places: chosen.clone(), score: 1.0 }, confidence)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pipeline::extract::local::sample::{lines, page};
    use serde_json::json;

    fn grounded(pages: &[Page], schema: Value, result: Value) -> Extraction {
        ground(pages, &Schema::parse(&schema).unwrap(), result)
    }

    fn status(extraction: &Extraction, path: &str) -> FieldStatus {
        extraction.fields[path].status
    }

    #[test]
    fn values_are_found_in_their_notation() {
        let pages = [lines(&["Rechnung A-17 vom 28. Januar 2025", "Gesamtbetrag | 1.234,50 €"])];
        let schema =
            json!({ "number": { "type": "string" }, "date": { "type": "date" }, "total": { "type": "number" } });
        let out =
            grounded(&pages, schema, json!({ "number": "a17", "date": "28.01.2025", "total": "1234.5", "extra": 1 }));
        assert_eq!(out.result, json!({ "number": "a17", "date": "2025-01-28", "total": 1234.5 }));
        assert_eq!(out.fields["date"].text.as_deref(), Some("28. Januar 2025"));
        assert_eq!(out.fields["total"].text.as_deref(), Some("1.234,50"));
        assert!(["number", "date", "total"].iter().all(|path| status(&out, path) == FieldStatus::Grounded));
        assert_eq!(out.fields["total"].page, Some(1));
    }

    #[test]
    fn a_name_is_found_over_a_line_break() {
        let pages = [page(&[
            (40.0, 40.0, "Musterhafter Versicherungs-"),
            (300.0, 40.0, "Datum 1.1.2020"),
            (40.0, 52.0, "verein Musterstadt"),
        ])];
        let out = grounded(
            &pages,
            json!({ "name": { "type": "string" } }),
            json!({ "name": "Musterhafter Versicherungsverein Musterstadt" }),
        );
        assert_eq!(status(&out, "name"), FieldStatus::Grounded);
        let bbox = out.fields["name"].bbox.unwrap();
        assert!(bbox.right() < 0.5 && bbox.height > 0.02, "{bbox:?}");
    }

    #[test]
    fn a_misspelt_value_is_found_and_an_invented_one_is_not() {
        let pages = [lines(&["Happy B00ks Sdn Bhd", "Total 9.00"])];
        let schema =
            json!({ "shop": { "type": "string" }, "total": { "type": "number" }, "tax": { "type": "number" } });
        let out = grounded(&pages, schema, json!({ "shop": "Happy Books Sdn Bhd", "total": 12.5, "tax": null }));
        assert_eq!(status(&out, "shop"), FieldStatus::Grounded);
        assert_eq!(status(&out, "total"), FieldStatus::Ungrounded);
        assert_eq!(status(&out, "tax"), FieldStatus::Missing);
    }

    #[test]
    fn thai_dates_are_found_by_their_value() {
        let pages = [lines(&["วันที่ 28 มกราคม 2568"])];
        let out = grounded(&pages, json!({ "date": { "type": "date" } }), json!({ "date": "2568-01-28" }));
        assert_eq!(out.result, json!({ "date": "2025-01-28" }));
        assert_eq!(status(&out, "date"), FieldStatus::Grounded);
    }

    #[test]
    fn cells_of_a_row_are_found_on_their_row() {
        let pages = [lines(&["Apples | 2 | 4.00", "Pears | 2 | 6.00"])];
        let schema = json!({ "rows": { "type": "array", "items": { "type": "object", "properties": {
            "name": { "type": "string" }, "quantity": { "type": "number" }, "amount": { "type": "number" } } } } });
        let out = grounded(
            &pages,
            schema,
            json!({ "rows": [{ "name": "Apples", "quantity": 2, "amount": 4 }, { "name": "Pears", "quantity": 2, "amount": 6 }] }),
        );
        let y = |path: &str| out.fields[path].bbox.unwrap().y;
        assert!((y("rows[1].quantity") - y("rows[1].name")).abs() < 0.001);
        assert!(y("rows[1].quantity") > y("rows[0].quantity"));
    }

    #[test]
    fn an_answer_of_endless_rows_ends() {
        let rows = json!({ "type": "array", "items": { "properties": { "a": { "type": "string" }, "b": { "type": "number" } } } });
        let schema = json!({ "l": { "type": "array", "items": { "type": "number" } }, "r": rows, "s": rows });
        let many = |value: Value| Value::Array(vec![value; MOST_LISTED]);
        let given = json!({ "l": vec![1; 10], "r": many(json!({})), "s": many(json!({})) });
        let out = grounded(&[], schema, given);
        assert_eq!(out.fields.len(), MOST_LISTED);
        assert_eq!((out.result["l"].as_array().unwrap().len(), &out.result["s"]), (10, &json!([])));
    }

    #[test]
    fn any_answer_becomes_the_shape() {
        let schema = json!({ "a": { "type": "object", "properties": { "b": { "type": "integer" } } }, "l": { "type": "array", "items": { "type": "string" } } });
        for given in [json!(null), json!([1]), json!({ "a": "x", "l": { "k": 1 } }), json!("text")] {
            let out = grounded(&[], schema.clone(), given);
            assert!(out.result["a"].is_object() && out.result["l"].is_array(), "{:?}", out.result);
        }
    }
}
