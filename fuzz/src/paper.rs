//! Text set out on pages, as a reader would have found it there.

use ocriva::domain::page::{BBox, Page, PageSource, Word};

/// A4 in points, the height of a line and the width of a letter.
const WIDTH: f32 = 595.0;
const HEIGHT: f32 = 842.0;
const LINE: f32 = 10.0;
const LETTER: f32 = 5.0;
/// Where the columns of a row begin.
const COLUMNS: [f32; 5] = [40.0, 220.0, 320.0, 420.0, 510.0];
/// More text than this only costs time.
const MOST_ROWS: usize = 60;

/// A line is a row, ` | ` parts its columns, a form feed begins a page; as of a scan, if `scanned`.
pub fn pages(text: &str, scanned: bool) -> Vec<Page> {
    let source = if scanned { PageSource::Ocr } else { PageSource::TextLayer };
    (1..).zip(text.split('\u{c}').take(3)).map(|(number, text)| page(number, text, source)).collect()
}

fn page(number: u32, text: &str, source: PageSource) -> Page {
    let mut words = Vec::new();
    for (row, line) in text.lines().take(MOST_ROWS).enumerate() {
        let y = 40.0 + 14.0 * row as f32;
        for (cell, x) in line.split(" | ").zip(COLUMNS) {
            let mut x = x;
            for word in cell.split(' ') {
                let width = LETTER * word.chars().count() as f32;
                if !word.is_empty() {
                    let bbox = BBox::new(x / WIDTH, y / HEIGHT, width / WIDTH, LINE / HEIGHT);
                    words.push(Word { text: word.to_owned(), bbox, confidence: 1.0, bold: false });
                }
                x += width + LETTER;
            }
        }
    }
    Page { number, width: WIDTH, height: HEIGHT, source, words, rules: Vec::new() }
}

/// Do the words of a page that we read stand on it?
pub fn is_readable(page: &Page) -> bool {
    let within = |n: f32| (-0.001..=1.001).contains(&n);
    let stands = |b: &BBox| within(b.x) && within(b.y) && within(b.right()) && within(b.bottom());
    page.width > 0.0
        && page.height > 0.0
        && page.words.iter().all(|word| stands(&word.bbox) && (0.0..=1.0).contains(&word.confidence))
        && page.rules.iter().all(|rule| [rule.x, rule.y, rule.width, rule.height].iter().all(|n| n.is_finite()))
}
