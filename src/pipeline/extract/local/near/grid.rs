//! Values in a grid: each stands in the cell under its label, wherever in the cell it is aligned.

use super::super::document::{Candidate, Document, Place};
use super::super::label::Label;
use super::super::layout::{Row, Segment, overlap};
use super::super::shape::Shape;
use super::Zone;
use crate::domain::page::BBox;

/// Lines of one cell stand closer than this many line heights.
const LINE_GAP: f32 = 0.9;

/// The segment of `below` that stands under `label`: in its ruled cell, else sharing its width, else at the same place in the row.
pub fn under<'a>(document: &Document, label: &Label, anchor: &BBox, below: &'a Row) -> Option<(usize, &'a Segment)> {
    let row = &document.layout.rows[label.row];
    let best = |width: BBox| {
        let shared = |segment: &Segment| overlap(&segment.bbox, &width);
        let under = below.segments.iter().enumerate().filter(|(_, segment)| shared(segment) > 0.0);
        under.max_by(|a, b| shared(a.1).total_cmp(&shared(b.1)))
    };
    if let Some(cell) = cell(document, row, anchor) {
        return best(cell);
    }
    let in_order = row.segments.len() >= 2 && row.segments.len() == below.segments.len();
    best(*anchor).or_else(|| in_order.then(|| (label.segment, &below.segments[label.segment])))
}

/// The width between the vertical lines beside a label.
fn cell(document: &Document, row: &Row, anchor: &BBox) -> Option<BBox> {
    let rules = &document.pages.get(row.page)?.rules;
    let upright = rules.iter().filter(|rule| {
        rule.height > rule.width * 2.0 && rule.y <= anchor.center_y() && rule.bottom() >= anchor.center_y()
    });
    let (mut left, mut right) = (None::<f32>, None::<f32>);
    for x in upright.map(BBox::center_x) {
        if x <= anchor.x + 0.002 {
            left = Some(left.map_or(x, |left| left.max(x)));
        } else if x >= anchor.right() - 0.002 {
            right = Some(right.map_or(x, |right| right.min(x)));
        }
    }
    let (left, right) = left.zip(right)?;
    // Lines around several labels rule the table, not its cells.
    let alone = row.segments.iter().filter(|other| other.bbox.center_x() > left && other.bbox.center_x() < right);
    (alone.count() == 1).then(|| BBox::new(left, anchor.y, right - left, anchor.height))
}

/// "25 de octubre de" above "2025": a value that goes on in the next line of its cell.
pub fn wrapped(document: &Document, shape: &Shape, zone: &Zone, base: f32) -> Option<Candidate> {
    let row = document.layout.rows.get(zone.row)?;
    let bbox = row.bbox_of(&zone.range)?;
    let (at, below) = document.layout.below(zone.row).take(2).find(|(_, below)| {
        below.bbox.y - bbox.bottom() < LINE_GAP * bbox.height
            && below.segments.iter().any(|segment| continues(&segment.bbox, &bbox))
    })?;
    let next = below.segments.iter().find(|segment| continues(&segment.bbox, &bbox))?;
    let head = row.text[zone.range.clone()].trim_end();
    let text = format!("{head} {}", below.text_of(next));
    let hyphened = head.strip_suffix('-').map(|_| format!("{head}{}", below.text_of(next)));
    let readings = [Some(text), hyphened].into_iter().flatten();
    // It begins in the first line and ends in the second.
    let over = |spot: &std::ops::Range<usize>| spot.start < head.len() && spot.end > head.len();
    let (value, quality) = readings
        .flat_map(|text| shape.read(&text, document.habits))
        .find(|(spot, quality)| over(&spot.range) && (*quality >= 1.0 || !matches!(shape, Shape::Iban)))
        .map(|(spot, quality)| (spot.value, quality))?;
    let places = vec![Place { row: zone.row, range: zone.range.clone() }, Place { row: at, range: next.range.clone() }];
    Some(Candidate { value, places, score: base * zone.worth * quality })
}

fn continues(next: &BBox, above: &BBox) -> bool {
    (next.x - above.x).abs() < 0.015
        || (next.right() - above.right()).abs() < 0.01
        || (next.center_x() - above.center_x()).abs() < 0.015
}
