//! Pages made by hand for tests: text at positions in points on a sheet of A4.

use crate::domain::page::{BBox, Page, PageSource, Word};

const WIDTH: f32 = 595.0;
const HEIGHT: f32 = 842.0;
/// Points: the height of a line and the width of a letter.
const LINE: f32 = 10.0;
const LETTER: f32 = 5.0;

/// A page with each text at (x, y).
pub fn page(cells: &[(f32, f32, &str)]) -> Page {
    numbered(1, cells)
}

/// The same as a page of its own number.
pub fn numbered(number: u32, cells: &[(f32, f32, &str)]) -> Page {
    let mut words = Vec::new();
    for (x, y, text) in cells {
        let mut x = *x;
        for word in text.split(' ') {
            let width = word.chars().map(|_| LETTER).sum::<f32>();
            if !word.is_empty() {
                let bbox = BBox::new(x / WIDTH, y / HEIGHT, width / WIDTH, LINE / HEIGHT);
                words.push(Word { text: word.to_owned(), bbox, confidence: 1.0, bold: false });
            }
            x += width + LETTER;
        }
    }
    Page { number, width: WIDTH, height: HEIGHT, source: PageSource::TextLayer, words, rules: Vec::new() }
}

/// Rows of text, one below the other; ` | ` parts the columns of a row at fixed places.
pub fn lines(rows: &[&str]) -> Page {
    let places = [40.0, 220.0, 320.0, 420.0, 510.0];
    let mut cells = Vec::new();
    let mut y = 40.0;
    for row in rows {
        for (text, x) in row.split(" | ").zip(places) {
            cells.push((x, y, text));
        }
        y += 14.0;
    }
    page(&cells)
}
