//! Names and values of fields as a person reads them.

use serde_json::Value;

/// Written in capitals when they stand alone in a name.
const ACRONYMS: [&str; 10] = ["id", "vat", "iban", "bic", "po", "url", "gst", "ein", "sku", "swift"];

/// `vendorTaxId` → `Vendor tax ID`.
#[must_use]
pub fn label(name: &str) -> String {
    let words: Vec<String> = words(name)
        .into_iter()
        .map(|word| if ACRONYMS.contains(&word.as_str()) { word.to_uppercase() } else { word })
        .collect();
    let text = words.join(" ");
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// A leaf of the result; empty when it is null.
#[must_use]
pub fn shown(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Bool(true) => "Yes".into(),
        Value::Bool(false) => "No".into(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut before: Option<char> = None;
    for letter in name.chars() {
        let starts = letter.is_uppercase() && before.is_some_and(|one| one.is_lowercase() || one.is_numeric());
        let gap = !letter.is_alphanumeric() && !letter_belongs(letter);
        if starts || gap {
            words.push(String::new());
        }
        if !gap && let Some(word) = words.last_mut() {
            word.extend(letter.to_lowercase());
        }
        before = Some(letter);
    }
    words.retain(|word| !word.is_empty());
    words
}

/// Combining marks (Thai vowels and tones) are not alphanumeric, but part of a word.
fn letter_belongs(letter: char) -> bool {
    !letter.is_ascii() && !letter.is_whitespace()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn names_become_words() {
        for (name, words) in [
            ("vendorTaxId", "Vendor tax ID"),
            ("invoice_number", "Invoice number"),
            ("total", "Total"),
            ("vatAmount", "VAT amount"),
            ("line2Text", "Line2 text"),
            ("ที่อยู่", "ที่อยู่"),
            ("", ""),
        ] {
            assert_eq!(label(name), words);
        }
    }

    #[test]
    fn values_are_shown_plainly() {
        assert_eq!(shown(&json!(12.5)), "12.5");
        assert_eq!(shown(&json!(true)), "Yes");
        assert_eq!(shown(&json!(null)), "");
    }
}
