//! Pieces: the words of a row by column, each number alone, other words together.

use super::super::super::notation::{
    Spot,
    number::{self, Number},
};
use super::super::document::Document;
use super::super::label::Subject;
use super::super::layout::{Row, overlap};
use super::super::role::{Column, Role};
use super::heading::{Heading, Headings, Meaning};
use super::rows::first_text;
use crate::domain::page::BBox;

/// A piece of a row that fell into a column.
#[derive(Clone, Debug)]
pub struct Piece {
    pub row: usize,
    pub column: usize,
    pub range: std::ops::Range<usize>,
    pub is_number: bool,
}

/// Numbers further from every column than this share of the page belong to none.
const REACH: f32 = 0.06;
/// A run of at least so many digits is an article's code.
const CODE_DIGITS: usize = 7;
/// What ends this far left of the table stands beside it.
const BESIDE: f32 = 0.02;
/// Edges this close are one edge, as a share of the page.
const FLUSH: f32 = 0.012;
/// A unit or a currency touches its number with no more letters.
const UNIT_LETTERS: usize = 4;

/// The words of a row, each number alone, other words together, by column.
pub fn pieces(document: &Document, headings: &Headings, at: usize) -> Vec<Piece> {
    let Some(row) = document.layout.rows.get(at) else { return Vec::new() };
    let mut pieces: Vec<Piece> = Vec::new();
    // A rebate between the items reduces them; what has a line number, or a quantity and a price, is an item whatever it
    // is called.
    let reduces = !is_item(document, headings, row)
        && document.labels_in(at).any(|label| {
            label.leads
                && first_text(row, label.segment)
                && matches!(label.subject, Subject::Role(Role::Discount | Role::Charges))
        });
    let left = headings.columns.iter().map(|column| column.bbox.x).fold(f32::MAX, f32::min);
    for segment in row.segments.iter().filter(|segment| segment.bbox.right() > left - BESIDE) {
        let mut numbers = number::find(row.text_of(segment), document.habits.decimal);
        let others = row.text[..segment.range.start].chars().chain(row.text[segment.range.end..].chars());
        let alone = others.filter(char::is_ascii_digit).count() < 2;
        // Numbers inside a sentence, and rebates between the items, are no cells.
        let words = row
            .text_of(segment)
            .split_whitespace()
            .filter(|word| word.chars().filter(|c| c.is_alphabetic()).count() >= 3)
            .count();
        if reduces || words >= 2 && alone && numbers.iter().filter(|spot| spot.value.decimals > 0).count() < 2 {
            numbers.clear();
        }
        let mut run: Option<(std::ops::Range<usize>, BBox)> = None;
        let close = |run: &mut Option<(std::ops::Range<usize>, BBox)>, pieces: &mut Vec<Piece>| {
            if let Some((range, bbox)) = run.take()
                && let Some(column) = text_column(headings, &bbox, !row.text[range.clone()].contains(' '))
            {
                pieces.push(Piece { row: at, column, range, is_number: false });
            }
        };
        for span in &row.spans[segment.spans.clone()] {
            let (start, end) = (span.range.start - segment.range.start, span.range.end - segment.range.start);
            let number = numbers.iter().find(|spot| spot.range.start < end && start < spot.range.end);
            // The groups of one number, as in 1 234,56, are one piece.
            if number.is_some_and(|spot| spot.range.start < start)
                && let Some(last) = pieces.last_mut()
                && last.is_number
                && last.range.end > segment.range.start + number.map_or(0, |spot| spot.range.start)
            {
                last.range.end = span.range.end;
                continue;
            }
            let bbox =
                number.filter(|spot| is_cell(&row.text[segment.range.clone()], spot, start, end)).and_then(|spot| {
                    row.bbox_of(&(segment.range.start + spot.range.start..segment.range.start + spot.range.end))
                });
            // Among words a number is a cell only where it stands right under a heading.
            let column = bbox.and_then(|bbox| {
                number_column(headings, &bbox).filter(|at| words < 2 || stands_under(&headings.columns[*at], &bbox))
            });
            match column {
                Some(column) if is_numeric(headings, column) => {
                    close(&mut run, &mut pieces);
                    pieces.push(Piece { row: at, column, range: span.range.clone(), is_number: true });
                }
                _ if run.is_none()
                    && let Some(column) = position(headings, &span.bbox, &row.text[span.range.clone()]) =>
                {
                    pieces.push(Piece { row: at, column, range: span.range.clone(), is_number: false });
                }
                _ => {
                    // The code of an article stands close to its name where both columns are narrow.
                    if run.as_ref().is_some_and(|(range, bbox)| is_code(headings, bbox, &row.text[range.clone()])) {
                        close(&mut run, &mut pieces);
                    }
                    run = Some(match run.take() {
                        Some((range, bbox)) => (range.start..span.range.end, bbox.union(&span.bbox)),
                        None => (span.range.clone(), span.bbox),
                    });
                }
            }
        }
        close(&mut run, &mut pieces);
    }
    pieces
}

/// Does the row begin with a line number, has it a quantity, or is one of its numbers the product of two others?
pub fn is_item(document: &Document, headings: &Headings, row: &Row) -> bool {
    let numbered =
        row.spans.first().is_some_and(|span| position(headings, &span.bbox, &row.text[span.range.clone()]).is_some());
    let spots = number::find(&row.text, document.habits.decimal);
    let values: Vec<f64> = spots.iter().filter(|spot| !spot.value.percent).map(|spot| spot.value.value).collect();
    let is_product = |at: usize| {
        let (before, c) = (&values[..at], values[at]);
        let makes = |(i, a): (usize, &f64)| before[i + 1..].iter().any(|b| (a * b - c).abs() < 0.01);
        c.abs() > 0.01 && before.iter().enumerate().any(makes)
    };
    let counted = || {
        let quantity = headings.columns.iter().find(|column| column.meaning == Meaning::Column(Column::Quantity));
        let under = |range: &std::ops::Range<usize>| {
            row.bbox_of(range).zip(quantity).is_some_and(|(bbox, column)| overlap(&column.bbox, &bbox) > 0.0)
        };
        values.len() >= 2 && spots.iter().any(|spot| !spot.value.percent && under(&spot.range))
    };
    numbered || (2..values.len()).any(is_product) || counted()
}

/// Is the word little more than its number? "14x14" and "A4" are not.
fn is_cell(text: &str, spot: &Spot<Number>, start: usize, end: usize) -> bool {
    let outside = text[start..spot.range.start.max(start)].chars().chain(text[spot.range.end.min(end)..end].chars());
    let mut outside = outside.filter(|c| !matches!(c, ' ' | '-' | '+' | '(' | ')' | '.' | ',')).enumerate();
    outside.all(|(at, c)| !c.is_ascii_digit() && at < UNIT_LETTERS)
}

/// The column of line numbers, where the word is one and stands under its heading.
fn position(headings: &Headings, bbox: &BBox, text: &str) -> Option<usize> {
    let number = text.len() <= 4 && text.trim_end_matches('.').chars().all(|c| c.is_ascii_digit());
    let under =
        |column: &Heading| column.meaning == Meaning::Column(Column::Position) && overlap(&column.bbox, bbox) > 0.0;
    headings.columns.iter().position(under).filter(|_| number)
}

/// Is it a long number under the heading of codes?
fn is_code(headings: &Headings, bbox: &BBox, text: &str) -> bool {
    let under = |column: &Heading| column.meaning == Meaning::Column(Column::Code) && overlap(&column.bbox, bbox) > 0.0;
    text.len() >= CODE_DIGITS && text.chars().all(|c| c.is_ascii_digit()) && headings.columns.iter().any(under)
}

fn gap(a: &BBox, b: &BBox) -> f32 {
    (-overlap(a, b)).max(0.0)
}

/// The column that a number stands under, numeric ones first.
fn number_column(headings: &Headings, bbox: &BBox) -> Option<usize> {
    let worth = |at: usize| {
        let column = &headings.columns[at];
        let shared = overlap(&column.bbox, bbox);
        let edges = (column.bbox.right() - bbox.right()).abs().min((column.bbox.x - bbox.x).abs());
        let numeric = if is_numeric(headings, at) { 0.02 } else { 0.0 };
        if shared > 0.0 { 1.0 + numeric * 10.0 - edges } else { numeric - gap(&column.bbox, bbox) }
    };
    let best = (0..headings.columns.len()).max_by(|a, b| worth(*a).total_cmp(&worth(*b)))?;
    (gap(&headings.columns[best].bbox, bbox) < REACH).then_some(best)
}

/// Within the width of the heading, or flush with it?
fn stands_under(column: &Heading, bbox: &BBox) -> bool {
    overlap(&column.bbox, bbox) > 0.0
        || (column.bbox.right() - bbox.right()).abs() < FLUSH
        || (column.bbox.x - bbox.x).abs() < FLUSH
}

/// The column that a text stands under; descriptions are wider than their heading.
fn text_column(headings: &Headings, bbox: &BBox, single: bool) -> Option<usize> {
    let describes = |at: usize| headings.columns[at].meaning == Meaning::Column(Column::Description);
    let worth = |at: usize| {
        let shared = overlap(&headings.columns[at].bbox, bbox);
        // A single word that begins under a heading belongs to it.
        let inside = bbox.x > headings.columns[at].bbox.x - 0.012 && bbox.x < headings.columns[at].bbox.right();
        let numbered = headings.columns[at].meaning == Meaning::Column(Column::Position);
        let mostly = shared * 2.0 > bbox.width;
        let begins = if inside && single && mostly && !numbered && !is_numeric(headings, at) { 0.5 } else { 0.0 };
        let kind = if describes(at) {
            3.0
        } else if is_numeric(headings, at) {
            0.5
        } else {
            1.0
        };
        if shared > 0.0 {
            1.0 + shared * kind + begins
        } else {
            -gap(&headings.columns[at].bbox, bbox) * if describes(at) { 0.5 } else { 1.0 }
        }
    };
    (0..headings.columns.len()).max_by(|a, b| worth(*a).total_cmp(&worth(*b)))
}

/// Does the column hold numbers?
pub fn is_numeric(headings: &Headings, column: usize) -> bool {
    headings.columns[column].meaning.is_number()
}
