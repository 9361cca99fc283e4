//! Numbered fields: driving licences of ISO 18013 print 1 to 9 instead of words, in every country alike.

use super::document::{Document, Place};
use regex::Regex;
use std::{collections::HashSet, sync::LazyLock};

static NUMBER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:^|\s)(1|2|3|4\s?[abcd]|5|6|7|8|9|10|11|12)(?:[.)]\s*|\s+|$)").expect("a constant pattern compiles")
});
/// So many of the first five numbers make a licence of it.
const ENOUGH: usize = 4;

/// The places behind each number, or none where the document is not numbered.
#[must_use]
pub fn fields(document: &Document) -> Vec<(String, Place)> {
    let mut found: Vec<(String, Place)> = Vec::new();
    for (at, row) in document.layout.rows.iter().enumerate() {
        let begins = |at: usize| row.segments.iter().any(|segment| segment.range.start == at);
        let hits: Vec<(String, std::ops::Range<usize>)> = NUMBER
            .captures_iter(&row.text)
            .filter_map(|captures| captures.get(1))
            .filter(|hit| begins(hit.start()) || row.text[hit.end()..].starts_with(['.', ')']))
            .map(|hit| (hit.as_str().replace(' ', ""), hit.range()))
            .collect();
        for (index, (number, range)) in hits.iter().enumerate() {
            let end = hits.get(index + 1).map_or(row.text.len(), |next| next.1.start);
            let text = &row.text[range.end..end];
            let value = text.trim_matches([' ', '.', ')', ':']);
            let start = range.end + (value.as_ptr() as usize - text.as_ptr() as usize);
            if !value.is_empty() {
                found.push((number.clone(), Place { row: at, range: start..start + value.len() }));
            }
        }
    }
    let known: HashSet<&str> =
        found.iter().map(|(number, _)| number.as_str()).filter(|n| matches!(*n, "1" | "2" | "3" | "4a" | "4b" | "5")).collect();
    if known.len() < ENOUGH || !(known.contains("4a") || known.contains("4b")) {
        return Vec::new();
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::sample::page;
    use super::*;

    #[test]
    fn licences_are_read_by_number() {
        let pages = [page(&[
            (40.0, 40.0, "1. COSTA"),
            (40.0, 54.0, "2."),
            (80.0, 54.0, "LUCIA"),
            (40.0, 68.0, "3. 23.11.1994 EASTMARCH"),
            (40.0, 82.0, "4a. 05.03.2024"),
            (200.0, 82.0, "4c. Agency"),
            (40.0, 96.0, "5 COST94"),
        ])];
        let document = Document::read(&pages, &[]);
        let texts: Vec<(String, String)> = fields(&document)
            .into_iter()
            .map(|(number, place)| (number, document.layout.rows[place.row].text[place.range].to_owned()))
            .collect();
        let want = [("1", "COSTA"), ("2", "LUCIA"), ("3", "23.11.1994 EASTMARCH"), ("4a", "05.03.2024"), ("4c", "Agency"), ("5", "COST94")];
        assert_eq!(texts, want.map(|(a, b)| (a.to_owned(), b.to_owned())));
    }

    #[test]
    fn other_lists_are_not_licences() {
        let pages = [page(&[(40.0, 40.0, "1. Apples"), (40.0, 54.0, "2. Pears"), (40.0, 68.0, "3. Plums"), (40.0, 82.0, "5. Figs")])];
        assert!(fields(&Document::read(&pages, &[])).is_empty());
    }
}
