//! Codes that carry their own check: tax numbers and bank accounts.

use super::{at, spoken, verdict};
use crate::domain::evidence::Check;
use crate::pipeline::extract::{
    local::{Leaf, Role},
    notation::code,
};
use serde_json::Value;

/// Tax numbers and bank accounts of the result.
#[must_use]
pub fn check(leaves: &[Leaf], result: &Value) -> Vec<Check> {
    leaves
        .iter()
        .filter_map(|leaf| {
            let value = code::bare(at(result, &leaf.path)?.as_str()?);
            let (rule, passed, wrong, right) = match leaf.role? {
                Role::TaxId | Role::BuyerTaxId => {
                    let (passed, wrong) = tax_id(&value)?;
                    ("tax_id", passed, wrong, "is a plausible tax number")
                }
                Role::Iban => ("iban", code::is_iban(&value), "has wrong check digits", "has the right check digits"),
                _ => return None,
            };
            let state = if passed { right } else { wrong };
            Some(verdict(rule, passed, format!("{} {state}", spoken(&leaf.path)), vec![leaf.path.clone()]))
        })
        .collect()
}

/// Of a Thai number the digit, of a VAT id the shape of its country; of others nothing is known.
fn tax_id(value: &str) -> Option<(bool, &'static str)> {
    let digits = value.chars().all(|c| c.is_ascii_digit());
    if digits && value.len() == 13 {
        return Some((code::is_thai_id(value), "has a wrong check digit"));
    }
    let country = value.chars().take(2).all(|c| c.is_ascii_alphabetic()) && value.len() > 4;
    country.then(|| (code::is_vat_id(value), "is not a VAT id of its country"))
}

#[cfg(test)]
mod tests {
    use super::super::tests::verdicts;
    use serde_json::json;

    #[test]
    fn codes_pass_and_fail() {
        let schema = json!({ "vendorTaxId": { "type": "string" }, "iban": { "type": "string" } });
        let passed = |tax: &str, iban: &str| {
            verdicts(&schema, json!({ "vendorTaxId": tax, "iban": iban }))
                .into_iter()
                .map(|(_, passed, _)| passed)
                .collect::<Vec<_>>()
        };
        assert_eq!(passed("0107544000108", "DE02 1203 0000 0000 2020 51"), [true, true]);
        assert_eq!(passed("DE12345", "DE02 1203 0000 0000 2020 52"), [false, false]);
        assert_eq!(passed("201/113/40209", "x"), [false]);
    }
}
