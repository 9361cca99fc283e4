//! The body of a table: numbers anchor the rows, texts join them, sums are left out.

use super::super::document::{Document, Place};
use super::super::role::Column;
use super::heading::{Headings, Meaning};
use super::pieces::{Piece, is_numeric, pieces};
use super::{fill, rows, sums, texts};

/// What stands in one column of one item.
#[derive(Clone, Debug)]
pub struct Cell {
    pub meaning: Meaning,
    pub text: String,
    pub places: Vec<Place>,
}

/// The items below a heading.
#[must_use]
pub fn read(document: &Document, headings: &Headings) -> Vec<Vec<Cell>> {
    let mut headings = headings.clone();
    let body = rows::body_rows(document, &headings);
    let all = |headings: &Headings| body.iter().flat_map(|at| pieces(document, headings, *at)).collect::<Vec<Piece>>();
    let mut pieces = all(&headings);
    if fill::fill(document, &mut headings, &body, &pieces) {
        pieces = all(&headings);
    }
    let headings = &headings;
    describe_loose_rows(document, headings, &mut pieces);
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
    let above = texts::stand_above(headings, &pieces, &starts, &anchors);
    let mut claimed = headings.rows.end;
    for (at, item) in items.iter_mut().enumerate() {
        let next = starts.get(at + 1).copied().unwrap_or(end);
        let reach = texts::Reach { claimed, start: starts[at], anchor: anchors[at], next };
        let texts = texts::texts(document, headings, &pieces, &reach, above);
        claimed = texts.iter().map(|piece| piece.row + 1).max().unwrap_or(starts[at] + 1).max(starts[at] + 1);
        item.extend(texts);
    }
    let items = items
        .into_iter()
        .zip(&anchors)
        .map(|(mut item, anchor)| {
            // Of several numbers in one column the one beside the amount counts.
            item.sort_by_key(|piece| if piece.is_number { piece.row.abs_diff(*anchor) } else { piece.row });
            cells(document, headings, item)
        })
        .filter(|cells| cells.len() > 1)
        .collect();
    sums::leave_out(document, items)
}

/// A row of one text and no number describes an item, under whatever heading it begins.
fn describe_loose_rows(document: &Document, headings: &Headings, pieces: &mut [Piece]) {
    let Some(description) =
        headings.columns.iter().position(|column| column.meaning == Meaning::Column(Column::Description))
    else {
        return;
    };
    for at in 0..pieces.len() {
        let row = pieces[at].row;
        let alone = (at == 0 || pieces[at - 1].row != row) && pieces.get(at + 1).is_none_or(|next| next.row != row);
        let text = &document.layout.rows[row].text[pieces[at].range.clone()];
        if alone && !pieces[at].is_number && text.chars().filter(|c| c.is_alphabetic()).count() >= 2 {
            pieces[at].column = description;
        }
    }
}

/// The rows that are items: one for each number in the column of amounts, or in any column of the template's own.
fn anchors(document: &Document, headings: &Headings, pieces: &[Piece]) -> Vec<usize> {
    if let Some(column) = anchor_column(headings, pieces) {
        return amounts(document, pieces, |piece| piece.column == column);
    }
    let own = |at: usize| matches!(headings.columns[at].meaning, Meaning::OwnNumber(_));
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

/// One number in this column is one item.
fn anchor_column(headings: &Headings, pieces: &[Piece]) -> Option<usize> {
    let order = [Column::Amount, Column::GrossAmount, Column::UnitPrice, Column::Quantity, Column::TaxAmount];
    let count = |at: usize| pieces.iter().filter(|piece| piece.column == at && piece.is_number).count();
    let find = |wanted: Column| headings.columns.iter().position(|column| column.meaning == Meaning::Column(wanted));
    order.iter().filter_map(|wanted| find(*wanted)).find(|at| count(*at) > 0)
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
