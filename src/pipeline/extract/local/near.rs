//! A value stands near its label: behind it, to the right on the row, or below in the same column.

mod grid;

use super::document::{Candidate, Document, Place};
use super::label::{Label, Subject};
use super::layout::overlap;
use super::role::Role;
use super::shape::Shape;
use crate::domain::page::BBox;
use std::ops::Range;

/// What each place is worth, from counting where values stand on labelled documents.
const BEHIND_COLON: f32 = 1.0;
const BEHIND: f32 = 0.93;
const RIGHT: f32 = 0.92;
const BELOW: f32 = 0.8;
/// A label in the middle of a sentence names its value less often.
const INNER_LABEL: f32 = 0.7;
/// Each segment or row further away takes this away.
const PER_STEP: f32 = 0.06;
/// A value this many line heights below a label belongs to something else.
const REACH_BELOW: f32 = 3.2;
/// A value that slipped still shares this part of its label's height.
const SLIPPED: f32 = 0.25;
/// Rows looked at below a label.
const ROWS_BELOW: usize = 3;

/// What a part of a sum is worth, beside the sum.
const PARTIAL: f32 = 0.6;
/// What says what a document is names the number beside it, seldom one below it.
const BELOW_TITLE: f32 = 0.6;
/// What stands at the end of a document is this much less likely to be its number or date than what stands first.
const TOWARDS_THE_HEAD: f32 = 0.12;
/// Rows of a summary table that are looked at below its heading.
const COLUMN_ROWS: usize = 7;

/// Part of a row that may hold the value of a label.
pub struct Zone {
    pub row: usize,
    pub range: Range<usize>,
    pub worth: f32,
    /// On the label's own row?
    pub beside: bool,
}

/// Where the value of `label` may stand, the likeliest first.
#[must_use]
pub fn zones(document: &Document, label: &Label) -> Vec<Zone> {
    let Some(row) = document.layout.rows.get(label.row) else { return Vec::new() };
    let Some(own) = row.segments.get(label.segment) else { return Vec::new() };
    let mut zones = Vec::new();
    let next = document.labels_in(label.row).find(|other| {
        let behind =
            other.range.start >= label.range.end && other.segment == label.segment && other.subject != label.subject;
        behind
            && (other.weight > 0.8 || row.text[other.range.end..].trim_start_matches([' ', '.', ')']).starts_with(':'))
    });
    let end = next.map_or(own.range.end, |other| other.range.start);
    let rest = &row.text[label.range.end..end];
    let empty = !rest.chars().any(char::is_alphanumeric);
    if !empty {
        let colon = rest.trim_start_matches([' ', '.', ')', '#']).starts_with(':');
        zones.push(Zone {
            row: label.row,
            range: label.range.end..end,
            worth: if colon { BEHIND_COLON } else { BEHIND },
            beside: true,
        });
    }
    let mut worth = if empty { RIGHT } else { RIGHT - 2.0 * PER_STEP };
    for (at, segment) in row.segments.iter().enumerate().skip(label.segment + 1).take(4) {
        if next.is_some() || begins_with_other_label(document, label, label.row, at) {
            break;
        }
        zones.push(Zone { row: label.row, range: segment.range.clone(), worth, beside: true });
        worth -= PER_STEP;
    }
    let anchor = row.bbox_of(&label.range).unwrap_or(own.bbox);
    if zones.is_empty() {
        zones.extend(slanted(document, label, &anchor));
    }
    let mut worth = BELOW;
    for (at, below) in document.layout.below(label.row).take(ROWS_BELOW) {
        if below.bbox.y - anchor.bottom() > REACH_BELOW * anchor.height {
            break;
        }
        let Some((segment_at, segment)) = grid::under(document, label, &anchor, below) else { continue };
        if begins_with_other_label(document, label, at, segment_at) {
            break;
        }
        zones.push(Zone { row: at, range: segment.range.clone(), worth, beside: false });
        worth -= 2.0 * PER_STEP;
    }
    zones
}

/// On a slanted scan the value may have slipped half a line, into the row above or below.
fn slanted(document: &Document, label: &Label, anchor: &BBox) -> Option<Zone> {
    let rows = &document.layout.rows;
    let page = rows.get(label.row)?.page;
    let near = [label.row.checked_sub(1), Some(label.row + 1)].into_iter().flatten();
    let shared = |at: &usize| rows[*at].bbox.bottom().min(anchor.bottom()) - rows[*at].bbox.y.max(anchor.y);
    let best = near
        .filter(|at| rows.get(*at).is_some_and(|row| row.page == page && row.segments.len() == 1))
        .filter(|at| rows[*at].bbox.x > anchor.right() && shared(at) > SLIPPED * anchor.height)
        .filter(|at| document.labels_in(*at).all(|other| !other.leads || other.subject == label.subject))
        .max_by(|a, b| shared(a).total_cmp(&shared(b)))?;
    Some(Zone { row: best, range: rows[best].segments[0].range.clone(), worth: RIGHT - PER_STEP, beside: true })
}

/// Does the segment belong to a label of its own?
fn begins_with_other_label(document: &Document, label: &Label, row: usize, segment: usize) -> bool {
    document.labels_in(row).any(|other| {
        other.segment == segment
            && other.leads
            && other.subject != label.subject
            && (other.closed || other.weight > 0.8)
    })
}

/// Values of `shape` near any label of `subjects`; the worth of each subject multiplies.
#[must_use]
pub fn candidates(document: &Document, shape: &Shape, subjects: &[(Subject, f32)]) -> Vec<Candidate> {
    let mut found: Vec<Candidate> = Vec::new();
    for label in &document.labels {
        let Some((_, worth)) = subjects.iter().find(|(subject, _)| *subject == label.subject) else { continue };
        let title = label.subject == Subject::Role(Role::Title);
        if title && !label.leads {
            continue;
        }
        // Account and tax numbers are named in the middle of a line as well.
        let named = matches!(shape, Shape::Iban | Shape::Bic | Shape::TaxId) && label.closed;
        let base = label.weight * worth * if label.leads || named { 1.0 } else { INNER_LABEL };
        let mut beside: Option<f32> = None;
        for zone in zones(document, label) {
            // What stands beside a label leaves nothing for the rows below.
            if beside.is_some() && !zone.beside {
                break;
            }
            let Some(row) = document.layout.rows.get(zone.row) else { continue };
            let text = &row.text[zone.range.clone()];
            let readings = shape.read(text, document.habits);
            if matches!(shape, Shape::Money) && !zone.beside {
                found.extend(column(document, label, base));
                break;
            }
            let pick = if matches!(shape, Shape::Money) { readings.last() } else { readings.first() };
            // A date or an account number may be broken over two lines of its cell.
            let broken = match shape {
                Shape::Date => pick.is_none(),
                Shape::Iban => pick.is_none_or(|(_, quality)| *quality < 1.0),
                _ => false,
            };
            if broken && let Some(wrapped) = grid::wrapped(document, shape, &zone, base) {
                found.push(wrapped);
                break;
            }
            let Some((spot, quality)) = pick else { continue };
            let range = zone.range.start + spot.range.start..zone.range.start + spot.range.end;
            let worth = beside.unwrap_or(zone.worth) * if title && !zone.beside { BELOW_TITLE } else { 1.0 };
            let mut score = base * worth * quality * row.confidence_of(&range).clamp(0.3, 1.0).sqrt();
            if matches!(shape, Shape::Id | Shape::Date | Shape::Iban | Shape::TaxId) {
                score *= 1.0 - TOWARDS_THE_HEAD * zone.row as f32 / document.layout.rows.len().max(1) as f32;
            }
            let candidate =
                Candidate { value: spot.value.clone(), places: vec![Place { row: zone.row, range }], score };
            // Of several amounts on the row of a label the last is the one: rates and bases stand before it.
            if beside.is_some() {
                found.pop();
            }
            found.push(candidate);
            if !matches!(shape, Shape::Money) || !zone.beside {
                break;
            }
            beside = Some(worth);
        }
    }
    merge(found)
}

/// All amounts of the column below a label: a summary table has one row per rate, and often their sum at the end.
fn column(document: &Document, label: &Label, base: f32) -> Vec<Candidate> {
    let Some(anchor) = document.layout.rows.get(label.row).and_then(|row| row.bbox_of(&label.range)) else {
        return Vec::new();
    };
    let mut found: Vec<Candidate> = Vec::new();
    let mut last = anchor;
    for (at, below) in document.layout.below(label.row).take(COLUMN_ROWS) {
        if below.bbox.y - last.bottom() > REACH_BELOW * anchor.height {
            break;
        }
        let readings = Shape::Money.read(&below.text, document.habits);
        // Below the heading of a column stand rows with names of their own: not what is to pay, but what makes it up.
        if label.subject == Subject::Role(Role::Total)
            && document.labels_in(at).any(|other| other.leads && is_part(other))
        {
            continue;
        }
        // Amounts stand under their heading with their own box, however close the neighbouring column is.
        let under: Vec<_> = readings
            .into_iter()
            .filter_map(|(spot, quality)| Some((below.bbox_of(&spot.range)?, spot, quality)))
            .collect();
        let cell = grid::under(document, label, &anchor, below).map(|(_, segment)| segment.bbox);
        let shared = |bbox: &BBox| {
            let column = overlap(bbox, &anchor);
            if column > 0.0 { column } else { cell.map_or(column, |cell| overlap(bbox, &cell)) }
        };
        let best = under
            .into_iter()
            .filter(|(bbox, ..)| shared(bbox) > 0.0)
            .max_by(|a, b| shared(&a.0).total_cmp(&shared(&b.0)));
        let Some((bbox, spot, quality)) = best else { continue };
        last = bbox;
        let score = base * (BELOW - PER_STEP * found.len() as f32).max(0.5) * quality;
        found.push(Candidate { value: spot.value, places: vec![Place { row: at, range: spot.range }], score });
    }
    // The row that sums up those above it is the one.
    let values: Vec<f64> = found.iter().filter_map(|candidate| candidate.value.as_f64()).collect();
    if let Some(sum) = (2..values.len()).find(|at| (values[..*at].iter().sum::<f64>() - values[*at]).abs() < 0.02) {
        for (at, candidate) in found.iter_mut().enumerate() {
            candidate.score = if at == sum { base * BEHIND } else { candidate.score * PARTIAL };
        }
    }
    found
}

/// Does it name an amount that is not the total?
fn is_part(label: &Label) -> bool {
    matches!(label.subject, Subject::Role(role) if role.is_money() && !matches!(role, Role::Total | Role::RoundedTotal | Role::AmountDue))
        && label.weight > 0.8
}

/// The entries of a list: beside the label parted by commas, or one a row below it.
#[must_use]
pub fn list(document: &Document, shape: &Shape) -> Vec<Candidate> {
    let own = document.labels.iter().filter(|label| matches!(label.subject, Subject::Field(_)) && label.leads);
    let Some(label) = own.max_by(|a, b| a.weight.total_cmp(&b.weight)) else { return Vec::new() };
    let mut entries = Vec::new();
    for zone in zones(document, label) {
        let Some(row) = document.layout.rows.get(zone.row) else { continue };
        if !zone.beside
            && entries.iter().any(|entry: &Candidate| entry.places.iter().any(|place| place.row == label.row))
        {
            break;
        }
        let text = &row.text[zone.range.clone()];
        for part in text.split([',', ';', '•', '|']) {
            let start = zone.range.start + (part.as_ptr() as usize - text.as_ptr() as usize);
            if let Some((spot, quality)) = shape.read(part, document.habits).into_iter().next() {
                let range = start + spot.range.start..start + spot.range.end;
                entries.push(Candidate {
                    value: spot.value,
                    places: vec![Place { row: zone.row, range }],
                    score: label.weight * zone.worth * quality,
                });
            }
        }
    }
    entries
}

/// The same value seen twice is one candidate, a little surer.
#[must_use]
pub fn merge(found: Vec<Candidate>) -> Vec<Candidate> {
    let mut merged: Vec<Candidate> = Vec::new();
    for candidate in found {
        match merged.iter_mut().find(|other| other.value == candidate.value) {
            Some(other) => {
                let both = other.score.max(candidate.score) + 0.1 * other.score.min(candidate.score);
                if candidate.score > other.score {
                    other.places = candidate.places;
                }
                other.score = both;
            }
            None => merged.push(candidate),
        }
    }
    merged.sort_by(|a, b| b.score.total_cmp(&a.score));
    merged
}

#[cfg(test)]
mod tests {
    use super::super::sample::page;
    use super::*;
    use serde_json::json;

    fn best(cells: &[(f32, f32, &str)], shape: &Shape, role: Role) -> Option<serde_json::Value> {
        let pages = [page(cells)];
        let document = Document::read(&pages, &[]);
        candidates(&document, shape, &[(Subject::Role(role), 1.0)]).into_iter().next().map(|c| c.value)
    }

    #[test]
    fn values_are_found_behind_right_and_below() {
        let number = (&Shape::Id, Role::InvoiceNumber);
        for cells in [
            vec![(10.0, 10.0, "Invoice No: A-17")],
            vec![(10.0, 10.0, "Invoice No"), (200.0, 10.0, "A-17")],
            vec![
                (10.0, 10.0, "Invoice No"),
                (200.0, 10.0, "Due Date"),
                (10.0, 24.0, "A-17"),
                (200.0, 24.0, "1.2.2020"),
            ],
            vec![(10.0, 10.0, "Invoice A-17 is due")],
        ] {
            assert_eq!(best(&cells, number.0, number.1), Some(json!("A-17")), "{cells:?}");
        }
    }

    #[test]
    fn a_total_is_the_last_amount_of_its_row() {
        let cells =
            [(10.0, 10.0, "Total amount"), (200.0, 10.0, "100.00"), (300.0, 10.0, "7.00"), (400.0, 10.0, "107.00")];
        assert_eq!(best(&cells, &Shape::Money, Role::Total), Some(json!(107)));
    }

    #[test]
    fn a_value_that_slipped_half_a_line_is_found() {
        let cells = [(10.0, 10.0, "Sub total"), (300.0, 15.0, "68.87"), (10.0, 30.0, "Total"), (300.0, 35.0, "73.00")];
        assert_eq!(best(&cells, &Shape::Money, Role::Total), Some(json!(73)));
    }

    #[test]
    fn amounts_stand_in_the_cells_under_their_labels() {
        let cells = [
            (40.0, 10.0, "Subtotal"),
            (220.0, 10.0, "16 % IVA"),
            (400.0, 10.0, "Total"),
            (110.0, 24.0, "1.566,70"),
            (300.0, 24.0, "250,67"),
            (480.0, 24.0, "1.817,37"),
        ];
        assert_eq!(best(&cells, &Shape::Money, Role::Total), Some(json!(1817.37)));
        assert_eq!(best(&cells, &Shape::Money, Role::Subtotal), Some(json!(1566.7)));
    }

    #[test]
    fn a_date_may_be_broken_in_its_cell() {
        let cells = [
            (40.0, 10.0, "Fecha"),
            (200.0, 10.0, "Vencimiento"),
            (40.0, 24.0, "25 de octubre de"),
            (200.0, 24.0, "2 de noviembre de"),
            (40.0, 36.0, "2025"),
            (200.0, 36.0, "2025"),
        ];
        assert_eq!(best(&cells, &Shape::Date, Role::IssueDate), Some(json!("2025-10-25")));
        assert_eq!(best(&cells, &Shape::Date, Role::DueDate), Some(json!("2025-11-02")));
    }

    #[test]
    fn a_label_does_not_take_the_value_of_its_neighbour() {
        let cells = [(10.0, 10.0, "Order date:"), (200.0, 10.0, "Invoice date: 2.2.2020")];
        assert_eq!(best(&cells, &Shape::Date, Role::OrderDate), None);
    }
}
