//! Lays the rows of the form over the stored schema, so that what they do not show is not lost.

use super::{FieldForm, FieldKind};
use crate::domain::schema::{self, Field, Kind, Schema, SchemaError};
use serde_json::{Map, Value, json};

/// Characters that would make a path such as `lines[0].amount` ambiguous.
const IN_PATHS: [char; 3] = ['.', '[', ']'];

/// The schema of `rows`; each keeps what `stored` says about it beyond name, kind, description and required.
pub(super) fn lay_over(stored: &Value, rows: &[FieldForm]) -> Result<Value, Vec<SchemaError>> {
    let stored = if stored.is_object() { schema::normalise(stored) } else { json!({ "type": "object" }) };
    // A stored schema that cannot be read has nothing to keep.
    let fields = Schema::parse(&stored).map(|schema| schema.fields).unwrap_or_default();
    let mut errors = Vec::new();
    let whole = object(&stored, &fields, rows, "fields", &mut errors);
    if whole["properties"].as_object().is_none_or(Map::is_empty) && errors.is_empty() {
        errors.push(error("fields", "Add at least one field."));
    }
    if errors.is_empty() { Ok(whole) } else { Err(errors) }
}

fn object(stored: &Value, fields: &[Field], rows: &[FieldForm], path: &str, errors: &mut Vec<SchemaError>) -> Value {
    let mut properties = Map::new();
    let mut required = Vec::new();
    for (place, row) in rows.iter().enumerate().filter(|(_, row)| !row.is_blank()) {
        let path = format!("{path}[{place}]");
        let name = row.name.trim();
        if let Some(reason) = refusal(name, place, &properties) {
            errors.push(error(&format!("{path}.name"), &reason));
            continue;
        }
        let was = if row.was.is_empty() { name } else { &row.was };
        let before =
            fields.iter().find(|field| field.name == was).filter(|field| FieldKind::of(&field.kind) == row.kind);
        let kept = before.and_then(|field| stored.get("properties")?.get(&field.name));
        properties.insert(name.to_owned(), property(kept, before, row, &path, errors));
        if row.required {
            required.push(name.to_owned());
        }
    }
    let mut whole = stored.as_object().cloned().unwrap_or_default();
    whole.insert("type".into(), json!("object"));
    whole.insert("properties".into(), Value::Object(properties));
    whole.shift_remove("required");
    if !required.is_empty() {
        whole.insert("required".into(), json!(required));
    }
    Value::Object(whole)
}

fn refusal(name: &str, place: usize, before: &Map<String, Value>) -> Option<String> {
    let number = place + 1;
    if name.is_empty() {
        return Some(format!("Row {number} needs a name."));
    }
    if name.contains(IN_PATHS) {
        return Some(format!("`{name}`: a name has no dots or square brackets."));
    }
    before.contains_key(name).then(|| format!("`{name}` is there twice; give row {number} another name."))
}

fn property(
    kept: Option<&Value>,
    before: Option<&Field>,
    row: &FieldForm,
    path: &str,
    errors: &mut Vec<SchemaError>,
) -> Value {
    let mut schema = kept.cloned().unwrap_or_else(|| plain(row.kind));
    if row.kind.has_columns() {
        let (inner, fields) = inside(&schema, before, row.kind);
        if row.columns.iter().all(FieldForm::is_blank) {
            // Below what the form shows: stays as it is stored.
            if fields.is_empty() {
                errors.push(error(&format!("{path}.columns"), &format!("`{}` needs at least one column.", row.name)));
            }
        } else {
            let inner = object(&inner, fields, &row.columns, &format!("{path}.columns"), errors);
            match row.kind {
                FieldKind::Rows => schema["items"] = inner,
                _ => schema = inner,
            }
        }
    } else if let Some(map) = schema.as_object_mut() {
        // `required: true` on the property itself is accepted on reading; the list above says it now.
        map.shift_remove("required");
    }
    if let Some(map) = schema.as_object_mut() {
        match row.description.trim() {
            "" => drop(map.shift_remove("description")),
            text => drop(map.insert("description".into(), json!(text))),
        }
    }
    schema
}

/// The schema and fields of what a list of rows or a group holds.
fn inside<'a>(schema: &Value, before: Option<&'a Field>, kind: FieldKind) -> (Value, &'a [Field]) {
    let inner = if kind == FieldKind::Rows { schema["items"].clone() } else { schema.clone() };
    match before.map(|field| &field.kind) {
        Some(Kind::Rows(fields) | Kind::Object(fields)) => (inner, fields),
        _ => (inner, &[]),
    }
}

fn plain(kind: FieldKind) -> Value {
    match kind {
        FieldKind::Text => json!({ "type": "string" }),
        FieldKind::Number => json!({ "type": "number" }),
        FieldKind::Integer => json!({ "type": "integer" }),
        FieldKind::Boolean => json!({ "type": "boolean" }),
        FieldKind::Date => json!({ "type": "string", "format": "date" }),
        FieldKind::List => json!({ "type": "array", "items": { "type": "string" } }),
        FieldKind::Rows => json!({ "type": "array", "items": { "type": "object", "properties": {} } }),
        FieldKind::Group => json!({ "type": "object", "properties": {} }),
    }
}

fn error(path: &str, reason: &str) -> SchemaError {
    SchemaError { path: path.to_owned(), reason: reason.to_owned() }
}
