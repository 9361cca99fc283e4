//! The shape a template asks for: JSON Schema as stored, a list of fields as worked with.

use serde_json::{Map, Value, json};

/// What a field holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    Text,
    Number,
    Integer,
    Boolean,
    /// ISO 8601 `YYYY-MM-DD` in the result. JSON Schema: `string` with `format: date`; `type: date` is accepted.
    Date,
    Object(Vec<Field>),
    /// A list of objects (line items).
    Rows(Vec<Field>),
    /// A list of plain values.
    List(Box<Kind>),
}

/// One field of a template.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    pub name: String,
    pub kind: Kind,
    /// What a reader should look for; feeds the extraction.
    pub description: String,
    pub required: bool,
    /// The only values allowed; empty for any.
    pub choices: Vec<String>,
    /// A regular expression that the printed text must match.
    pub pattern: Option<String>,
    pub example: Option<String>,
}

/// A whole template schema.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Schema {
    pub fields: Vec<Field>,
}

/// A place in a schema that cannot be used, with the reason.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{path}: {reason}")]
pub struct SchemaError {
    pub path: String,
    pub reason: String,
}

/// Nesting deeper than this is refused: no document is that deep, and recursion must end.
const MAX_DEPTH: usize = 5;
/// More fields than this in all are refused.
const MAX_FIELDS: usize = 300;

impl Field {
    /// A field of which only the kind matters.
    #[must_use]
    pub fn unnamed(kind: Kind) -> Self {
        Self {
            name: String::new(),
            kind,
            description: String::new(),
            required: false,
            choices: Vec::new(),
            pattern: None,
            example: None,
        }
    }
}

impl Schema {
    /// Reads a JSON Schema object, or a bare map of properties.
    ///
    /// # Errors
    /// Says where the schema asks for something that is not supported.
    pub fn parse(json: &Value) -> Result<Self, SchemaError> {
        let normal = normalise(json);
        let fields = properties(&normal, "templateSchema", 0)?;
        if fields.is_empty() {
            return Err(error("templateSchema", "has no properties; add at least one field"));
        }
        if count(&fields) > MAX_FIELDS {
            return Err(error("templateSchema", &format!("has more than {MAX_FIELDS} fields")));
        }
        Ok(Self { fields })
    }

    /// The JSON Schema of these fields.
    #[must_use]
    pub fn to_json(&self) -> Value {
        object_schema(&self.fields)
    }

    /// The result of a document that has none of the fields: every leaf null, every list empty.
    #[must_use]
    pub fn empty_result(&self) -> Value {
        empty_object(&self.fields)
    }
}

/// The stored form: `{"type": "object", "properties": …}`; a bare property map is wrapped.
#[must_use]
pub fn normalise(json: &Value) -> Value {
    let is_schema = json.get("properties").is_some_and(Value::is_object);
    if is_schema || !json.is_object() {
        let mut schema = json.clone();
        if let Some(map) = schema.as_object_mut() {
            map.entry("type").or_insert_with(|| json!("object"));
        }
        return schema;
    }
    json!({ "type": "object", "properties": json })
}

fn properties(schema: &Value, path: &str, depth: usize) -> Result<Vec<Field>, SchemaError> {
    if depth > MAX_DEPTH {
        return Err(error(path, "is nested too deeply"));
    }
    let Some(properties) = schema.get("properties").and_then(Value::as_object) else {
        return Err(error(path, "must be an object with `properties`"));
    };
    let required: Vec<&str> =
        schema.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect();
    properties
        .iter()
        .map(|(name, property)| {
            let path = format!("{path}.{name}");
            if name.trim().is_empty() {
                return Err(error(&path, "a field needs a name"));
            }
            Ok(Field {
                name: name.clone(),
                kind: kind(property, &path, depth)?,
                description: text(property, "description").unwrap_or_default(),
                required: required.contains(&name.as_str()) || property.get("required") == Some(&json!(true)),
                choices: property
                    .get("enum")
                    .and_then(Value::as_array)
                    .into_iter()
                    .flatten()
                    .filter_map(|choice| choice.as_str().map(str::to_owned))
                    .collect(),
                pattern: text(property, "pattern"),
                example: text(property, "example"),
            })
        })
        .collect()
}

fn kind(property: &Value, path: &str, depth: usize) -> Result<Kind, SchemaError> {
    if depth > MAX_DEPTH {
        return Err(error(path, "is nested too deeply"));
    }
    // `["string", "null"]` is how strict schemas write an optional field.
    let declared = match property.get("type") {
        Some(Value::String(name)) => Some(name.as_str()),
        Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).find(|name| *name != "null"),
        _ => None,
    };
    match declared {
        Some("string") if matches!(property.get("format").and_then(Value::as_str), Some("date" | "date-time")) => {
            Ok(Kind::Date)
        }
        Some("string") => Ok(Kind::Text),
        None if property.get("enum").is_some() => Ok(Kind::Text),
        Some("date") => Ok(Kind::Date),
        Some("number") => Ok(Kind::Number),
        Some("integer") => Ok(Kind::Integer),
        Some("boolean") => Ok(Kind::Boolean),
        Some("object") => Ok(Kind::Object(properties(property, path, depth + 1)?)),
        Some("array") => match property.get("items") {
            Some(items) if items.get("properties").is_some() => Ok(Kind::Rows(properties(items, path, depth + 1)?)),
            Some(items) => Ok(Kind::List(Box::new(kind(items, path, depth + 1)?))),
            None => Ok(Kind::List(Box::new(Kind::Text))),
        },
        Some(other) => Err(error(
            path,
            &format!("type `{other}` is not known; use string, number, integer, boolean, date, array or object"),
        )),
        None => Err(error(path, "has no `type`")),
    }
}

fn object_schema(fields: &[Field]) -> Value {
    let properties: Map<String, Value> = fields.iter().map(|field| (field.name.clone(), field_schema(field))).collect();
    let required: Vec<&str> = fields.iter().filter(|field| field.required).map(|field| field.name.as_str()).collect();
    let mut schema = json!({ "type": "object", "properties": properties });
    if !required.is_empty() {
        schema["required"] = json!(required);
    }
    schema
}

fn field_schema(field: &Field) -> Value {
    let mut schema = kind_schema(&field.kind);
    for (key, value) in [
        ("description", Some(&field.description)),
        ("pattern", field.pattern.as_ref()),
        ("example", field.example.as_ref()),
    ] {
        if let Some(text) = value.filter(|text| !text.is_empty()) {
            schema[key] = json!(text);
        }
    }
    if !field.choices.is_empty() {
        schema["enum"] = json!(field.choices);
    }
    schema
}

fn kind_schema(kind: &Kind) -> Value {
    match kind {
        Kind::Text => json!({ "type": "string" }),
        Kind::Date => json!({ "type": "string", "format": "date" }),
        Kind::Number => json!({ "type": "number" }),
        Kind::Integer => json!({ "type": "integer" }),
        Kind::Boolean => json!({ "type": "boolean" }),
        Kind::Object(fields) => object_schema(fields),
        Kind::Rows(fields) => json!({ "type": "array", "items": object_schema(fields) }),
        Kind::List(items) => json!({ "type": "array", "items": kind_schema(items) }),
    }
}

fn empty_object(fields: &[Field]) -> Value {
    Value::Object(
        fields
            .iter()
            .map(|field| {
                let value = match &field.kind {
                    Kind::Object(inner) => empty_object(inner),
                    Kind::Rows(_) | Kind::List(_) => json!([]),
                    _ => Value::Null,
                };
                (field.name.clone(), value)
            })
            .collect(),
    )
}

fn count(fields: &[Field]) -> usize {
    fields.iter().map(|field| 1 + count_inside(&field.kind)).sum()
}

fn count_inside(kind: &Kind) -> usize {
    match kind {
        Kind::Object(inner) | Kind::Rows(inner) => count(inner),
        Kind::List(items) => count_inside(items),
        _ => 0,
    }
}

/// A text that is there and says something.
fn text(property: &Value, key: &str) -> Option<String> {
    property.get(key).and_then(Value::as_str).filter(|text| !text.is_empty()).map(str::to_owned)
}

fn error(path: &str, reason: &str) -> SchemaError {
    SchemaError { path: path.to_owned(), reason: reason.to_owned() }
}

#[cfg(test)]
mod tests;
