//! Values that run on over lines: a line that has no room for the next word goes on below.

use super::super::address;
use super::super::document::{Candidate, Document, Place};
use super::super::layout::Segment;
use super::super::shape::single_spaced;
use super::text;
use serde_json::json;

/// Lines of one text stand closer than this many line heights.
const GAP: f32 = 0.9;
/// No text that a field asks for has more lines.
const LINES: usize = 12;
/// Left edges of one column agree to this share of the page.
const EDGE: f32 = 0.012;

/// The value with the rest of its line and the lines that it runs on into, while each is as wide as its column.
/// A `clause` ends with its sentence.
#[must_use]
pub fn run_on(document: &Document, candidate: Candidate, clause: bool) -> Candidate {
    let whole = extend(document, to_the_end(document, candidate), true);
    if clause { sentence(whole) } else { whole }
}

/// Candidates that are parts of others are not values of their own.
pub fn drop_parts(found: &mut Vec<Candidate>) {
    let inside = |part: &Candidate, whole: &Candidate| {
        part.value != whole.value
            && part.places.iter().all(|place| {
                whole.places.iter().any(|other| {
                    other.row == place.row && other.range.start <= place.range.start && place.range.end <= other.range.end
                })
            })
    };
    let all = found.clone();
    found.retain(|part| !all.iter().any(|whole| inside(part, whole) && !inside(whole, part)));
}

/// Words of the line that look like a label, but stand in the middle of a text, belong to it.
fn to_the_end(document: &Document, candidate: Candidate) -> Candidate {
    let [place] = candidate.places.as_slice() else { return candidate };
    let Some(row) = document.layout.rows.get(place.row) else { return candidate };
    let end = row.segments[row.segment_at(place.range.start)].range.end;
    let rest = &row.text[place.range.end.min(end)..end];
    if place.range.end >= end || rest.contains(':') {
        return candidate;
    }
    let value = row.text[place.range.start..end].trim_end_matches([' ', ',', ';', '|', '-']);
    let range = place.range.start..place.range.start + value.len();
    Candidate { value: json!(single_spaced(value)), places: vec![Place { row: place.row, range }], score: candidate.score }
}

/// Up to the full stop that ends the sentence.
fn sentence(candidate: Candidate) -> Candidate {
    let whole = text(&candidate.value);
    let end = whole.match_indices(". ").map(|(at, _)| at).find(|at| {
        let word = whole[..*at].rsplit(' ').next().unwrap_or_default();
        word.chars().count() > 3 && whole[at + 2..].starts_with(|c: char| c.is_uppercase())
    });
    let value = json!(whole[..end.unwrap_or(whole.len())].trim_end_matches('.'));
    Candidate { value, ..candidate }
}

/// The value with all lines of its block below, however short: lines of an address.
#[must_use]
pub fn lines(document: &Document, candidate: Candidate) -> Candidate {
    extend(document, candidate, false)
}

fn extend(document: &Document, candidate: Candidate, only_full: bool) -> Candidate {
    let rows = &document.layout.rows;
    let Some(place) = candidate.places.last().cloned() else { return candidate };
    let Some(first) = rows.get(place.row).and_then(|row| row.segments.get(row.segment_at(place.range.start))) else {
        return candidate;
    };
    // A value inside its segment is a part of something; only its end may run on.
    if place.range.end + 2 < first.range.end {
        return candidate;
    }
    let left = rows[place.row].bbox_of(&place.range).map_or(first.bbox.x, |bbox| bbox.x);
    let lines = block(document, place.row, left, first);
    let right = lines.iter().map(|(_, segment)| segment.bbox.right()).fold(first.bbox.right(), f32::max);
    let (mut whole, mut places) = (text(&candidate.value).to_owned(), candidate.places.clone());
    let mut last = first;
    for (row, segment) in &lines {
        let word = rows[*row].spans.get(segment.spans.start).map_or(0.0, |span| span.bbox.width);
        if only_full && last.bbox.right() + word < right {
            break;
        }
        whole = address::joined([whole.as_str(), rows[*row].text_of(segment)].into_iter(), false);
        places.push(Place { row: *row, range: segment.range.clone() });
        last = segment;
    }
    Candidate { value: json!(single_spaced(&whole)), places, score: candidate.score }
}

/// The segments below, in the same column, up to the next label or gap.
fn block<'d>(document: &'d Document, row: usize, left: f32, first: &Segment) -> Vec<(usize, &'d Segment)> {
    let mut lines: Vec<(usize, &Segment)> = Vec::new();
    let mut bottom = first.bbox.bottom();
    let height = first.bbox.height;
    let before: Vec<f32> =
        document.layout.rows[row].segments.iter().map(|segment| segment.bbox.x).filter(|x| x + EDGE < left).collect();
    for (at, below) in document.layout.below(row).take(LINES) {
        if below.bbox.y - bottom > GAP * height {
            break;
        }
        let Some(index) = below.segments.iter().position(|segment| (segment.bbox.x - left).abs() < EDGE) else { continue };
        let segment = &below.segments[index];
        // In a form, what has a text of its own on its left is another value.
        let another = below.segments[..index].iter().any(|s| before.iter().any(|x| (s.bbox.x - x).abs() < EDGE));
        let heads = another
            || document.labels_in(at).any(|label| label.segment == index && label.leads && label.closed);
        let other_size = (segment.bbox.height - height).abs() > 0.35 * height;
        if heads || other_size {
            break;
        }
        bottom = segment.bbox.bottom();
        lines.push((at, segment));
    }
    lines
}
