//! The texts of an item: which lines around its numbers describe it.

use super::super::document::Document;
use super::super::layout::Row;
use super::super::role::Column;
use super::heading::{Headings, Meaning};
use super::pieces::{Piece, is_numeric};

/// More lines than this are not one description.
const DESCRIPTION_LINES: usize = 6;
/// A gap of this many line heights ends a description.
const DESCRIPTION_GAP: f32 = 1.1;

/// Do the descriptions stand above the numbers, in rows of their own?
pub fn stand_above(headings: &Headings, pieces: &[Piece], starts: &[usize], anchors: &[usize]) -> bool {
    let describes = |piece: &Piece| headings.columns[piece.column].meaning == Meaning::Column(Column::Description);
    let texts = || pieces.iter().filter(|piece| describes(piece) && !piece.is_number);
    let beside = starts
        .iter()
        .zip(anchors)
        .filter(|(start, anchor)| texts().any(|piece| (**start..=**anchor).contains(&piece.row)));
    let first = starts.first().copied().unwrap_or_default();
    beside.count() * 2 < anchors.len() && texts().any(|piece| piece.row < first)
}

/// Rows of an item: up to where the one before took texts, the first and the last of its own, the first of the next.
pub struct Reach {
    pub claimed: usize,
    pub start: usize,
    pub anchor: usize,
    pub next: usize,
}

/// The texts of an item: beside its numbers and below them, or above where nothing stands beside.
pub fn texts(document: &Document, headings: &Headings, pieces: &[Piece], reach: &Reach, above: bool) -> Vec<Piece> {
    let Reach { claimed, start, anchor, next } = *reach;
    let rows = &document.layout.rows;
    let describes = |piece: &Piece| headings.columns[piece.column].meaning == Meaning::Column(Column::Description);
    let all = |from: usize, to: usize| {
        pieces.iter().filter(move |piece| {
            !(piece.is_number && is_numeric(headings, piece.column)) && piece.row >= from && piece.row < to
        })
    };
    let mut found: Vec<Piece> = all(start, anchor + 1).cloned().collect();
    if above {
        let lines: Vec<Piece> =
            all(claimed, start).filter(|piece| describes(piece) && !is_note(rows, piece)).cloned().collect();
        // Over a page's edge only the last line before it belongs here; what stands between is letterhead.
        let here: Vec<Piece> = lines.iter().filter(|piece| rows[piece.row].page == rows[start].page).cloned().collect();
        let before = lines.last().filter(|_| here.is_empty()).cloned();
        found.splice(0..0, here.into_iter().chain(before));
        return found;
    }
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
