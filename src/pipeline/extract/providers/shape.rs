//! The template's schema as providers take it: every key named, none other allowed, missing values spelled out.

use crate::domain::schema::{Field, Kind};
use serde_json::{Map, Value, json};

/// A schema for a provider.
pub struct Shape {
    pub schema: Value,
    /// Missing values are empty texts, and every value is a text: some providers enforce few fields that can be null.
    pub blank: bool,
}

impl Shape {
    #[must_use]
    pub fn of(fields: &[Field], max_nullable: usize) -> Self {
        let blank = nullable(fields) > max_nullable;
        Self { schema: object(fields, blank), blank }
    }
}

/// Fields that can be null.
#[must_use]
pub fn nullable(fields: &[Field]) -> usize {
    fields
        .iter()
        .map(|field| match &field.kind {
            Kind::Object(inner) | Kind::Rows(inner) => nullable(inner),
            Kind::List(_) => 0,
            _ => 1,
        })
        .sum()
}

fn object(fields: &[Field], blank: bool) -> Value {
    let properties: Map<String, Value> =
        fields.iter().map(|field| (field.name.clone(), property(field, blank))).collect();
    let required: Vec<&str> = fields.iter().map(|field| field.name.as_str()).collect();
    json!({ "type": "object", "properties": properties, "required": required, "additionalProperties": false })
}

fn property(field: &Field, blank: bool) -> Value {
    let mut schema = match &field.kind {
        Kind::Object(inner) => object(inner, blank),
        Kind::Rows(columns) => json!({ "type": "array", "items": object(columns, blank) }),
        Kind::List(kind) => json!({ "type": "array", "items": { "type": name(kind, blank) } }),
        kind => leaf(kind, &field.choices, blank),
    };
    let said = description(field);
    if !said.is_empty() {
        schema["description"] = json!(said);
    }
    schema
}

fn leaf(kind: &Kind, choices: &[String], blank: bool) -> Value {
    let booleans = || vec![json!("true"), json!("false")];
    let mut allowed: Vec<Value> = choices.iter().map(|choice| json!(choice)).collect();
    if blank && *kind == Kind::Boolean {
        allowed = booleans();
    }
    let mut schema = if blank { json!({ "type": "string" }) } else { json!({ "type": [name(kind, false), "null"] }) };
    if !allowed.is_empty() {
        allowed.push(if blank { json!("") } else { Value::Null });
        schema["enum"] = json!(allowed);
    }
    schema
}

fn name(kind: &Kind, blank: bool) -> &'static str {
    match kind {
        Kind::Number if !blank => "number",
        Kind::Integer if !blank => "integer",
        Kind::Boolean if !blank => "boolean",
        _ => "string",
    }
}

/// Patterns and examples are said in words: the dialects of enforced schemas differ.
fn description(field: &Field) -> String {
    let kind = match &field.kind {
        Kind::Date => Some("YYYY-MM-DD".to_owned()),
        Kind::List(kind) if **kind == Kind::Date => Some("each YYYY-MM-DD".to_owned()),
        _ => None,
    };
    let parts = [
        Some(field.description.trim().to_owned()),
        kind,
        field.pattern.as_ref().map(|pattern| format!("matches {pattern}")),
        field.example.as_ref().map(|example| format!("such as {example}")),
    ];
    parts.into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::schema::Schema;

    fn fields() -> Vec<Field> {
        let schema = json!({
            "number": { "type": "string", "description": "Its number", "pattern": "^INV", "example": "INV-1" },
            "date": { "type": "date" }, "paid": { "type": "boolean" },
            "unit": { "type": "string", "enum": ["h", "d"] },
            "tags": { "type": "array", "items": { "type": "string" } },
            "lines": { "type": "array", "items": { "properties": { "amount": { "type": "number" } } } },
        });
        Schema::parse(&schema).unwrap().fields
    }

    #[test]
    fn every_key_is_required_and_may_be_null_and_none_other_is_allowed() {
        let shape = Shape::of(&fields(), usize::MAX);
        assert_eq!(
            shape.schema,
            json!({
                "type": "object",
                "properties": {
                    "number": { "type": ["string", "null"], "description": "Its number; matches ^INV; such as INV-1" },
                    "date": { "type": ["string", "null"], "description": "YYYY-MM-DD" },
                    "paid": { "type": ["boolean", "null"] },
                    "unit": { "type": ["string", "null"], "enum": ["h", "d", null] },
                    "tags": { "type": "array", "items": { "type": "string" } },
                    "lines": { "type": "array", "items": {
                        "type": "object", "properties": { "amount": { "type": ["number", "null"] } },
                        "required": ["amount"], "additionalProperties": false,
                    } },
                },
                "required": ["number", "date", "paid", "unit", "tags", "lines"],
                "additionalProperties": false,
            })
        );
    }

    #[test]
    fn where_few_fields_may_be_null_all_are_texts() {
        assert!(!Shape::of(&fields(), 5).blank);
        let shape = Shape::of(&fields(), 4);
        assert!(shape.blank);
        let properties = &shape.schema["properties"];
        assert_eq!(properties["paid"], json!({ "type": "string", "enum": ["true", "false", ""] }));
        assert_eq!(properties["lines"]["items"]["properties"]["amount"], json!({ "type": "string" }));
        assert!(!shape.schema.to_string().contains("null"));
    }
}
