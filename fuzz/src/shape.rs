//! The shape of a result is the template's, whatever a document or a model says.

use ocriva::domain::schema::{Field, Kind};
use serde_json::Value;

/// Has `result` every field that was asked for, and each in its kind or null?
pub fn has_shape(fields: &[Field], result: &Value) -> bool {
    let Some(object) = result.as_object() else { return false };
    object.len() == fields.len()
        && fields.iter().all(|field| object.get(&field.name).is_some_and(|value| fits(&field.kind, value)))
}

fn fits(kind: &Kind, value: &Value) -> bool {
    match kind {
        Kind::Object(fields) => has_shape(fields, value),
        Kind::Rows(columns) => value.as_array().is_some_and(|rows| rows.iter().all(|row| has_shape(columns, row))),
        Kind::List(kind) => value.as_array().is_some_and(|entries| entries.iter().all(|entry| fits(kind, entry))),
        Kind::Text | Kind::Date => value.is_null() || value.is_string(),
        Kind::Number => value.is_null() || value.is_number(),
        Kind::Integer => value.is_null() || value.as_f64().is_some_and(|number| number.fract() == 0.0),
        Kind::Boolean => value.is_null() || value.is_boolean(),
    }
}
