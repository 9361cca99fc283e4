//! What has a name in the document is called by it: generated clients have one type for it then.

use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Wherever a named type was written out, its name again: within generic types and queries it is lost.
pub fn give_back(document: &mut Value) {
    let types = document["components"]["schemas"].as_object().cloned().unwrap_or_default();
    let is_type = |schema: &Value| schema.get("properties").is_some() || schema.get("enum").is_some();
    let names: BTreeMap<String, String> = types
        .iter()
        .filter(|(_, schema)| is_type(schema))
        .map(|(name, schema)| (schema.to_string(), name.clone()))
        .collect();
    for place in ["/components/schemas", "/paths"] {
        for (_, whole) in document.pointer_mut(place).and_then(Value::as_object_mut).into_iter().flatten() {
            children(whole, &names);
        }
    }
}

fn children(value: &mut Value, names: &BTreeMap<String, String>) {
    match value {
        Value::Object(fields) => fields.values_mut().for_each(|child| replace(child, names)),
        Value::Array(entries) => entries.iter_mut().for_each(|child| replace(child, names)),
        _ => {}
    }
}

fn replace(value: &mut Value, names: &BTreeMap<String, String>) {
    match value.is_object().then(|| names.get(&value.to_string())).flatten() {
        Some(name) => *value = json!({ "$ref": format!("#/components/schemas/{name}") }),
        None => children(value, names),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_type_that_was_written_out_is_called_by_its_name() {
        let row = json!({ "type": "object", "properties": { "id": { "type": "string" } } });
        let mut document = json!({
            "components": { "schemas": { "Row": row, "Page": { "properties": { "data": { "items": row } } } } },
            "paths": { "/rows": { "get": { "responses": { "200": { "schema": row } } } } },
        });
        give_back(&mut document);
        let named = json!({ "$ref": "#/components/schemas/Row" });
        assert_eq!(document["components"]["schemas"]["Row"], row, "the type itself stays");
        assert_eq!(document["components"]["schemas"]["Page"]["properties"]["data"]["items"], named);
        assert_eq!(document["paths"]["/rows"]["get"]["responses"]["200"]["schema"], named);
    }
}
