//! An answer held to the template, whatever the provider promised: what is wrong with it, in words that a model can
//! put right. What is left over is dropped, and what can be read as its kind is, when the answer is grounded.

use crate::{
    domain::schema::{Field, Kind},
    pipeline::extract::{ground::fit, local::Habits},
};
use serde_json::Value;

/// More complaints than this help nobody.
const MOST: usize = 20;
/// How much of a wrong value is shown back.
const SHOWN: usize = 60;

/// Everything wrong with `answer`; nothing, if it can be used.
#[must_use]
pub fn complaints(fields: &[Field], answer: &Value) -> Vec<String> {
    let mut wrong = Vec::new();
    if !fields.iter().any(|field| answer.get(&field.name).is_some()) {
        let names: Vec<&str> = fields.iter().map(|field| field.name.as_str()).collect();
        return vec![format!("none of the keys is there; they are {}", names.join(", "))];
    }
    object(fields, answer, "", &mut wrong);
    wrong.truncate(MOST);
    wrong
}

fn object(fields: &[Field], given: &Value, parent: &str, wrong: &mut Vec<String>) {
    for field in fields {
        let path = if parent.is_empty() { field.name.clone() } else { format!("{parent}.{}", field.name) };
        let Some(value) = given.get(&field.name).filter(|value| !is_missing(value)) else { continue };
        match &field.kind {
            Kind::Object(inner) if value.is_object() => object(inner, value, &path, wrong),
            Kind::Object(_) => wrong.push(format!("{path} is {}, not an object", shown(value))),
            Kind::Rows(columns) => match value.as_array() {
                Some(rows) => {
                    for (at, row) in rows.iter().enumerate() {
                        // Millions of wrong rows are told like twenty.
                        if wrong.len() >= MOST {
                            return;
                        }
                        let path = format!("{path}[{at}]");
                        if row.is_object() {
                            object(columns, row, &path, wrong);
                        } else {
                            wrong.push(format!("{path} is {}, not an object", shown(row)));
                        }
                    }
                }
                None => wrong.push(format!("{path} is {}, not a list of objects", shown(value))),
            },
            Kind::List(kind) => {
                let entry = Field { kind: (**kind).clone(), ..field.clone() };
                let entries = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
                for one in entries.iter().filter(|one| !is_missing(one)) {
                    if wrong.len() >= MOST {
                        return;
                    }
                    leaf(&entry, one, &path, wrong);
                }
            }
            _ => leaf(field, value, &path, wrong),
        }
    }
}

fn leaf(field: &Field, value: &Value, path: &str, wrong: &mut Vec<String>) {
    let read = fit(Habits::default(), field, value);
    if read.is_null() {
        wrong.push(format!("{path} is {}, not {}", shown(value), kind(&field.kind)));
    } else if !field.choices.is_empty() && !field.choices.iter().any(|choice| read == choice.as_str()) {
        wrong.push(format!("{path} is {}, not one of {}", shown(value), field.choices.join(", ")));
    }
}

/// Null, or the empty text that stands for it.
#[must_use]
pub fn is_missing(value: &Value) -> bool {
    value.is_null() || value.as_str().is_some_and(|text| text.trim().is_empty())
}

fn kind(kind: &Kind) -> &'static str {
    match kind {
        Kind::Number => "a number",
        Kind::Integer => "a whole number",
        Kind::Boolean => "true or false",
        Kind::Date => "a date as YYYY-MM-DD",
        _ => "a text",
    }
}

fn shown(value: &Value) -> String {
    let text = value.to_string();
    if text.chars().count() <= SHOWN { text } else { format!("{}…", text.chars().take(SHOWN).collect::<String>()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::schema::Schema;
    use serde_json::json;

    #[test]
    fn what_can_be_read_as_its_kind_is_no_complaint_and_the_rest_is_named() {
        let schema = Schema::parse(&json!({
            "total": { "type": "number" }, "date": { "type": "date" }, "paid": { "type": "boolean" },
            "unit": { "type": "string", "enum": ["hour", "day"] },
            "party": { "type": "object", "properties": { "name": { "type": "string" } } },
            "lines": { "type": "array", "items": { "properties": { "n": { "type": "integer" } } } },
            "tags": { "type": "array", "items": { "type": "string" } },
        }))
        .unwrap();
        let good = json!({
            "total": "1,234.50 EUR", "date": "28.01.2025", "paid": "yes", "unit": "Hour", "party": null,
            "lines": [{ "n": 3.0 }, { "n": "" }], "tags": "one", "more": 1,
        });
        assert_eq!(complaints(&schema.fields, &good), Vec::<String>::new());
        let bad = json!({
            "total": "n/a", "date": "soon", "paid": [], "unit": "week", "party": "ACME", "lines": [1, { "n": 1.5 }],
            "tags": [{}],
        });
        assert_eq!(
            complaints(&schema.fields, &bad),
            [
                "total is \"n/a\", not a number",
                "date is \"soon\", not a date as YYYY-MM-DD",
                "paid is [], not true or false",
                "unit is \"week\", not one of hour, day",
                "party is \"ACME\", not an object",
                "lines[0] is 1, not an object",
                "lines[1].n is 1.5, not a whole number",
                "tags is {}, not a text",
            ]
        );
        let wrapped = json!({ "invoice": good });
        assert!(complaints(&schema.fields, &wrapped)[0].starts_with("none of the keys is there; they are total, date"));
    }
}
