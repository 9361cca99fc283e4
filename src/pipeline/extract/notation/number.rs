//! Numbers are printed as 1.234,56 or 1,234.56 or 1 234,56 or 1'234.–; this reads them all.

use super::{Spot, after, before};
use regex::Regex;
use std::sync::LazyLock;

/// Which sign stands before the decimals in a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Decimal {
    #[default]
    Point,
    Comma,
}

/// A number as printed.
#[derive(Clone, Debug, PartialEq)]
pub struct Number {
    pub value: f64,
    /// Digits behind the decimal sign.
    pub decimals: usize,
    /// Followed by a percent sign.
    pub percent: bool,
}

static NUMBER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?x)
        \d{1,3}(?:\.\d{3})+(?:,\d{1,4})? \b |
        \d{1,3}(?:,\d{3})+(?:\.\d{1,4})? \b |
        \d{1,2}(?:,\d{2})+,\d{3}(?:\.\d{1,4})? \b |
        \d{1,3}(?:'\d{3})+(?:[.,]\d{1,4})? \b |
        \d{1,3}(?:\x20\d{3})+[.,]\d{1,4} \b |
        \d+[.,]\d+ | \d+ | [.,]\d{2}\b",
    )
    .expect("a constant pattern compiles")
});

/// Longer digit runs are codes, not amounts.
const LONGEST: usize = 15;

/// Every number in `text`; dates, times and codes with letters are left out.
#[must_use]
pub fn find(text: &str, decimal: Decimal) -> Vec<Spot<Number>> {
    NUMBER.find_iter(text).filter_map(|found| read(text, found.range(), decimal)).collect()
}

/// The one number that `text` consists of, currency and unit aside.
#[must_use]
pub fn parse(text: &str, decimal: Decimal) -> Option<f64> {
    let mut found = find(text, decimal);
    (found.len() == 1).then(|| found.remove(0).value.value)
}

fn read(text: &str, range: std::ops::Range<usize>, decimal: Decimal) -> Option<Spot<Number>> {
    let (mut start, mut end) = (range.start, range.end);
    let digits = &text[start..end];
    if digits.chars().filter(char::is_ascii_digit).count() > LONGEST || stands_in_a_code(text, start, end) {
        return None;
    }
    let (mut value, decimals) = value_of(digits, decimal)?;
    // 5.- and 5.– and 5,-- are whole amounts.
    for dash in [".--", ",--", ".-", ",-"] {
        if text[end..].starts_with(dash) && !after(text, end + dash.len()).is_some_and(char::is_alphanumeric) {
            end += dash.len();
            break;
        }
    }
    let head = text[..start].trim_end_matches(|c: char| c == ' ' || is_currency(c));
    let gap = start - head.len();
    let adjoins = !before(text, head.len().saturating_sub(1)).is_some_and(char::is_alphanumeric);
    if gap <= 5 && head.ends_with('-') && adjoins {
        (value, start) = (-value, head.len() - 1);
    } else if head.ends_with('(') && text[end..].starts_with(')') && decimals > 0 {
        (value, start, end) = (-value, head.len() - 1, end + 1);
    } else if text[end..].starts_with('-') && !after(text, end + 1).is_some_and(char::is_alphanumeric) && decimals > 0 {
        (value, end) = (-value, end + 1);
    }
    let percent = text[end..].trim_start_matches(' ').starts_with('%');
    Some(Spot::new(start..end, Number { value: value + 0.0, decimals, percent }))
}

fn is_currency(c: char) -> bool {
    matches!(c, '€' | '$' | '£' | '¥' | '฿' | '₹' | '₱' | '₫')
}

/// Is the run glued to letters or to more digits by a dot, slash, hyphen or colon?
fn stands_in_a_code(text: &str, start: usize, end: usize) -> bool {
    let glue = |c: char| matches!(c, '/' | '-' | '.' | ',' | ':' | '_' | '\'');
    match before(text, start) {
        Some(c) if c.is_ascii_digit() || c == '/' || c == '#' || c == '_' => return true,
        // A currency may touch: RM5.00, EUR12; a word or a code may not.
        Some(c) if c.is_alphabetic() => {
            let letters = text[..start].chars().rev().take_while(|c| c.is_alphabetic()).count();
            let touching: String =
                text[..start].chars().rev().take(letters).collect::<Vec<_>>().into_iter().rev().collect();
            if super::currency::of(&touching).is_none() && !super::spelling::is_unspaced(c) {
                return true;
            }
        }
        Some(c) if glue(c) => {
            let before_glue = before(text, start - c.len_utf8());
            let sign = c == '-' && !before_glue.is_some_and(char::is_alphanumeric);
            if !sign && before_glue.is_some_and(|b| b.is_ascii_digit() || (c != ':' && c != '.' && b.is_alphabetic())) {
                return true;
            }
        }
        _ => {}
    }
    match after(text, end) {
        Some(c) if c.is_ascii_digit() || c == '/' || c == '_' => true,
        Some(c) if glue(c) => {
            after(text, end + c.len_utf8()).is_some_and(|b| b.is_ascii_digit() || (c == '-' && b.is_alphabetic()))
        }
        _ => false,
    }
}

/// The value and the number of decimals of a run of digits and separators.
fn value_of(digits: &str, decimal: Decimal) -> Option<(f64, usize)> {
    let sign = match (digits.rfind('.'), digits.rfind(',')) {
        (Some(point), Some(comma)) => Some(if point > comma { '.' } else { ',' }),
        (None, None) => None,
        (point, comma) => {
            let only = if point.is_some() { '.' } else { ',' };
            let at = point.or(comma)?;
            let grouped = digits.matches(only).count() > 1;
            let three = digits.len() - at == 4 && at <= 3 && !digits.starts_with('0') && at > 0;
            let declared = match decimal {
                Decimal::Point => only == '.',
                Decimal::Comma => only == ',',
            };
            (!grouped && (!three || declared)).then_some(only)
        }
    };
    let (whole, fraction) = match sign.and_then(|sign| digits.rsplit_once(sign)) {
        Some((whole, fraction)) => (whole, fraction),
        None => (digits, ""),
    };
    let mut plain: String = whole.chars().filter(char::is_ascii_digit).collect();
    if plain.is_empty() {
        plain.push('0');
    }
    if !fraction.is_empty() {
        plain.push('.');
        plain.push_str(fraction);
    }
    plain.parse().ok().map(|value| (value, fraction.len()))
}

/// The decimal sign of a document, by the numbers that leave no doubt.
#[must_use]
pub fn vote<'a>(texts: impl Iterator<Item = &'a str>) -> Decimal {
    let (mut point, mut comma) = (0usize, 0usize);
    for text in texts {
        for found in NUMBER.find_iter(text) {
            if stands_in_a_code(text, found.start(), found.end()) {
                continue;
            }
            let digits = found.as_str();
            let last =
                digits.rfind(['.', ',']).filter(|at| digits.len() - at != 4 || digits.matches(['.', ',']).count() > 1);
            match last.map(|at| &digits[at..=at]) {
                // Two groups and no decimals: the other sign is the decimal one.
                Some(sign) if digits.matches(sign).count() > 1 => {
                    *(if sign == "." { &mut comma } else { &mut point }) += 1;
                }
                Some(".") => point += 1,
                Some(",") => comma += 1,
                _ => {}
            }
        }
    }
    if comma > point { Decimal::Comma } else { Decimal::Point }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_notation_of_money_is_read() {
        for (text, decimal, want) in [
            ("1.234,56", Decimal::Point, 1234.56),
            ("1,234.56", Decimal::Comma, 1234.56),
            ("1 234,56 €", Decimal::Comma, 1234.56),
            ("1'234.–", Decimal::Point, 1234.0),
            ("CHF 1'234.50", Decimal::Point, 1234.5),
            ("12.-", Decimal::Point, 12.0),
            ("RM9.00", Decimal::Point, 9.0),
            ("฿1,000.00", Decimal::Point, 1000.0),
            ("-5,00", Decimal::Comma, -5.0),
            ("5.00-", Decimal::Point, -5.0),
            ("(5.00)", Decimal::Point, -5.0),
            ("-€ 12,50", Decimal::Comma, -12.5),
            ("12,34,567.00", Decimal::Point, 1_234_567.0),
            ("1.234", Decimal::Comma, 1234.0),
            ("1.234", Decimal::Point, 1.234),
            ("3,000", Decimal::Comma, 3.0),
            ("0,125", Decimal::Point, 0.125),
            ("1.234.567", Decimal::Point, 1_234_567.0),
        ] {
            let plain = super::super::spelling::plain(text);
            assert_eq!(parse(&plain, decimal), Some(want), "{text}");
        }
    }

    #[test]
    fn dates_times_and_codes_are_not_numbers() {
        for text in ["12.03.2018", "2018-03-05", "10:35", "A123", "INV-2018", "471/12", "REF_12", "192.168.1.1"] {
            assert_eq!(find(text, Decimal::Point), [], "{text}");
        }
    }

    #[test]
    fn percent_and_places_are_kept() {
        let found = find("19 % of 1.50 and 7%", Decimal::Point);
        assert_eq!(
            found.iter().map(|spot| (spot.value.percent, spot.value.decimals)).collect::<Vec<_>>(),
            [(true, 0), (false, 2), (true, 0)]
        );
    }

    #[test]
    fn the_document_votes_on_its_decimal_sign() {
        assert_eq!(vote(["1,50", "2,75 3.000"].into_iter()), Decimal::Comma);
        assert_eq!(vote(["1.50", "2,000"].into_iter()), Decimal::Point);
        assert_eq!(vote(std::iter::empty()), Decimal::Point);
    }
}
