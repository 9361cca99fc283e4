//! Columns whose heading says nothing are known by what stands in them.

use super::super::super::notation::number;
use super::super::document::Document;
use super::super::role::Column;
use super::heading::{Heading, Headings, Meaning};
use super::pieces::Piece;
use crate::domain::page::BBox;

/// A description without a heading is at least this wide, as a share of the page.
const WIDE: f32 = 0.12;
/// This share of the rows must agree on what a column holds.
const MOST: f32 = 0.6;

/// Gives meaning to columns by their content. True if any was found, so that the rows must be read again.
pub fn fill(document: &Document, headings: &mut Headings, body: &[usize], pieces: &[Piece]) -> bool {
    let described = describe(document, headings, body, pieces);
    let counted = count(document, headings, body);
    described || counted
}

/// The text column with the most letters is the description, where no heading says which is.
fn describe(document: &Document, headings: &mut Headings, body: &[usize], pieces: &[Piece]) -> bool {
    if headings.columns.iter().any(|column| column.meaning == Meaning::Column(Column::Description)) {
        return false;
    }
    let text = |piece: &Piece| document.layout.rows[piece.row].text[piece.range.clone()].to_owned();
    let letters = |at: usize| -> usize {
        let own = pieces.iter().filter(|piece| piece.column == at && !piece.is_number);
        own.map(|piece| text(piece).chars().filter(|c| c.is_alphabetic()).count()).sum()
    };
    let open = |column: &Heading| {
        matches!(column.meaning, Meaning::Unknown | Meaning::Column(Column::Position | Column::Code | Column::Unit))
    };
    let most = (0..headings.columns.len()).filter(|at| open(&headings.columns[*at])).max_by_key(|at| letters(*at));
    if let Some(at) = most.filter(|at| letters(*at) >= 3 * body.len().min(pieces.len())) {
        headings.columns[at].meaning = Meaning::Column(Column::Description);
        return true;
    }
    // No heading at all stands above the texts.
    let left = body.iter().map(|at| document.layout.rows[*at].bbox.x).fold(f32::MAX, f32::min);
    let first = headings.columns.iter().map(|column| column.bbox.x).fold(f32::MAX, f32::min);
    if first - left > WIDE {
        let y = headings.columns.first().map_or(0.0, |column| column.bbox.y);
        let bbox = BBox::new(left, y, (first - left) * 0.8, 0.01);
        headings.columns.insert(0, Heading { meaning: Meaning::Column(Column::Description), bbox });
        return true;
    }
    false
}

/// Numbers that make the amount of their row with another column are quantities or prices.
fn count(document: &Document, headings: &mut Headings, body: &[usize]) -> bool {
    let at = |headings: &Headings, wanted: Column| {
        headings.columns.iter().position(|column| column.meaning == Meaning::Column(wanted))
    };
    let mut found = false;
    for (known, wanted) in [(Column::UnitPrice, Column::Quantity), (Column::Quantity, Column::UnitPrice)] {
        let (Some(factor), Some(amount), None) =
            (at(headings, known), at(headings, Column::Amount), at(headings, wanted))
        else {
            continue;
        };
        let unknown = (0..headings.columns.len()).filter(|at| headings.columns[*at].meaning == Meaning::Unknown);
        let fits = |column: usize| {
            let rows: Vec<bool> = body
                .iter()
                .filter_map(|row| {
                    let value = |at: usize| number_under(document, *row, &headings.columns[at].bbox);
                    let (a, b, product) = (value(column)?, value(factor)?, value(amount)?);
                    Some((a * b - product).abs() < 0.02 + product.abs() * 0.002)
                })
                .collect();
            !rows.is_empty() && rows.iter().filter(|fits| **fits).count() as f32 >= MOST * rows.len() as f32
        };
        if let Some(column) = unknown.into_iter().find(|column| fits(*column)) {
            headings.columns[column].meaning = Meaning::Column(wanted);
            found = true;
        }
    }
    found
}

fn number_under(document: &Document, row: usize, column: &BBox) -> Option<f64> {
    let row = &document.layout.rows[row];
    let spots = number::find(&row.text, document.habits.decimal);
    let under = spots.into_iter().find(|spot| {
        row.bbox_of(&spot.range).is_some_and(|bbox| {
            super::super::layout::share_column(&bbox, column) || (bbox.right() - column.right()).abs() < 0.01
        })
    });
    under.map(|spot| spot.value.value)
}
