//! Parties by label: the first name beside "Seller:" or in the block below it.

use super::super::super::notation::spelling;
use super::super::document::{Candidate, Document};
use super::super::label::{Label, Subject};
use super::super::layout::{Row, Segment, share_column};
use super::super::lexicon;
use super::super::near;
use super::super::role::Role;
use super::name::{is_legal, is_tail, name_at};
use serde_json::json;

/// Rows below a label that are searched for a name.
const BLOCK_ROWS: usize = 8;
/// The lines of one name stand closer than this many line heights.
const CONTINUED_GAP: f32 = 1.0;
/// A gap of this many line heights ends a block.
const BLOCK_GAP: f32 = 2.2;

/// The first name beside or below a label.
pub fn labelled(document: &Document, label: &Label, worth: f32) -> Option<Candidate> {
    let row = document.layout.rows.get(label.row)?;
    for zone in near::zones(document, label).into_iter().filter(|zone| zone.beside) {
        // A heading shares its row with other headings; only what stands behind a colon is its value.
        let same = row.text[label.range.end..].trim_start().starts_with(':') || zone.range.start == label.range.end;
        if same && let Some(candidate) = name_at(document, zone.row, zone.range, worth * zone.worth) {
            return Some(candidate);
        }
    }
    let anchor = row.bbox_of(&label.range)?;
    // In a form each label has its value beside it and the next label below.
    if heads_a_form(document, label, &anchor)
        && let Some(beside) = near::zones(document, label).into_iter().find(|zone| zone.beside)
        && let Some(holder) = document.layout.rows[beside.row].segments.iter().find(|s| s.range.contains(&beside.range.start))
        && is_column(document, label.row, holder)
        && let Some(name) = name_at(document, beside.row, beside.range, worth * beside.worth)
    {
        return Some(continued(document, beside.row, holder, name));
    }
    let mut last = anchor;
    for (at, below) in document.layout.below(label.row).take(BLOCK_ROWS) {
        let Some((index, segment)) =
            below.segments.iter().enumerate().find(|(_, segment)| share_column(&segment.bbox, &anchor))
        else {
            continue;
        };
        if segment.bbox.y - last.bottom() > BLOCK_GAP * anchor.height || is_party_heading(document, at, index) {
            break;
        }
        last = segment.bbox;
        if let Some(name) = entry(document, at, below, index, segment, worth) {
            return Some(name);
        }
    }
    None
}

/// Does the row below have a value at the same place?
fn is_column(document: &Document, row: usize, value: &Segment) -> bool {
    let below = document.layout.below(row).next();
    below.is_some_and(|(_, row)| row.segments.iter().any(|other| (other.bbox.x - value.bbox.x).abs() < 0.01))
}

/// Does another label stand right below, with the same left edge?
fn heads_a_form(document: &Document, label: &Label, anchor: &crate::domain::page::BBox) -> bool {
    let Some((at, row)) = document.layout.below(label.row).next() else { return false };
    let below = row.segments.iter().position(|segment| (segment.bbox.x - anchor.x).abs() < 0.01);
    let close = row.bbox.y - anchor.bottom() < BLOCK_GAP * anchor.height;
    close
        && below.is_some_and(|index| {
            document.labels_in(at).any(|other| other.segment == index && other.leads && (other.closed || other.weight > 0.8))
        })
}

/// A line of a block: "Name: X" is X, "Number: 5" is nothing, a plain line is a name.
fn entry(document: &Document, at: usize, row: &Row, index: usize, segment: &Segment, worth: f32) -> Option<Candidate> {
    let text = row.text_of(segment);
    let next = row.segments.get(index + 1).map_or("", |next| row.text_of(next));
    let parts = text.split_once(':').or_else(|| next.starts_with(':').then_some((text, "")));
    if let Some((key, value)) = parts {
        if !lexicon::is_name_key(&spelling::compact(key)) {
            return None;
        }
        let range = if value.trim().is_empty() {
            row.segments.get(index + 1)?.range.clone()
        } else {
            segment.range.end - value.len()..segment.range.end
        };
        let holder = row.segments.iter().find(|segment| segment.range.contains(&range.start))?;
        return Some(continued(document, at, holder, name_at(document, at, range, worth)?));
    }
    // "Supplier GmbH" and "Transport Müller" begin like labels, but are none.
    let figures = text.contains(|c: char| c.is_ascii_digit());
    let is_label = |label: &Label| {
        label.closed
            || figures && !matches!(
                label.subject,
                Subject::Role(Role::Seller | Role::Buyer | Role::Total | Role::Tax | Role::Cash | Role::Title)
            )
    };
    if document
        .labels_in(at)
        .any(|label| label.segment == index && label.leads && label.weight > 0.8 && is_label(label))
    {
        return None;
    }
    let name = name_at(document, at, segment.range.clone(), worth * 0.95)?;
    Some(continued(document, at, segment, name))
}

/// A name without a legal form runs on into the line below that has one.
pub fn continued(document: &Document, at: usize, segment: &Segment, name: Candidate) -> Candidate {
    let text = name.value.as_str().unwrap_or_default();
    // Other columns may have lines between.
    let next = document.layout.below(at).take(3).find_map(|(at, row)| {
        let next = row.segments.iter().find(|next| (next.bbox.x - segment.bbox.x).abs() < 0.01)?;
        let close = next.bbox.y - segment.bbox.bottom() < CONTINUED_GAP * segment.bbox.height;
        let tail = is_tail(row.text_of(next)) || is_legal(row.text_of(next)) && !is_legal(text);
        let ends = close && (tail || is_set_in_bold(document, at, next));
        Some(ends.then(|| name_at(document, at, next.range.clone(), name.score)).flatten())
    });
    let next = next.flatten();
    match next {
        Some(next) => Candidate {
            value: json!(format!("{text} {}", next.value.as_str().unwrap_or_default())),
            places: name.places.into_iter().chain(next.places).collect(),
            score: name.score,
        },
        None => name,
    }
}

/// A line in bold between two of which only the upper is bold ends what the upper one begins.
fn is_set_in_bold(document: &Document, at: usize, segment: &Segment) -> bool {
    let bold = |row: usize, segment: &Segment| {
        let row = &document.layout.rows[row];
        let words = document.pages.get(row.page).map_or(&[][..], |page| &page.words);
        row.spans[segment.spans.clone()].iter().all(|span| words.get(span.word).is_some_and(|word| word.bold))
    };
    let same = |row: &Row| row.segments.iter().position(|other| (other.bbox.x - segment.bbox.x).abs() < 0.01);
    let above = (0..at).rev().take(3).find_map(|above| Some((above, same(&document.layout.rows[above])?)));
    let below = document.layout.below(at).take(3).find_map(|(below, row)| Some((below, same(row)?)));
    let segment_of = |(row, index): (usize, usize)| (row, &document.layout.rows[row].segments[index]);
    bold(at, segment)
        && above.map(segment_of).is_some_and(|(row, segment)| bold(row, segment))
        && below.map(segment_of).is_some_and(|(row, segment)| !bold(row, segment))
}

fn is_party_heading(document: &Document, row: usize, segment: usize) -> bool {
    document.labels_in(row).any(|label| {
        label.segment == segment
            && label.leads
            && label.closed
            && label.weight > 0.8
            && matches!(label.subject, Subject::Role(Role::Seller | Role::Buyer | Role::OtherParty))
    })
}
