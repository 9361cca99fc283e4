//! What the template says of each field: required, pattern, allowed values.

use super::{spoken, verdict};
use crate::{
    domain::{
        evidence::Check,
        schema::{Field, Kind},
    },
    runtime::pattern,
};
use serde_json::Value;

/// The rules of `fields` for `object`, whose own path is `parent`.
#[must_use]
pub fn check(fields: &[Field], object: &Value, parent: &str) -> Vec<Check> {
    let mut checks = Vec::new();
    for field in fields {
        let path = if parent.is_empty() { field.name.clone() } else { format!("{parent}.{}", field.name) };
        let value = object.get(&field.name).unwrap_or(&Value::Null);
        if field.required {
            let passed = !is_empty(value);
            let state = if passed { "is there" } else { "is missing" };
            checks.push(verdict("required", passed, format!("{} {state}", spoken(&path)), vec![path.clone()]));
        }
        match &field.kind {
            Kind::Object(inner) if value.is_object() => checks.extend(check(inner, value, &path)),
            Kind::Rows(inner) => {
                for (at, row) in value.as_array().into_iter().flatten().enumerate() {
                    checks
                        .extend(check(inner, row, &format!("{path}[{at}]")).into_iter().filter(|check| !check.passed));
                }
            }
            _ => {}
        }
        if let Some(text) = value.as_str() {
            checks.extend(allowed(field, text, &path));
            checks.extend(matching(field, text, &path));
        }
    }
    checks
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.trim().is_empty(),
        Value::Array(rows) => rows.is_empty(),
        Value::Object(map) => map.values().all(is_empty),
        _ => false,
    }
}

fn allowed(field: &Field, text: &str, path: &str) -> Option<Check> {
    if field.choices.is_empty() {
        return None;
    }
    let passed = field.choices.iter().any(|choice| choice == text);
    let state = if passed { "is one of the allowed values" } else { "is none of the allowed values" };
    Some(verdict("enum", passed, format!("{} {state}", spoken(path)), vec![path.to_owned()]))
}

/// A pattern that is no regular expression is reported as failed, not passed over.
fn matching(field: &Field, text: &str, path: &str) -> Option<Check> {
    let pattern = field.pattern.as_deref()?;
    let (passed, state) = match pattern::compiled(pattern) {
        Ok(pattern) if pattern.is_match(text) => (true, "matches its pattern"),
        Ok(_) => (false, "does not match its pattern"),
        Err(_) => (false, "has a pattern that cannot be read"),
    };
    Some(verdict("pattern", passed, format!("{} {state}", spoken(path)), vec![path.to_owned()]))
}

#[cfg(test)]
mod tests {
    use super::super::tests::verdicts;
    use serde_json::json;

    #[test]
    fn patterns_and_choices_pass_and_fail() {
        let schema = json!({
            "po": { "type": "string", "pattern": "^PO-\\d+$" },
            "kind": { "type": "string", "enum": ["A", "B"] },
            "bad": { "type": "string", "pattern": "(" },
        });
        let passed =
            |result| verdicts(&schema, result).into_iter().map(|(rule, passed, _)| (rule, passed)).collect::<Vec<_>>();
        assert_eq!(passed(json!({ "po": "PO-1", "kind": "A" })), [("pattern".into(), true), ("enum".into(), true)]);
        assert_eq!(
            passed(json!({ "po": "X", "kind": "C", "bad": "x" })),
            [("pattern".into(), false), ("enum".into(), false), ("pattern".into(), false)]
        );
    }

    #[test]
    fn required_fields_of_rows_are_named_with_their_row() {
        let schema = json!({ "rows": { "type": "array", "items": { "type": "object", "properties": { "a": { "type": "string" } }, "required": ["a"] } } });
        assert_eq!(
            verdicts(&schema, json!({ "rows": [{ "a": "x" }, { "a": null }] })),
            [("required".into(), false, "rows 2 a is missing".into())]
        );
    }
}
