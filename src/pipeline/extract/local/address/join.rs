//! The lines of an address are written as one, with the punctuation of the print.

use super::super::super::notation::spelling::look_alike;
use super::super::shape::single_spaced;
use regex::{Captures, Regex};
use std::sync::LazyLock;

/// Abbreviations that end in a stop are no longer than this: No. Str. Bldg.
const ABBREVIATION: usize = 4;

/// Figures of the shortest postcode.
const POSTCODE: usize = 4;

static GLUED: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\b(\d{5})(\p{Lu}\p{L}{2,})").expect("a constant pattern compiles"));
static STRAY: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(\p{L}{4,}\.)(?:\p{Lu}|\.+)$").expect("a constant pattern compiles"));
static MIXED: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"^[\dA-Za-z]+").expect("a constant pattern compiles"));
static STOPPED: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"([\p{L}\d/&-]+)\.+ (\p{Lu}|\d+)").expect("a constant pattern compiles"));

/// Words that begin an address.
const FIRST_WORDS: [&str; 7] = ["lot", "no", "blok", "block", "unit", "level", "floor"];

/// One line of several; what a scan makes of commas and spaces is put right when `ocr` says so.
#[must_use]
pub fn joined<'a>(lines: impl Iterator<Item = &'a str>, ocr: bool) -> String {
    let trimmed = lines.map(|line| line.trim().trim_end_matches([':', ';', '|', '-', '_', '~', '\'', '"', ' ']));
    let text = single_spaced(&trimmed.fold(String::new(), |whole, line| whole.clone() + gap(&whole) + line));
    if !ocr {
        return text;
    }
    let text = STRAY.replace(&text, "$1");
    let text = GLUED.replace_all(&text, "$1 $2");
    let text = MIXED.replace(&text, |first: &Captures| first_word(&first[0]));
    let mut mended = String::with_capacity(text.len());
    let mut done = 0;
    for found in STOPPED.captures_iter(&text) {
        let (Some(whole), Some(word)) = (found.get(0), found.get(1)) else { continue };
        let next = whole.end() - found[2].len();
        mended.push_str(&text[done..word.end()]);
        mended.push_str(if is_comma(&text[..word.start()], word.as_str(), &found[2]) {
            ", "
        } else {
            &text[word.end()..next]
        });
        done = next;
    }
    mended + &text[done..]
}

/// A Thai line may break between "district" and its name, which are one word.
fn gap(before: &str) -> &'static str {
    const OPEN: [&str; 8] = ["เขต", "แขวง", "อำเภอ", "ตำบล", "จังหวัด", "ถนน", "ซอย", "หมู่บ้าน"];
    if before.is_empty() || OPEN.iter().any(|word| before.ends_with(word)) { "" } else { " " }
}

/// `10T` is LOT and `N0` is NO: a first word that looks like one of those that begin an address is that one.
fn first_word(word: &str) -> String {
    let alike = |a: &str, b: &str| a.chars().map(look_alike).eq(b.chars().map(look_alike));
    let lower = word.to_lowercase();
    let mixed = word.chars().any(|c| c.is_ascii_digit()) && word.chars().any(char::is_alphabetic);
    match FIRST_WORDS.iter().find(|known| mixed && alike(known, &lower)) {
        Some(known) => known.to_uppercase(),
        None => word.to_owned(),
    }
}

/// Parts of an address are parted by commas; a stop ends an abbreviation or, behind a number alone, makes it the first
/// or second of something. A house number follows its street, a postcode does not.
fn is_comma(before: &str, word: &str, next: &str) -> bool {
    let house = next.len() < POSTCODE && next.starts_with(|c: char| c.is_ascii_digit());
    let figures = word.chars().any(|c| c.is_ascii_digit());
    let letters = word.chars().any(char::is_alphabetic);
    let part_begins = before.trim_end().is_empty() || before.trim_end().ends_with([',', '.']);
    match (letters, figures) {
        (true, true) => true,
        (false, true) => word.contains('/') || !part_begins,
        _ => !house && word.chars().count() > ABBREVIATION,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_become_one() {
        for (lines, ocr, want) in [
            (&["NO 5, JALAN BESAR,", "81100 JOHOR BAHRU."][..], true, "NO 5, JALAN BESAR, 81100 JOHOR BAHRU."),
            (
                &["NO.32 & 33. JALAN SR 1/9. SEKSYEN 9.", "TAMAN RAYA"],
                true,
                "NO.32 & 33, JALAN SR 1/9, SEKSYEN 9, TAMAN RAYA",
            ),
            (
                &["Lot 1-B. Jalan Satu", "Kota Village. 51200 Kota"],
                true,
                "Lot 1-B, Jalan Satu Kota Village, 51200 Kota",
            ),
            (&["Musterstr. 5, 2. Stock", "52200Köln; -"], true, "Musterstr. 5, 2. Stock 52200 Köln"),
            (&["10T 1851-A, Jalan Satu, SELANGOR.O"], true, "LOT 1851-A, Jalan Satu, SELANGOR."),
            (&["No. 7 St. Mary Ave. 12"], true, "No. 7 St. Mary Ave. 12"),
            (&["แขวงบางโคล่ เขต", "บางคอแหลม"], false, "แขวงบางโคล่ เขตบางคอแหลม"),
            (&["Rue Longue. Bâtiment 4"], false, "Rue Longue. Bâtiment 4"),
        ] {
            assert_eq!(joined(lines.iter().copied(), ocr), want);
        }
    }
}
