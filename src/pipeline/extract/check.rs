//! Checks hold a result against the rules of the template and of arithmetic.

use crate::domain::{
    evidence::{Check, Extraction},
    schema::Schema,
};

/// Tries every rule that applies to `schema`.
#[must_use]
pub fn check(schema: &Schema, extraction: &Extraction) -> Vec<Check> {
    schema
        .fields
        .iter()
        .filter(|field| field.required)
        .map(|field| {
            let passed = extraction.result.get(&field.name).is_some_and(|value| !value.is_null());
            let state = if passed { "is there" } else { "is missing" };
            Check {
                rule: "required".to_owned(),
                passed,
                message: format!("{} {state}", field.name),
                paths: vec![field.name.clone()],
            }
        })
        .collect()
}
