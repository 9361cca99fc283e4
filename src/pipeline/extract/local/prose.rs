//! Prose is text in sentences: paragraphs of rows, read with expressions, every hit with its place on the page.

use super::document::{Candidate, Document, Place};
use regex::Regex;
use serde_json::json;
use std::ops::Range;

/// Rows of one paragraph stand closer than this many line heights.
const PARAGRAPH_GAP: f32 = 0.95;
/// What a phrase is worth; a label beside the value says it more plainly.
const PHRASE: f32 = 0.75;

/// Rows that are read as one text.
pub struct Paragraph {
    pub text: String,
    /// Where each row of it begins in the text, and which bytes of the row it holds.
    parts: Vec<(usize, Place)>,
}

/// The paragraphs of the document from the top.
#[must_use]
pub fn paragraphs(document: &Document) -> Vec<Paragraph> {
    let mut paragraphs: Vec<Paragraph> = Vec::new();
    let mut last: Option<&super::layout::Row> = None;
    for (at, row) in document.layout.rows.iter().enumerate() {
        let joins = last.is_some_and(|last| {
            last.page == row.page
                && row.bbox.y - last.bbox.bottom() < PARAGRAPH_GAP * last.bbox.height.max(row.bbox.height)
        });
        if !joins {
            paragraphs.push(Paragraph { text: String::new(), parts: Vec::new() });
        }
        if let Some(paragraph) = paragraphs.last_mut() {
            for segment in &row.segments {
                paragraph.push(at, segment.range.clone(), &row.text[segment.range.clone()]);
            }
        }
        last = Some(row);
    }
    paragraphs
}

impl Paragraph {
    fn push(&mut self, row: usize, range: Range<usize>, text: &str) {
        // A word parted at the end of a line is one word.
        if self.text.ends_with('-') && text.starts_with(char::is_lowercase) && !self.text.ends_with("--") {
            self.text.pop();
        } else if !self.text.is_empty() {
            self.text.push(' ');
        }
        self.parts.push((self.text.len(), Place { row, range }));
        self.text.push_str(text);
    }

    /// The rows that hold these bytes of the text.
    #[must_use]
    pub fn places(&self, range: &Range<usize>) -> Vec<Place> {
        let inside = |(start, place): &(usize, Place)| {
            let from = range.start.max(*start) - start + place.range.start;
            let to = (range.end.max(*start) - start + place.range.start).min(place.range.end);
            (from < to).then_some(Place { row: place.row, range: from..to })
        };
        self.parts.iter().filter_map(inside).collect()
    }
}

/// What group 1 of any of the `phrases` matches, the first phrase first.
#[must_use]
pub fn phrases(paragraphs: &[Paragraph], phrases: &[Regex]) -> Vec<(Candidate, String)> {
    let mut found = Vec::new();
    for phrase in phrases {
        for paragraph in paragraphs {
            for hit in phrase.captures_iter(&paragraph.text).filter_map(|captures| captures.get(1)) {
                let text = hit.as_str().trim().trim_end_matches([',', ':']).to_owned();
                let places = paragraph.places(&hit.range());
                found.push((Candidate { value: json!(text), places, score: PHRASE }, text));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::sample::page;
    use super::*;

    #[test]
    fn sentences_run_over_lines_and_keep_their_places() {
        let pages = [page(&[
            (40.0, 40.0, "This deed is governed by the laws of the State"),
            (40.0, 52.0, "of Oregon. It may be termi-"),
            (40.0, 64.0, "nated at will."),
            (40.0, 120.0, "of Texas."),
        ])];
        let document = Document::read(&pages, &[]);
        let paragraphs = paragraphs(&document);
        assert_eq!(paragraphs.len(), 2);
        assert!(paragraphs[0].text.ends_with("terminated at will."));
        let law = Regex::new(r"laws of the ([^.]+)").unwrap();
        let (candidate, text) = phrases(&paragraphs, &[law]).remove(0);
        assert_eq!(text, "State of Oregon");
        let printed: Vec<String> = candidate.places.iter().map(|place| document.printed(place)).collect();
        assert_eq!(printed, ["State", "of Oregon."]);
    }
}
