//! The body of a table: words fall into columns, numbers anchor the rows, loose lines belong to the row above.

use super::super::super::notation::{Spot, number, number::Number};
use super::super::document::{Document, Place};
use super::super::label::Subject;
use super::super::layout::{Row, overlap};
use super::super::role::{Column, Role};
use super::heading::{self, Heading, Headings, Meaning};
use crate::domain::page::BBox;

/// What stands in one column of one item.
#[derive(Clone, Debug)]
pub struct Cell {
    pub meaning: Meaning,
    pub text: String,
    pub places: Vec<Place>,
}

/// A piece of a row that fell into a column.
#[derive(Clone, Debug)]
struct Piece {
    row: usize,
    column: usize,
    range: std::ops::Range<usize>,
    is_number: bool,
}

/// Numbers further from every column than this share of the page belong to none.
const REACH: f32 = 0.06;
/// A run of at least so many digits is an article's code.
const CODE_DIGITS: usize = 7;
/// More lines than this are not one description.
const DESCRIPTION_LINES: usize = 6;
/// A gap of this many line heights ends a description.
const DESCRIPTION_GAP: f32 = 1.1;

/// The items below a heading.
#[must_use]
pub fn read(document: &Document, headings: &Headings) -> Vec<Vec<Cell>> {
    let body = body_rows(document, headings);
    let pieces: Vec<Piece> = body.iter().flat_map(|at| pieces(document, headings, *at)).collect();
    let mut anchors: Vec<usize> = anchors(document, headings, &pieces);
    anchors.sort_unstable();
    anchors.dedup();
    let mut items: Vec<Vec<Piece>> = vec![Vec::new(); anchors.len()];
    // Numbers go to the nearest anchor of their page.
    for piece in pieces.iter().filter(|piece| piece.is_number && is_numeric(headings, piece.column)) {
        let page = document.layout.rows[piece.row].page;
        let distance = |anchor: usize| {
            (document.layout.rows[anchor].bbox.center_y() - document.layout.rows[piece.row].bbox.center_y()).abs()
        };
        let near = anchors.iter().enumerate().filter(|(_, anchor)| document.layout.rows[**anchor].page == page);
        if let Some((item, _)) = near.min_by(|a, b| distance(*a.1).total_cmp(&distance(*b.1))) {
            items[item].push(piece.clone());
        }
    }
    let starts: Vec<usize> = items
        .iter()
        .zip(&anchors)
        .map(|(item, anchor)| item.iter().map(|piece| piece.row).min().unwrap_or(*anchor))
        .collect();
    let end = body.last().map_or(0, |last| last + 1);
    let mut claimed = headings.rows.end;
    for (at, item) in items.iter_mut().enumerate() {
        let next = starts.get(at + 1).copied().unwrap_or(end);
        let texts = texts(document, headings, &pieces, claimed, starts[at], anchors[at], next);
        claimed = texts.iter().map(|piece| piece.row + 1).max().unwrap_or(starts[at] + 1).max(starts[at] + 1);
        item.extend(texts);
    }
    items
        .into_iter()
        .zip(&anchors)
        .map(|(mut item, anchor)| {
            // Of several numbers in one column the one beside the amount counts.
            item.sort_by_key(|piece| if piece.is_number { piece.row.abs_diff(*anchor) } else { piece.row });
            cells(document, headings, item)
        })
        .filter(|cells| cells.len() > 1)
        .collect()
}

/// The rows that are items: one for each number in the column of amounts, or in any column of the template's own.
fn anchors(document: &Document, headings: &Headings, pieces: &[Piece]) -> Vec<usize> {
    if let Some(column) = anchor_column(headings, pieces) {
        return amounts(document, pieces, |piece| piece.column == column);
    }
    let own = |at: usize| headings.columns[at].is_number && matches!(headings.columns[at].meaning, Meaning::Own(_));
    let rows = amounts(document, pieces, |piece| own(piece.column));
    if !rows.is_empty() {
        return rows;
    }
    // Without numbers a date begins an item, else whatever stands in the first column that is known.
    let is = |piece: &Piece, wanted: Column| headings.columns[piece.column].meaning == Meaning::Column(wanted);
    let first = headings.columns.iter().position(|column| column.meaning != Meaning::Unknown);
    let dated: Vec<usize> = pieces.iter().filter(|piece| is(piece, Column::Date)).map(|piece| piece.row).collect();
    let known = || pieces.iter().filter(|piece| Some(piece.column) == first).map(|piece| piece.row).collect();
    if dated.is_empty() { known() } else { dated }
}

/// The rows with an amount; a page number in the same column has no decimals where amounts have.
fn amounts(document: &Document, pieces: &[Piece], counts: impl Fn(&Piece) -> bool) -> Vec<usize> {
    let decimals = |piece: &Piece| document.layout.rows[piece.row].text[piece.range.clone()].contains(['.', ',']);
    let numbers: Vec<&Piece> = pieces.iter().filter(|piece| counts(piece) && piece.is_number).collect();
    let with = numbers.iter().filter(|piece| decimals(piece)).count();
    let all = with * 2 <= numbers.len();
    numbers.into_iter().filter(|piece| all || decimals(piece)).map(|piece| piece.row).collect()
}

/// Rows from below the heading to the totals, over pages.
fn body_rows(document: &Document, headings: &Headings) -> Vec<usize> {
    let rows = &document.layout.rows;
    let mut body = Vec::new();
    let mut page = rows.get(headings.rows.start).map_or(0, |row| row.page);
    let mut waiting = false;
    for at in headings.rows.end..rows.len() {
        if rows[at].page != page {
            page = rows[at].page;
            // Where the next page repeats the heading, what stands above it is letterhead.
            waiting = (at..rows.len())
                .take_while(|next| rows[*next].page == page)
                .any(|next| heading::repeats(document, next, headings));
        }
        if heading::repeats(document, at, headings) {
            waiting = false;
            continue;
        }
        if waiting {
            continue;
        }
        if is_end(document, at) || is_form(document, headings, at) || !body.is_empty() && heading::is_another(document, at) {
            break;
        }
        body.push(at);
    }
    body
}

/// Does the row begin the totals?
fn is_end(document: &Document, at: usize) -> bool {
    let Some(row) = document.layout.rows.get(at) else { return true };
    let amounts = number::find(&row.text, document.habits.decimal);
    document.labels_in(at).any(|label| {
        let Subject::Role(role) = label.subject else { return false };
        let sum = matches!(
            role,
            Role::Subtotal
                | Role::Total
                | Role::RoundedTotal
                | Role::LineTotal
                | Role::Tax
                | Role::AmountDue
                | Role::Count
        );
        let behind = amounts
            .iter()
            .any(|spot| spot.range.start >= label.range.end && (spot.value.decimals > 0 || role == Role::Count));
        // Closing words on the left do not make "Subtotal … 47,780.00" an item.
        let amounts_follow = amounts.iter().all(|spot| spot.range.start >= label.range.end);
        label.leads
            && (label.closed || label.weight > 0.8 || label.segment == 0)
            && (sum && behind && (first_text(row, label.segment) || label.closed && amounts_follow)
                || role == Role::TaxBase && label.closed && amounts.is_empty())
    })
}

/// Does the row hold a label of the template's own and no number in its column, so that a form follows the table?
fn is_form(document: &Document, headings: &Headings, at: usize) -> bool {
    let row = &document.layout.rows[at];
    let under = |bbox: BBox| headings.columns.iter().any(|column| column.is_number && overlap(&column.bbox, &bbox) > 0.0);
    let numbers = number::find(&row.text, document.habits.decimal);
    let outside = !numbers.iter().any(|spot| row.bbox_of(&spot.range).is_some_and(under));
    outside
        && document.labels_in(at).any(|label| {
            matches!(label.subject, Subject::Field(_)) && label.leads && label.closed && label.weight > 0.8 && label.range.len() > 4
        })
}

/// Does no other text stand before this segment?
fn first_text(row: &Row, segment: usize) -> bool {
    row.segments[..segment].iter().all(|before| !row.text_of(before).chars().any(char::is_alphabetic))
}

fn is_numeric(headings: &Headings, column: usize) -> bool {
    headings.columns[column].is_number
}

/// The words of a row, each number alone, other words together, by column.
fn pieces(document: &Document, headings: &Headings, at: usize) -> Vec<Piece> {
    let Some(row) = document.layout.rows.get(at) else { return Vec::new() };
    let mut pieces: Vec<Piece> = Vec::new();
    // An item may be called so as well: "Delivery 1 × 720.00 = 720.00".
    let multiplied = is_product(&number::find(&row.text, document.habits.decimal));
    let reduces = document.labels_in(at).any(|label| {
        !multiplied && label.leads
            && first_text(row, label.segment)
            && matches!(label.subject, Subject::Role(Role::Discount | Role::Charges))
    });
    for segment in &row.segments {
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
            let number = numbers.iter().find(|spot| {
                spot.range.start < end && start < spot.range.end && spot.range.end - spot.range.start + 3 >= end - start
            });
            let column = number.and_then(|_| number_column(headings, &span.bbox));
            match (number, column) {
                (Some(_), Some(column)) if is_numeric(headings, column) => {
                    close(&mut run, &mut pieces);
                    // Groups of one number: 1 234,56.
                    match pieces.last_mut() {
                        Some(last)
                            if last.is_number
                                && last.column == column
                                && last.row == at
                                && numbers.iter().any(|spot| spot.range.start < start && spot.range.end > start) =>
                        {
                            last.range.end = span.range.end;
                        }
                        _ => pieces.push(Piece { row: at, column, range: span.range.clone(), is_number: true }),
                    }
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

/// Are there a quantity, a price and an amount that is their product?
fn is_product(numbers: &[Spot<Number>]) -> bool {
    let value = |at: usize| numbers[at].value.value;
    let [.., last] = numbers else { return false };
    let pairs = (0..numbers.len().saturating_sub(1)).flat_map(|a| (a + 1..numbers.len() - 1).map(move |b| (a, b)));
    last.value.decimals > 0 && pairs.into_iter().any(|(a, b)| (value(a) * value(b) - last.value.value).abs() < 0.01 && value(b) > 0.0)
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

/// One number in this column is one item.
fn anchor_column(headings: &Headings, pieces: &[Piece]) -> Option<usize> {
    let order = [Column::Amount, Column::GrossAmount, Column::UnitPrice, Column::Quantity, Column::TaxAmount];
    let count = |at: usize| pieces.iter().filter(|piece| piece.column == at && piece.is_number).count();
    let find = |wanted: Column| headings.columns.iter().position(|column| column.meaning == Meaning::Column(wanted));
    order.iter().filter_map(|wanted| find(*wanted)).find(|at| count(*at) > 0)
}

/// The texts of an item: beside its numbers and below them, or above where nothing stands beside.
fn texts(
    document: &Document,
    headings: &Headings,
    pieces: &[Piece],
    claimed: usize,
    start: usize,
    anchor: usize,
    next: usize,
) -> Vec<Piece> {
    let rows = &document.layout.rows;
    let describes = |piece: &Piece| headings.columns[piece.column].meaning == Meaning::Column(Column::Description);
    let all = |from: usize, to: usize| {
        pieces.iter().filter(move |piece| {
            !(piece.is_number && is_numeric(headings, piece.column)) && piece.row >= from && piece.row < to
        })
    };
    let mut found: Vec<Piece> = all(start, anchor + 1).cloned().collect();
    if !found.iter().any(describes) {
        let mut below = rows[start].bbox.y;
        let mut above = Vec::new();
        for piece in all(claimed, start).filter(|piece| describes(piece)).collect::<Vec<_>>().into_iter().rev() {
            let bbox = rows[piece.row].bbox;
            if rows[piece.row].page != rows[start].page
                || below - bbox.bottom() > DESCRIPTION_GAP * bbox.height
                || is_note(rows, piece)
            {
                break;
            }
            below = bbox.y;
            above.insert(0, piece.clone());
        }
        found.splice(0..0, above);
    }
    let mut bottom = rows[anchor].bbox.bottom();
    let mut lines = 0;
    for piece in all(anchor + 1, next) {
        let bbox = rows[piece.row].bbox;
        let far = bbox.y - bottom > DESCRIPTION_GAP * bbox.height || rows[piece.row].page != rows[anchor].page;
        if describes(piece) {
            if far || lines >= DESCRIPTION_LINES || is_note(rows, piece) {
                break;
            }
            lines += 1;
            found.push(piece.clone());
        }
        bottom = bottom.max(bbox.bottom());
    }
    found
}

/// "Key: value" below a description says something about the item, not its name.
fn is_note(rows: &[Row], piece: &Piece) -> bool {
    rows[piece.row].text[piece.range.clone()].contains(": ") || rows[piece.row].text[piece.range.clone()].ends_with(':')
}

fn cells(document: &Document, headings: &Headings, item: Vec<Piece>) -> Vec<Cell> {
    let mut cells: Vec<Cell> = Vec::new();
    for piece in item {
        let meaning = headings.columns[piece.column].meaning;
        let Some(text) = document.layout.rows.get(piece.row).and_then(|row| row.text.get(piece.range.clone())) else {
            continue;
        };
        let place = Place { row: piece.row, range: piece.range.clone() };
        let numeric = is_numeric(headings, piece.column);
        if numeric && !piece.is_number {
            continue;
        }
        match cells.iter_mut().find(|cell| cell.meaning == meaning) {
            Some(_) if numeric => {}
            Some(cell) => {
                cell.text.push(' ');
                cell.text.push_str(text);
                cell.places.push(place);
            }
            None => cells.push(Cell { meaning, text: text.to_owned(), places: vec![place] }),
        }
    }
    cells
}
