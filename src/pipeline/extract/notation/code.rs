//! Codes with a check: tax numbers and bank accounts that can be told from noise.

use super::{Spot, after, before};
use regex::Regex;
use std::sync::LazyLock;

/// What is known about a tax number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaxId {
    /// Without spaces.
    pub code: String,
    /// Of a shape that is a tax number wherever it stands (a VAT id with its country, a Thai number with its digit).
    pub sure: bool,
}

/// VAT ids by country; the shapes are those of the EU's VIES, with the neighbours that print alike.
const VAT: &str = r"ATU\d{8}|BE[01]?\d{9}|BG\d{9,10}|CHE\d{9}(?:MWST|TVA|IVA)?|CY\d{8}[A-Z]|CZ\d{8,10}|DE\d{9}|DK\d{8}|EE\d{9}|EL\d{9}|ES[A-Z0-9]\d{7}[A-Z0-9]|FI\d{8}|FR[A-Z0-9]{2}\d{9}|GB\d{9}(?:\d{3})?|HR\d{11}|HU\d{8}|IE\d[A-Z0-9]\d{5}[A-Z]{1,2}|IT\d{11}|LT(?:\d{9}|\d{12})|LU\d{8}|LV\d{11}|MT\d{8}|NL\d{9}B\d{2}|NO\d{9}(?:MVA)?|PL\d{10}|PT\d{9}|RO\d{2,10}|SE\d{12}|SI\d{8}|SK\d{10}|XI\d{9}";

static SURE: LazyLock<Regex> = LazyLock::new(|| pattern(&format!("^(?:{VAT})$")));
static VAT_LIKE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"[A-Z]{2,3}[ -]?[0-9A-Z]{1,3}(?:[ .\-]?[0-9A-Z]{2,9}){1,4}"));
static THAI: LazyLock<Regex> = LazyLock::new(|| pattern(r"\d[ -]?\d{4}[ -]?\d{5}[ -]?\d{2}[ -]?\d"));
static LABELLED: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?:[A-Z]{1,3}-?)?\d[\dA-Z]*(?:[ ./\-]{1,3}\d[\dA-Z]*){0,5}(?:[-/][A-Z]{1,4})?"));
static IBAN: LazyLock<Regex> = LazyLock::new(|| pattern(r"[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?"));

fn pattern(source: &str) -> Regex {
    Regex::new(source).expect("a constant pattern compiles")
}

/// Letters and digits alone, upper case.
#[must_use]
pub fn bare(text: &str) -> String {
    text.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect()
}

/// Is `code` shaped like a VAT id of its country?
#[must_use]
pub fn is_vat_id(code: &str) -> bool {
    SURE.is_match(code)
}

/// Does a Thai number of 13 digits carry the right check digit? Weights 13 to 2, modulo 11.
#[must_use]
pub fn is_thai_id(digits: &str) -> bool {
    let digits: Vec<u32> = digits.chars().filter_map(|c| c.to_digit(10)).collect();
    let [head @ .., check] = digits.as_slice() else { return false };
    let sum: u32 = head.iter().zip((2..=13).rev()).map(|(digit, weight)| digit * weight).sum();
    digits.len() == 13 && (11 - sum % 11) % 10 == *check
}

/// Does an IBAN satisfy ISO 7064 mod 97?
#[must_use]
pub fn is_iban(code: &str) -> bool {
    let code = bare(code);
    if !(15..=34).contains(&code.len()) {
        return false;
    }
    let (head, tail) = code.split_at(4);
    let rest = tail.chars().chain(head.chars()).filter_map(|c| c.to_digit(36));
    rest.fold(0u32, |sum, digit| if digit > 9 { (sum * 100 + digit) % 97 } else { (sum * 10 + digit) % 97 }) == 1
}

/// Tax numbers in `text`; `labelled` accepts shapes that mean nothing without a label.
#[must_use]
pub fn tax_ids(text: &str, labelled: bool) -> Vec<Spot<TaxId>> {
    let mut found: Vec<Spot<TaxId>> = Vec::new();
    let mut add = |start: usize, end: usize, sure: bool| {
        let code = bare(&text[start..end]);
        if !found.iter().any(|spot| spot.overlaps(&(start..end))) {
            found.push(Spot::new(start..end, TaxId { code, sure }));
        }
    };
    for hit in VAT_LIKE.find_iter(text).filter(|hit| alone(text, hit.start(), hit.end())) {
        // The pattern may run on into the next word; give back whole groups until the country's shape fits.
        let mut end = hit.end();
        while end > hit.start() {
            if is_vat_id(&bare(&text[hit.start()..end])) {
                add(hit.start(), end, true);
                break;
            }
            end = text[hit.start()..end].rfind([' ', '.', '-']).map_or(hit.start(), |at| hit.start() + at);
        }
    }
    for hit in THAI.find_iter(text).filter(|hit| alone(text, hit.start(), hit.end())) {
        if is_thai_id(hit.as_str()) {
            add(hit.start(), hit.end(), true);
        }
    }
    if labelled {
        for hit in LABELLED.find_iter(text).filter(|hit| alone(text, hit.start(), hit.end())) {
            let digits = hit.as_str().chars().filter(char::is_ascii_digit).count();
            if (7..=15).contains(&digits) {
                add(hit.start(), hit.end(), false);
            }
        }
    }
    found.sort_by_key(|spot| spot.range.start);
    found
}

/// Bank accounts in `text`, and whether their check digits are right.
#[must_use]
pub fn ibans(text: &str) -> Vec<Spot<(String, bool)>> {
    IBAN.find_iter(text)
        .filter(|hit| alone(text, hit.start(), hit.end()) || hit.as_str().contains(' '))
        .filter_map(|hit| {
            // A word behind the number may look like a group of it.
            let mut end = hit.end();
            while end > hit.start() {
                if is_iban(&text[hit.start()..end]) {
                    return Some(Spot::new(hit.start()..end, (bare(&text[hit.start()..end]), true)));
                }
                end = text[hit.start()..end].rfind(' ').map_or(hit.start(), |at| hit.start() + at);
            }
            let digits = hit.as_str().chars().filter(char::is_ascii_digit).count();
            (digits >= 12).then(|| Spot::new(hit.range(), (bare(hit.as_str()), false)))
        })
        .collect()
}

fn alone(text: &str, start: usize, end: usize) -> bool {
    !before(text, start).is_some_and(|c| c.is_ascii_alphanumeric())
        && !after(text, end).is_some_and(|c| c.is_ascii_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(text: &str, labelled: bool) -> Option<String> {
        tax_ids(text, labelled).first().map(|spot| spot.value.code.clone())
    }

    #[test]
    fn vat_ids_are_known_by_their_country() {
        for (text, want) in [
            ("USt-IdNr. DE123456789", Some("DE123456789")),
            ("DE 123 456 789", Some("DE123456789")),
            ("ATU12345678 Wien", Some("ATU12345678")),
            ("NL123456789B01", Some("NL123456789B01")),
            ("CHE-123.456.789 MWST", Some("CHE123456789MWST")),
            ("FR 12 345678901 Paris", Some("FR12345678901")),
            ("DE12345", None),
            ("Bestellung 4711", None),
        ] {
            assert_eq!(first(text, false).as_deref(), want, "{text}");
        }
    }

    #[test]
    fn other_tax_numbers_need_a_label() {
        assert_eq!(first("201/113/40209", false), None);
        assert_eq!(first("201/113/40209", true).as_deref(), Some("20111340209"));
        assert_eq!(first("GST 000123456789", true).as_deref(), Some("000123456789"));
    }

    #[test]
    fn the_thai_check_digit_tells() {
        assert!(is_thai_id("0107544000108"));
        assert!(!is_thai_id("0107544000109"));
        assert_eq!(first("0-1075-44000-10-8", false).as_deref(), Some("0107544000108"));
        assert!(!is_thai_id(""));
    }

    #[test]
    fn ibans_are_found_and_checked() {
        assert_eq!(
            ibans("IBAN: DE02 1203 0000 0000 2020 51 BIC")[0].value,
            ("DE02120300000000202051".to_owned(), true)
        );
        assert!(!ibans("DE12123456781234567890")[0].value.1);
        assert!(ibans("GB82").is_empty());
        assert!(is_iban("GB82 WEST 1234 5698 7654 32"));
    }
}
