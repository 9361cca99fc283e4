//! Checks hold a result against the rules of the template and of arithmetic.

mod codes;
mod dates;
mod fields;
mod sums;

use super::local::leaves;
use crate::domain::{
    evidence::{Check, Extraction},
    schema::Schema,
};
use serde_json::Value;

/// Tries every rule that applies to `schema`.
#[must_use]
pub fn check(schema: &Schema, extraction: &Extraction) -> Vec<Check> {
    check_knowing(schema, extraction, 0.0)
}

/// The same, knowing what charges and discounts at the foot of the document add to its lines, asked for or not.
#[must_use]
pub fn check_knowing(schema: &Schema, extraction: &Extraction, beyond_lines: f64) -> Vec<Check> {
    let result = &extraction.result;
    let known = leaves(schema);
    let mut checks = fields::check(&schema.fields, result, "");
    checks.extend(sums::check(schema, &known, result, beyond_lines));
    checks.extend(dates::check(&known, result));
    checks.extend(codes::check(&known, result));
    checks
}

/// The value at a path of names.
fn at<'a>(result: &'a Value, path: &str) -> Option<&'a Value> {
    path.split('.').try_fold(result, |value, name| value.get(name)).filter(|value| !value.is_null())
}

fn verdict(rule: &str, passed: bool, message: String, paths: Vec<String>) -> Check {
    Check { rule: rule.to_owned(), passed, message, paths }
}

/// What a person calls a field: `totalAmount` is "total amount", `rows[1].a` is "rows 2 a".
pub(super) fn spoken(path: &str) -> String {
    let word = |name: &str| {
        let (name, index) = name
            .split_once('[')
            .map_or((name, None), |(name, index)| (name, index.trim_end_matches(']').parse::<usize>().ok()));
        let words = super::notation::spelling::name_words(name).join(" ");
        index.map_or(words.clone(), |index| format!("{words} {}", index + 1))
    };
    path.split('.').map(word).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::preset;
    use serde_json::json;

    pub(super) fn verdicts(schema: &Value, result: Value) -> Vec<(String, bool, String)> {
        let schema = Schema::parse(schema).unwrap();
        let checks = check(&schema, &Extraction { result, ..Extraction::default() });
        checks.into_iter().map(|check| (check.rule, check.passed, check.message)).collect()
    }

    #[test]
    fn a_sound_invoice_passes_every_check() {
        let verdicts = verdicts(
            &preset::invoice().schema,
            json!({
                "invoiceNumber": "1", "issueDate": "2025-01-01", "dueDate": "2025-01-31", "vendorTaxId": "DE123456789",
                "lineItems": [{ "description": "A", "quantity": 2, "unitPrice": 5, "amount": 10 }, { "description": "B", "quantity": 1, "unitPrice": 20.5, "amount": 20.5 }],
                "subtotal": 30.5, "vatAmount": 5.8, "totalAmount": 36.3,
            }),
        );
        assert!(verdicts.iter().all(|(_, passed, _)| *passed), "{verdicts:?}");
        let rules: Vec<&str> = verdicts.iter().map(|(rule, ..)| rule.as_str()).collect();
        assert_eq!(rules, ["required", "required", "sum", "sum", "sum", "date_order", "tax_id"]);
    }

    #[test]
    fn what_is_wrong_is_said_in_a_sentence() {
        let verdicts = verdicts(
            &preset::invoice().schema,
            json!({
                "invoiceNumber": null, "issueDate": "2025-02-01", "dueDate": "2025-01-31", "vendorTaxId": "0107544000109",
                "lineItems": [{ "description": "A", "quantity": 2, "unitPrice": 5, "amount": 11 }],
                "subtotal": 10, "vatAmount": 1.9, "totalAmount": 12.4,
            }),
        );
        let failed: Vec<&str> =
            verdicts.iter().filter(|(_, passed, _)| !passed).map(|(.., message)| message.as_str()).collect();
        assert_eq!(
            failed,
            [
                "invoice number is missing",
                "line 1: quantity × unit price ≠ amount (by 1.00)",
                "lines ≠ subtotal (by 1.00)",
                "total amount ≠ subtotal + vat amount (by 0.50)",
                "issue date is after due date",
                "vendor tax id has a wrong check digit",
            ]
        );
    }

    #[test]
    fn nothing_is_said_of_what_is_not_there() {
        assert!(verdicts(&json!({ "note": { "type": "string" } }), json!({ "note": null })).is_empty());
        assert!(verdicts(&json!({ "note": { "type": "string" } }), json!(null)).is_empty());
    }
}
