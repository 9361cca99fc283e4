//! Layout turns loose words into rows and segments by geometry, never by raw text order.

use super::super::notation::{
    misread::{self, Look},
    spelling::plain,
    twin,
};
use crate::domain::page::{BBox, Page, PageSource, Word};
use std::ops::Range;

/// A gap wider than this many line heights parts a row into segments: word spaces are a quarter, columns one and more.
const SEGMENT_GAP: f32 = 0.95;
/// The text of a slip is no wider than this many line heights: receipts were 7 to 19, letters 29 to 64.
const SLIP_WIDTH: f32 = 25.0;
/// Two words share a row if they overlap by this share of the lower one's height.
const SAME_ROW: f32 = 0.5;
/// And their middles are no further apart than this share of their mean height: slanted lines have tall boxes.
const SAME_MIDDLE: f32 = 0.42;
/// What separates segments in the text of a row; wider than any space inside a value.
const SEGMENT_SPACE: &str = "   ";
/// Words beyond this many on a page are not read: no page has so many, and the work grows with them.
const MAX_WORDS: usize = 20_000;

/// One word of a row and the bytes of the row's text that it fills.
#[derive(Clone, Debug)]
pub struct Span {
    pub range: Range<usize>,
    /// Index into the words of the page.
    pub word: usize,
    pub bbox: BBox,
    pub confidence: f32,
}

/// Words that stand close together: a label, a value, a cell.
#[derive(Clone, Debug)]
pub struct Segment {
    pub range: Range<usize>,
    pub spans: Range<usize>,
    pub bbox: BBox,
}

/// Everything on one line of one page, in plain spelling.
#[derive(Clone, Debug)]
pub struct Row {
    /// Index into the pages.
    pub page: usize,
    pub text: String,
    pub spans: Vec<Span>,
    pub segments: Vec<Segment>,
    pub bbox: BBox,
}

impl Row {
    /// The box of the words that the bytes of `range` touch.
    #[must_use]
    pub fn bbox_of(&self, range: &Range<usize>) -> Option<BBox> {
        BBox::around(self.touched(range).map(|span| &span.bbox))
    }

    /// How sure the reader was of the words in `range`.
    #[must_use]
    pub fn confidence_of(&self, range: &Range<usize>) -> f32 {
        self.touched(range).map(|span| span.confidence).reduce(f32::min).unwrap_or(1.0)
    }

    fn touched(&self, range: &Range<usize>) -> impl Iterator<Item = &Span> {
        self.spans.iter().filter(move |span| span.range.start < range.end && range.start < span.range.end)
    }

    #[must_use]
    pub fn segment_at(&self, at: usize) -> usize {
        self.segments.iter().position(|segment| at < segment.range.end).unwrap_or(self.segments.len().saturating_sub(1))
    }

    #[must_use]
    pub fn text_of(&self, segment: &Segment) -> &str {
        &self.text[segment.range.clone()]
    }
}

/// All pages as rows from the top.
#[derive(Clone, Debug, Default)]
pub struct Layout {
    pub rows: Vec<Row>,
    /// Whether any page was read by OCR, so that spelling must be forgiven.
    pub ocr: bool,
    /// Is it a slip of paper, as tills print them?
    pub slip: bool,
}

impl Layout {
    #[must_use]
    pub fn of(pages: &[Page]) -> Self {
        let rows = pages.iter().enumerate().flat_map(|(index, page)| rows(index, page)).collect();
        Self {
            rows,
            ocr: pages.iter().any(|page| page.source == PageSource::Ocr),
            slip: pages.first().is_some_and(is_slip),
        }
    }

    pub fn texts(&self) -> impl Iterator<Item = &str> + Clone {
        self.rows.iter().map(|row| row.text.as_str())
    }

    /// Rows below `row` on its page, nearest first.
    pub fn below(&self, row: usize) -> impl Iterator<Item = (usize, &Row)> {
        let page = self.rows.get(row).map_or(0, |row| row.page);
        self.rows.iter().enumerate().skip(row + 1).take_while(move |(_, next)| next.page == page)
    }
}

/// Do the two share horizontal room?
#[must_use]
pub fn share_column(a: &BBox, b: &BBox) -> bool {
    overlap(a, b) > 0.0
}

/// The width that both cover.
#[must_use]
pub fn overlap(a: &BBox, b: &BBox) -> f32 {
    a.right().min(b.right()) - a.x.max(b.x)
}

/// Is the text no wider than a till prints it?
fn is_slip(page: &Page) -> bool {
    let sorted = |edge: fn(&BBox) -> f32| {
        let mut edges: Vec<f32> = page.words.iter().map(|word| edge(&word.bbox)).collect();
        edges.sort_by(f32::total_cmp);
        edges
    };
    let (left, right, heights) = (sorted(|b| b.x), sorted(BBox::right), sorted(|b| b.height));
    // A few words in the margins of a photo do not count.
    let stray = left.len() / 20;
    let (Some(left), Some(right)) = (left.get(stray), right.iter().rev().nth(stray)) else { return false };
    let height = heights.get(heights.len() / 2).copied().unwrap_or_default() * page.height;
    (right - left) * page.width < SLIP_WIDTH * height
}

fn rows(index: usize, page: &Page) -> Vec<Row> {
    let aspect = if page.width > 0.0 && page.height > 0.0 { page.width / page.height } else { 1.0 };
    let mut words: Vec<(usize, &Word)> = page
        .words
        .iter()
        .enumerate()
        .take(MAX_WORDS)
        .filter(|(_, word)| !word.text.trim().is_empty() && is_upright(word, aspect))
        .collect();
    words.sort_by(|a, b| a.1.bbox.x.total_cmp(&b.1.bbox.x));
    let mut lines: Vec<Vec<(usize, &Word)>> = Vec::new();
    for (at, word) in words {
        let fits =
            |line: &Vec<(usize, &Word)>| line.last().map_or(0.0, |(_, last)| vertical_overlap(&last.bbox, &word.bbox));
        let best = lines.iter().enumerate().map(|(at, line)| (at, fits(line))).max_by(|a, b| a.1.total_cmp(&b.1));
        match best {
            Some((line, share)) if share >= SAME_ROW => lines[line].push((at, word)),
            _ => lines.push(vec![(at, word)]),
        }
    }
    let mender = Mender::of(page);
    let mut rows: Vec<Row> =
        lines.into_iter().filter_map(|line| row(index, &line, aspect, &page.rules, &mender)).collect();
    rows.sort_by(|a, b| a.bbox.center_y().total_cmp(&b.bbox.center_y()));
    rows
}

/// Puts right what a scan misread, by what else is on its page; what is drawn as text needs no mending.
struct Mender {
    look: Option<Look>,
    plain: twin::Plain,
}

impl Mender {
    fn of(page: &Page) -> Self {
        let texts = || page.words.iter().map(|word| word.text.as_str());
        match page.source {
            PageSource::Ocr => Self { look: misread::look(texts()), plain: twin::plain(texts()) },
            PageSource::TextLayer | PageSource::Data => Self { look: None, plain: twin::Plain::default() },
        }
    }

    fn mend(&self, word: &str) -> Option<String> {
        self.look.and_then(|look| look.mend(word)).or_else(|| self.plain.mend(word))
    }
}

/// Finite, on the page's scale and not running up a margin.
fn is_upright(word: &Word, aspect: f32) -> bool {
    let b = word.bbox;
    let finite = [b.x, b.y, b.width, b.height].iter().all(|n| n.is_finite() && n.abs() < 10.0);
    finite && !(word.text.chars().count() >= 4 && b.height > 2.0 * b.width * aspect)
}

fn vertical_overlap(a: &BBox, b: &BBox) -> f32 {
    let shared = a.bottom().min(b.bottom()) - a.y.max(b.y);
    if (a.center_y() - b.center_y()).abs() > SAME_MIDDLE * (a.height + b.height) / 2.0 {
        return 0.0;
    }
    shared / a.height.min(b.height).max(f32::EPSILON)
}

fn row(page: usize, words: &[(usize, &Word)], aspect: f32, rules: &[BBox], mender: &Mender) -> Option<Row> {
    let mut heights: Vec<f32> = words.iter().map(|(_, word)| word.bbox.height).collect();
    heights.sort_by(f32::total_cmp);
    let height = heights.get(heights.len() / 2)?.max(f32::EPSILON);
    let mut row = Row {
        page,
        text: String::new(),
        spans: Vec::new(),
        segments: Vec::new(),
        bbox: BBox::around(words.iter().map(|(_, word)| &word.bbox))?,
    };
    let parted = |left: &(usize, &Word), right: &(usize, &Word)| {
        let gap = (right.1.bbox.x - left.1.bbox.right()) * aspect / height;
        gap > SEGMENT_GAP || is_ruled_off(&left.1.bbox, &right.1.bbox, rules)
    };
    for cell in words.chunk_by(|left, right| !parted(left, right)) {
        if !row.text.is_empty() {
            row.text.push_str(SEGMENT_SPACE);
        }
        row.push_segment(cell, mender);
    }
    Some(row)
}

/// Is there a vertical line between the two?
fn is_ruled_off(left: &BBox, right: &BBox, rules: &[BBox]) -> bool {
    rules.iter().any(|rule| {
        rule.height > rule.width * 2.0
            && rule.center_x() >= left.right() - 0.002
            && rule.center_x() <= right.x + 0.002
            && rule.y <= left.center_y()
            && rule.bottom() >= left.center_y()
    })
}

impl Row {
    /// Adds words that stand close together, in plain spelling and mended.
    fn push_segment(&mut self, cell: &[(usize, &Word)], mender: &Mender) {
        let first = self.spans.len();
        let texts: Vec<String> = cell
            .iter()
            .map(|(_, word)| {
                let text = plain(&word.text).trim().to_owned();
                mender.mend(&text).unwrap_or(text)
            })
            .collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        for (at, ((word_at, word), text)) in cell.iter().zip(&texts).enumerate() {
            if at > 0 {
                let joint =
                    mender.look.and_then(|look| look.joint(&texts[..at - 1], texts[at - 1], text, &texts[at + 1..]));
                self.text.push_str(joint.unwrap_or(" "));
            }
            let range = self.text.len()..self.text.len() + text.len();
            self.text.push_str(text);
            self.spans.push(Span { range, word: *word_at, bbox: word.bbox, confidence: word.confidence });
        }
        let spans = first..self.spans.len();
        let members = &self.spans[spans.clone()];
        if let (Some(head), Some(tail), Some(bbox)) =
            (members.first(), members.last(), BBox::around(members.iter().map(|span| &span.bbox)))
        {
            self.segments.push(Segment { range: head.range.start..tail.range.end, spans, bbox });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample::page;
    use super::*;

    #[test]
    fn words_become_rows_and_segments() {
        let layout =
            Layout::of(&[page(&[(10.0, 10.0, "Invoice no:"), (300.0, 11.0, "Date 1.2.2020"), (10.0, 30.0, "4711")])]);
        let texts: Vec<&str> = layout.texts().collect();
        assert_eq!(texts, ["Invoice no:   Date 1.2.2020", "4711"]);
        assert_eq!(layout.rows[0].segments.len(), 2);
    }

    #[test]
    fn slips_are_narrow() {
        let of = |rows: &[(f32, f32, &str)]| Layout::of(&[page(rows)]).slip;
        let narrow = "a till prints forty characters to a line";
        assert!(of(&[(150.0, 10.0, narrow), (150.0, 22.0, narrow), (150.0, 34.0, narrow)]));
        assert!(!of(&[(40.0, 10.0, narrow), (350.0, 10.0, narrow), (40.0, 22.0, narrow), (350.0, 22.0, narrow)]));
        assert!(!of(&[]));
    }

    #[test]
    fn a_slanted_row_stays_one() {
        let cells: Vec<(f32, f32, &str)> =
            (0..10u8).map(|i| (10.0 + 50.0 * f32::from(i), 100.0 + 2.5 * f32::from(i), "word")).collect();
        assert_eq!(Layout::of(&[page(&cells)]).rows.len(), 1);
    }

    #[test]
    fn amounts_of_a_scan_are_mended_and_those_of_a_text_layer_are_not() {
        let mut sheet = page(&[
            (10.0, 10.0, "Tea"),
            (300.0, 10.0, "3.50"),
            (10.0, 30.0, "Pie"),
            (300.0, 30.0, "15.0C"),
            (10.0, 50.0, "Tip"),
            (300.0, 50.0, "1.00"),
            (10.0, 70.0, "Total"),
            (300.0, 70.0, "19 50"),
        ]);
        let read =
            |sheet: &Page| Layout::of(std::slice::from_ref(sheet)).texts().map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(read(&sheet)[1..], ["Pie   15.0C", "Tip   1.00", "Total   19 50"]);
        sheet.source = PageSource::Ocr;
        sheet.words.push(Word {
            text: "2.50".into(),
            bbox: BBox::new(0.5, 0.2, 0.05, 0.01),
            confidence: 1.0,
            bold: false,
        });
        assert_eq!(read(&sheet)[1..4], ["Pie   15.00", "Tip   1.00", "Total   19.50"]);
    }

    #[test]
    fn margins_and_broken_boxes_are_left_out() {
        let mut sheet = page(&[(10.0, 10.0, "kept")]);
        sheet.words.push(Word {
            text: "rotated".into(),
            bbox: BBox::new(0.01, 0.2, 0.01, 0.2),
            confidence: 1.0,
            bold: false,
        });
        sheet.words.push(Word {
            text: "nan".into(),
            bbox: BBox::new(f32::NAN, 0.2, 0.01, 0.2),
            confidence: 1.0,
            bold: false,
        });
        assert_eq!(Layout::of(&[sheet]).texts().collect::<Vec<_>>(), ["kept"]);
    }
}
