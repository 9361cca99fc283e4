//! Answers are forced into their kind: ISO dates, plain numbers, allowed values.

use super::super::local::{Habits, plain_number};
use super::super::notation::{date, number, spelling};
use crate::domain::schema::{Field, Kind};
use serde_json::{Value, json};

/// The value of a leaf in its kind, or null if it cannot be.
#[must_use]
pub fn leaf(habits: Habits, field: &Field, given: &Value) -> Value {
    let text = match given {
        Value::String(text) => spelling::plain(text).trim().to_owned(),
        Value::Number(number) => number.to_string(),
        Value::Bool(_) | Value::Null | Value::Array(_) | Value::Object(_) => String::new(),
    };
    match &field.kind {
        Kind::Text => match given {
            Value::String(original) if !text.is_empty() => chosen(field, original.trim()),
            Value::Number(_) => json!(text),
            Value::Bool(truth) => json!(truth.to_string()),
            _ => Value::Null,
        },
        Kind::Number => amount(habits, given, &text).map_or(Value::Null, plain_number),
        Kind::Integer => {
            amount(habits, given, &text).filter(|value| value.fract() == 0.0).map_or(Value::Null, plain_number)
        }
        Kind::Boolean => match (given, text.to_lowercase().as_str()) {
            (Value::Bool(_), _) => given.clone(),
            (_, "true" | "yes" | "ja" | "oui" | "1" | "ใช่" | "是" | "はい") => json!(true),
            (_, "false" | "no" | "nein" | "non" | "0" | "ไม่ใช่" | "否" | "いいえ") => json!(false),
            _ => Value::Null,
        },
        Kind::Date => date::parse(&text, habits.date).map_or(Value::Null, |date| json!(date::iso(date))),
        Kind::Object(_) | Kind::Rows(_) | Kind::List(_) => Value::Null,
    }
}

/// The allowed value that is spelled alike, else the text as it is; the check says what is not allowed.
fn chosen(field: &Field, text: &str) -> Value {
    let letters = spelling::compact(text);
    json!(field.choices.iter().find(|choice| spelling::compact(choice) == letters).map_or(text, String::as_str))
}

fn amount(habits: Habits, given: &Value, text: &str) -> Option<f64> {
    if let Some(number) = given.as_f64() {
        return number.is_finite().then_some(number);
    }
    // Engines answer with a point even where the document prints a comma; a lone number is read that way first.
    text.parse::<f64>().ok().filter(|value| value.is_finite()).or_else(|| number::parse(text, habits.decimal))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::schema::Schema;

    #[test]
    fn every_kind_is_forced() {
        for (schema, given, want) in [
            (json!({ "type": "number" }), json!("1.234,56 €"), json!(1234.56)),
            (json!({ "type": "number" }), json!("n/a"), json!(null)),
            (json!({ "type": "integer" }), json!(3.0), json!(3)),
            (json!({ "type": "integer" }), json!(3.5), json!(null)),
            (json!({ "type": "date" }), json!("28 ม.ค. 2568"), json!("2025-01-28")),
            (json!({ "type": "date" }), json!("2025-01-28T10:00:00Z"), json!("2025-01-28")),
            (json!({ "type": "boolean" }), json!("Yes"), json!(true)),
            (json!({ "type": "string" }), json!(4711), json!("4711")),
            (json!({ "type": "string" }), json!("  "), json!(null)),
            (json!({ "type": "string", "enum": ["Full Time"] }), json!("full-time"), json!("Full Time")),
            (json!({ "type": "string" }), json!({ "a": 1 }), json!(null)),
        ] {
            let schema = Schema::parse(&json!({ "f": schema })).unwrap();
            assert_eq!(leaf(Habits::default(), &schema.fields[0], &given), want, "{given}");
        }
    }
}
