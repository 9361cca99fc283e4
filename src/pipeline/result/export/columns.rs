//! The columns of a template: its fields in their order, groups opened, lists apart.

use crate::domain::schema::{Field, Kind, Schema};
use serde_json::Value;

/// One plain value of a document or of a line item.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// From the document, or from the line item.
    pub path: Vec<String>,
    pub kind: Kind,
}

/// A list of line items.
#[derive(Clone, Debug, PartialEq)]
pub struct List {
    pub path: Vec<String>,
    pub columns: Vec<Column>,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Slot {
    Plain(Column),
    List(List),
}

/// What the tables of one template, or of several, are made of.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Columns(Vec<Slot>);

impl Columns {
    #[must_use]
    pub fn of(schema: &Schema) -> Self {
        let mut columns = Self::default();
        columns.open(&schema.fields, &[]);
        columns
    }

    /// Adds what `other` has more.
    pub fn extend(&mut self, other: Self) {
        for slot in other.0 {
            let same = self.0.iter_mut().find(|mine| match (mine, &slot) {
                (Slot::Plain(mine), Slot::Plain(other)) => mine.path == other.path,
                (Slot::List(mine), Slot::List(other)) => mine.path == other.path,
                _ => false,
            });
            match (same, slot) {
                (None, slot) => self.0.push(slot),
                (Some(Slot::List(mine)), Slot::List(other)) => {
                    let more = other.columns.into_iter().filter(|column| !mine.has(column)).collect::<Vec<_>>();
                    mine.columns.extend(more);
                }
                _ => {}
            }
        }
    }

    pub fn slots(&self) -> impl Iterator<Item = &Slot> {
        self.0.iter()
    }

    /// The values that a document has once.
    pub fn plain(&self) -> impl Iterator<Item = &Column> {
        self.0.iter().filter_map(|slot| match slot {
            Slot::Plain(column) => Some(column),
            Slot::List(_) => None,
        })
    }

    pub fn lists(&self) -> impl Iterator<Item = &List> {
        self.0.iter().filter_map(|slot| match slot {
            Slot::List(list) => Some(list),
            Slot::Plain(_) => None,
        })
    }

    fn open(&mut self, fields: &[Field], above: &[String]) {
        for field in fields {
            let path = below(above, &field.name);
            match &field.kind {
                Kind::Object(inner) => self.open(inner, &path),
                Kind::Rows(inner) => self.0.push(Slot::List(List { path, columns: item_columns(inner, &[]) })),
                kind => self.0.push(Slot::Plain(Column { path, kind: kind.clone() })),
            }
        }
    }
}

impl Column {
    /// `vendor.name`
    #[must_use]
    pub fn heading(&self) -> String {
        self.path.join(".")
    }

    /// Null where there is none.
    #[must_use]
    pub fn value<'v>(&self, of: &'v Value) -> &'v Value {
        at(of, &self.path)
    }
}

impl List {
    #[must_use]
    pub fn heading(&self) -> String {
        self.path.join(".")
    }

    #[must_use]
    pub fn value<'v>(&self, of: &'v Value) -> &'v Value {
        at(of, &self.path)
    }

    #[must_use]
    pub fn items<'v>(&self, of: &'v Value) -> &'v [Value] {
        self.value(of).as_array().map_or(&[], Vec::as_slice)
    }

    fn has(&self, column: &Column) -> bool {
        self.columns.iter().any(|mine| mine.path == column.path)
    }
}

/// A list inside of a line item stays in one cell.
fn item_columns(fields: &[Field], above: &[String]) -> Vec<Column> {
    let mut columns = Vec::new();
    for field in fields {
        let path = below(above, &field.name);
        match &field.kind {
            Kind::Object(inner) => columns.extend(item_columns(inner, &path)),
            kind => columns.push(Column { path, kind: kind.clone() }),
        }
    }
    columns
}

fn below(above: &[String], name: &str) -> Vec<String> {
    above.iter().cloned().chain([name.to_owned()]).collect()
}

fn at<'v>(value: &'v Value, path: &[String]) -> &'v Value {
    path.iter().fold(value, |value, name| value.get(name).unwrap_or(&Value::Null))
}

/// A value as one cell of text.
#[must_use]
pub fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(items) if !items.iter().any(|item| item.is_array() || item.is_object()) => {
            items.iter().map(text).collect::<Vec<_>>().join("; ")
        }
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn columns(schema: &Value) -> Columns {
        Columns::of(&Schema::parse(schema).unwrap())
    }

    fn headings(columns: &Columns) -> Vec<String> {
        columns
            .slots()
            .map(|slot| match slot {
                Slot::Plain(column) => column.heading(),
                Slot::List(list) => {
                    let inner: Vec<_> = list.columns.iter().map(Column::heading).collect();
                    format!("{}[{}]", list.heading(), inner.join(" "))
                }
            })
            .collect()
    }

    #[test]
    fn columns_stand_in_the_order_of_the_template() {
        let schema = json!({
            "number": { "type": "string" },
            "vendor": { "type": "object", "properties": {
                "name": { "type": "string" },
                "contacts": { "type": "array", "items": { "type": "object", "properties": { "mail": { "type": "string" } } } },
            } },
            "tags": { "type": "array", "items": { "type": "string" } },
            "items": { "type": "array", "items": { "type": "object", "properties": {
                "text": { "type": "string" },
                "price": { "type": "object", "properties": { "net": { "type": "number" } } },
            } } },
            "total": { "type": "number" },
        });
        let columns = columns(&schema);
        assert_eq!(
            headings(&columns),
            ["number", "vendor.name", "vendor.contacts[mail]", "tags", "items[text price.net]", "total"]
        );
        let result = json!({ "vendor": { "name": "Acme" }, "items": [{ "price": { "net": 2.5 } }], "total": null });
        let list = columns.lists().nth(1).unwrap();
        assert_eq!(list.columns[1].value(&list.items(&result)[0]), &json!(2.5));
        assert_eq!(columns.plain().nth(1).unwrap().value(&result), "Acme");
        assert_eq!(columns.plain().next().unwrap().value(&result), &Value::Null);
    }

    #[test]
    fn versions_of_a_template_share_their_columns() {
        let row = |name: &str| json!({ "type": "array", "items": { "type": "object", "properties": { name: { "type": "string" } } } });
        let mut both = columns(&json!({ "a": { "type": "string" }, "items": row("x") }));
        both.extend(columns(&json!({ "b": { "type": "string" }, "a": { "type": "number" }, "items": row("y") })));
        assert_eq!(headings(&both), ["a", "items[x y]", "b"]);
    }

    #[test]
    fn lists_of_plain_values_are_one_cell() {
        assert_eq!(text(&json!(["a", 2, null])), "a; 2; ");
        assert_eq!(text(&json!([{ "a": 1 }])), r#"[{"a":1}]"#);
        assert_eq!(text(&json!(-1.5)), "-1.5");
    }
}
