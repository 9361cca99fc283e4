//! Corrections of a result: a path of the template and a value; what cannot be set leaves all as it was.
#![no_main]

use libfuzzer_sys::fuzz_target;
use ocriva::{
    domain::schema::Schema,
    fuzzing::{amend, preset},
};
use ocriva_fuzz::has_shape;
use serde_json::{Value, json};
use std::sync::LazyLock;

static SCHEMA: LazyLock<Schema> = LazyLock::new(|| {
    Schema::parse(&json!({
        "total": { "type": "number" }, "count": { "type": "integer" }, "paid": { "type": "boolean" },
        "issued": { "type": "date" }, "currency": { "type": "string", "enum": ["THB", "EUR"] },
        "seller": preset::invoice().schema, "tags": { "type": "array", "items": { "type": "string" } },
        "lines": { "type": "array", "items": { "properties": { "item": { "type": "string" }, "n": { "type": "number" } } } },
        "grid": { "type": "array", "items": { "type": "array", "items": { "type": "number" } } },
    }))
    .expect("a schema")
});

// One correction a line: the path, a blank, the value as JSON.
fuzz_target!(|text: &str| {
    let mut result = SCHEMA.empty_result();
    for line in text.lines().take(20) {
        let (path, value) = line.rsplit_once(' ').unwrap_or((line, "null"));
        let value: Value = serde_json::from_str(value).unwrap_or_else(|_| value.into());
        let before = result.clone();
        match amend(&SCHEMA, &mut result, path, &value) {
            Ok(amended) => assert!(amended.removed.is_some() || amended.before == amended.after || result != before),
            Err(error) => assert!(result == before && !error.to_string().is_empty()),
        }
        assert!(has_shape(&SCHEMA.fields, &result), "{path}: {result}");
    }
});
