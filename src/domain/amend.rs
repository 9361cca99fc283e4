//! Setting one value of a result, held to the template's shape.

use crate::domain::schema::{Field, Kind, Schema};
use serde_json::{Value, json};

/// Why a value cannot be set: a sentence for a person.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AmendError {
    #[error("The template has no field `{0}`.")]
    NoSuchField(String),
    #[error("`{0}` has {1} entries; the next one is number {1}, counted from 0.")]
    NoSuchRow(String, usize),
    #[error("`{0}` holds several values; set one of them.")]
    NotOne(String),
    #[error("{0}")]
    Value(String),
}

/// What changed.
#[derive(Clone, Debug, PartialEq)]
pub struct Amended {
    pub before: Value,
    pub after: Value,
    /// The list and the entry that was taken out of it: those after it moved up.
    pub removed: Option<(String, usize)>,
}

/// Sets `path` in `result` to `value`; what cannot be set leaves it as it was.
///
/// # Errors
/// When the template has no such field, or the field cannot hold the value.
pub fn amend(schema: &Schema, result: &mut Value, path: &str, value: &Value) -> Result<Amended, AmendError> {
    let missing = || AmendError::NoSuchField(path.to_owned());
    let root = Field::unnamed(Kind::Object(schema.fields.clone()));
    let mut draft = result.clone();
    let (mut field, mut place) = (root, &mut draft);
    let mut walked = String::new();
    let steps = steps(path).ok_or_else(missing)?;
    for (at, step) in steps.iter().enumerate() {
        match step {
            Step::Name(name) => {
                let (Kind::Object(fields) | Kind::Rows(fields)) = &field.kind else { return Err(missing()) };
                let inner = fields.iter().find(|field| field.name == *name).cloned().ok_or_else(missing)?;
                if !place.is_object() {
                    return Err(missing());
                }
                place = &mut place[name.as_str()];
                field = inner;
                walked = if walked.is_empty() { name.clone() } else { format!("{walked}.{name}") };
            }
            Step::Index(index) => {
                let entry = match &field.kind {
                    Kind::Rows(columns) => Kind::Object(columns.clone()),
                    Kind::List(kind) => (**kind).clone(),
                    _ => return Err(missing()),
                };
                if place.is_null() {
                    *place = json!([]);
                }
                let entries = place.as_array_mut().ok_or_else(missing)?;
                if value.is_null() && at + 1 == steps.len() && *index < entries.len() {
                    let before = entries.remove(*index);
                    *result = draft;
                    return Ok(Amended { before, after: Value::Null, removed: Some((walked, *index)) });
                }
                if *index > entries.len() {
                    return Err(AmendError::NoSuchRow(walked, entries.len()));
                }
                if *index == entries.len() {
                    entries.push(empty(&entry));
                }
                place = &mut entries[*index];
                field = Field { kind: entry, ..field };
                walked = format!("{walked}[{index}]");
            }
        }
    }
    let after = held(&field, value, path)?;
    let before = std::mem::replace(place, after.clone());
    *result = draft;
    Ok(Amended { before, after, removed: None })
}

/// A part of a path.
enum Step {
    Name(String),
    Index(usize),
}

/// `lineItems[2].amount` is `lineItems`, 2, `amount`.
fn steps(path: &str) -> Option<Vec<Step>> {
    let mut steps = Vec::new();
    for part in path.split('.') {
        let (name, indexes) = part.split_at(part.find('[').unwrap_or(part.len()));
        if name.is_empty() {
            return None;
        }
        steps.push(Step::Name(name.to_owned()));
        for index in indexes.split_terminator(']') {
            steps.push(Step::Index(index.strip_prefix('[')?.parse().ok()?));
        }
        if !indexes.is_empty() && !indexes.ends_with(']') {
            return None;
        }
    }
    Some(steps)
}

fn empty(kind: &Kind) -> Value {
    match kind {
        Kind::Object(fields) => Schema { fields: fields.clone() }.empty_result(),
        _ => Value::Null,
    }
}

/// The value as the field holds it. What a person types may be a text for any kind.
fn held(field: &Field, value: &Value, path: &str) -> Result<Value, AmendError> {
    let typed = value.as_str().map(str::trim);
    if value.is_null() || typed == Some("") {
        return match field.kind {
            Kind::Object(_) | Kind::Rows(_) | Kind::List(_) => Err(AmendError::NotOne(path.to_owned())),
            _ => Ok(Value::Null),
        };
    }
    let refused = |wanted: &str| {
        let shown = typed.map_or_else(|| value.to_string(), str::to_owned);
        Err(AmendError::Value(format!("`{shown}` is not {wanted}.")))
    };
    match &field.kind {
        Kind::Object(_) | Kind::Rows(_) | Kind::List(_) => Err(AmendError::NotOne(path.to_owned())),
        Kind::Number => match number(value) {
            Some(number) => Ok(whole_or_not(number)),
            None => refused("a number; write it like 1234.56"),
        },
        Kind::Integer => match number(value).filter(|number| number.fract() == 0.0) {
            Some(number) => Ok(whole_or_not(number)),
            None => refused("a whole number"),
        },
        Kind::Boolean => match (value.as_bool(), typed) {
            (Some(yes), _) => Ok(json!(yes)),
            (_, Some("true")) => Ok(json!(true)),
            (_, Some("false")) => Ok(json!(false)),
            _ => refused("true or false"),
        },
        Kind::Date => match typed.filter(|text| is_date(text)) {
            Some(text) => Ok(json!(text)),
            None => refused("a date; write it like 2026-03-31"),
        },
        Kind::Text if !field.choices.is_empty() => match typed.filter(|text| field.choices.iter().any(|c| c == text)) {
            Some(text) => Ok(json!(text)),
            None => refused(&format!("one of {}", field.choices.join(", "))),
        },
        Kind::Text => match typed {
            Some(text) => Ok(json!(text)),
            None if value.is_number() || value.is_boolean() => Ok(json!(value.to_string())),
            None => refused("a text"),
        },
    }
}

fn number(value: &Value) -> Option<f64> {
    let number = match value.as_str() {
        None => value.as_f64()?,
        Some(text) => text.trim().parse().ok()?,
    };
    number.is_finite().then_some(number)
}

fn whole_or_not(number: f64) -> Value {
    // Beyond 2^53 a float has no units any more.
    if number.fract() == 0.0 && number.abs() < 9e15 { json!(number as i64) } else { json!(number) }
}

fn is_date(text: &str) -> bool {
    let format = time::macros::format_description!("[year]-[month]-[day]");
    time::Date::parse(text, format).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn schema() -> Schema {
        Schema::parse(&json!({
            "total": { "type": "number" },
            "issued": { "type": "string", "format": "date" },
            "currency": { "type": "string", "enum": ["THB", "EUR"] },
            "seller": { "type": "object", "properties": { "name": { "type": "string" } } },
            "tags": { "type": "array", "items": { "type": "string" } },
            "lines": { "type": "array", "items": { "type": "object", "properties": {
                "item": { "type": "string" }, "count": { "type": "integer" } } } },
        }))
        .unwrap()
    }

    fn result() -> Value {
        json!({ "total": 1, "issued": null, "currency": null, "seller": { "name": null }, "tags": ["a", "b"],
            "lines": [{ "item": "Bolt", "count": 2 }, { "item": "Nut", "count": 3 }] })
    }

    #[test]
    fn a_value_is_set_where_the_path_leads() {
        for (path, value, pointer, held) in [
            ("total", json!("12.50"), "/total", json!(12.5)),
            ("total", json!(3.0), "/total", json!(3)),
            ("issued", json!("2026-02-28"), "/issued", json!("2026-02-28")),
            ("currency", json!("EUR"), "/currency", json!("EUR")),
            ("seller.name", json!("  Acme "), "/seller/name", json!("Acme")),
            ("total", Value::Null, "/total", Value::Null),
            ("tags[1]", json!("c"), "/tags/1", json!("c")),
            ("tags[2]", json!("c"), "/tags/2", json!("c")),
            ("lines[1].count", json!("7"), "/lines/1/count", json!(7)),
            ("lines[2].item", json!("Washer"), "/lines/2", json!({ "item": "Washer", "count": null })),
        ] {
            let mut changed = result();
            let before = changed.pointer(pointer).cloned();
            let amended = amend(&schema(), &mut changed, path, &value).unwrap_or_else(|e| panic!("{path}: {e}"));
            assert_eq!(changed.pointer(pointer), Some(&held), "{path}");
            if !path.contains("[2]") {
                assert_eq!(Some(amended.before), before, "{path}");
            }
        }
    }

    #[test]
    fn a_row_is_taken_out() {
        let mut changed = result();
        let amended = amend(&schema(), &mut changed, "lines[0]", &Value::Null).unwrap();
        assert_eq!(amended.removed, Some(("lines".into(), 0)));
        assert_eq!(changed["lines"], json!([{ "item": "Nut", "count": 3 }]));
    }

    #[test]
    fn what_cannot_be_set_is_said_and_nothing_changes() {
        for (path, value, says) in [
            ("nothing", json!(1), "no field"),
            ("total.x", json!(1), "no field"),
            ("total[0]", json!(1), "no field"),
            ("lines[x].item", json!("a"), "no field"),
            ("lines[0", json!("a"), "no field"),
            ("", json!("a"), "no field"),
            ("total", json!("twelve"), "not a number"),
            ("total", json!("NaN"), "not a number"),
            ("issued", json!("2026-02-30"), "not a date"),
            ("currency", json!("USD"), "one of THB, EUR"),
            ("lines[1].count", json!(1.5), "not a whole number"),
            ("lines[5].item", json!("a"), "has 2 entries"),
            ("lines", json!([]), "several values"),
            ("seller", Value::Null, "several values"),
        ] {
            let mut changed = result();
            let error = amend(&schema(), &mut changed, path, &value).unwrap_err().to_string();
            assert!(error.contains(says), "{path}: {error}");
            assert_eq!(changed, result(), "{path}");
        }
    }
}
