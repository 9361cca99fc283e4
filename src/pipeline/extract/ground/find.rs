//! Where a value stands: by its value for numbers and dates, by its letters for texts, over line breaks too.

use super::super::local::{Document, Place, Shape};
use super::super::notation::{currency, spelling};
use crate::domain::schema::{Field, Kind};
use serde_json::Value;

/// More places than this are not listed.
const MOST: usize = 24;
/// Texts shorter than this must be spelled exactly.
const FORGIVING_LENGTH: usize = 6;
/// One letter in this many may differ.
const LETTERS_PER_ERROR: usize = 8;
/// A text runs over no more lines than this.
const MAX_LINES: usize = 6;

/// Are the two the same answer, spelling aside?
#[must_use]
pub fn is_same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(_), Value::Number(_)) => a.as_f64().zip(b.as_f64()).is_some_and(|(a, b)| (a - b).abs() < 0.0005),
        (Value::String(a), Value::String(b)) => spelling::compact(a) == spelling::compact(b),
        _ => a == b && !a.is_null(),
    }
}

/// Every place where `value` stands, in reading order.
#[must_use]
pub fn places(document: &Document, field: &Field, value: &Value) -> Vec<Vec<Place>> {
    match (value, &field.kind) {
        (Value::Null, _) => Vec::new(),
        (_, Kind::Number | Kind::Integer) => by_value(document, &Shape::Number, value),
        (_, Kind::Date) => by_value(document, &Shape::Date, value),
        (Value::String(text), _) => {
            let mut found = by_letters(document, text);
            if found.is_empty() && currency::of(text) == Some(text.as_str()) {
                found = by_value(document, &Shape::Currency, value);
            }
            if found.is_empty() {
                found = by_value(document, &Shape::Date, value);
            }
            found
        }
        _ => Vec::new(),
    }
}

fn by_value(document: &Document, shape: &Shape, value: &Value) -> Vec<Vec<Place>> {
    let mut found = Vec::new();
    for (at, row) in document.layout.rows.iter().enumerate() {
        for (spot, _) in shape.read(&row.text, document.habits) {
            // Credit notes print what engines give as negative without its sign, and the other way round.
            let same = is_same(&spot.value, value)
                || spot.value.as_f64().zip(value.as_f64()).is_some_and(|(a, b)| (a + b).abs() < 0.0005 && a != 0.0);
            if same && found.len() < MOST {
                found.push(vec![Place { row: at, range: spot.range }]);
            }
        }
        // Amounts beside a sign without a space are one token: €5, 5€.
        if matches!(shape, Shape::Currency)
            && found.is_empty()
            && currency::witnesses(&row.text).iter().any(|(code, _)| value == code)
        {
            found.push(vec![Place { row: at, range: 0..row.text.len() }]);
        }
    }
    found
}

fn by_letters(document: &Document, text: &str) -> Vec<Vec<Place>> {
    let letters: Vec<char> = spelling::fold(&spelling::plain(text)).letters;
    if letters.is_empty() {
        return Vec::new();
    }
    let mut found = Vec::new();
    for (at, row) in document.layout.rows.iter().enumerate() {
        for segment in 0..row.segments.len() {
            if found.len() >= MOST {
                return found;
            }
            found.extend(exact(document, at, segment, &letters));
        }
    }
    if found.is_empty() && letters.len() >= FORGIVING_LENGTH {
        found.extend(near(document, &letters));
    }
    found
}

/// Matches that begin in this segment and may run on to the right or into the line below.
fn exact(document: &Document, row: usize, segment: usize, letters: &[char]) -> Option<Vec<Place>> {
    let text = document.layout.rows[row].text_of(&document.layout.rows[row].segments[segment]);
    let folded = spelling::fold(text);
    let first = *letters.first()?;
    let starts =
        (0..folded.letters.len()).filter(|at| folded.letters[*at] == first && begins_token(text, &folded, *at));
    starts.into_iter().find_map(|at| follow(document, row, segment, at, letters, MAX_LINES))
}

fn begins_token(text: &str, folded: &spelling::Folded, at: usize) -> bool {
    let before = text[..folded.starts[at]].chars().next_back();
    !before.is_some_and(|c| c.is_alphanumeric() && !spelling::is_unspaced(c))
}

fn follow(
    document: &Document,
    row: usize,
    segment: usize,
    from: usize,
    letters: &[char],
    lines: usize,
) -> Option<Vec<Place>> {
    let rows = &document.layout.rows;
    let here = rows.get(row)?;
    let part = here.segments.get(segment)?;
    let text = here.text_of(part);
    let folded = spelling::fold(text);
    let rest = folded.letters.get(from..)?;
    let shared = rest.iter().zip(letters).take_while(|(a, b)| a == b).count();
    let start = part.range.start + folded.starts.get(from).copied()?;
    if shared == letters.len() {
        let end = folded.ends[from + shared - 1];
        let whole = !text[end..].chars().next().is_some_and(|c| c.is_alphanumeric() && !spelling::is_unspaced(c));
        return whole.then(|| vec![Place { row, range: start..part.range.start + end }]);
    }
    if shared < rest.len() || lines == 0 || shared == 0 {
        return None;
    }
    let mine = Place { row, range: start..part.range.end };
    let right = (segment + 1 < here.segments.len()).then_some((row, segment + 1));
    let below = document.layout.below(row).take(2).filter_map(|(at, next)| {
        let at_column =
            next.segments.iter().position(|other| super::super::local::share_column(&other.bbox, &part.bbox));
        at_column.map(|segment| (at, segment))
    });
    right.into_iter().chain(below).find_map(|(row, segment)| {
        let tail = follow(document, row, segment, 0, &letters[shared..], lines - 1)?;
        Some(std::iter::once(mine.clone()).chain(tail).collect())
    })
}

/// The closest spelling within one row.
fn near(document: &Document, letters: &[char]) -> Option<Vec<Place>> {
    let limit = letters.len() / LETTERS_PER_ERROR + 1;
    let mut best: Option<(usize, Vec<Place>)> = None;
    for (at, row) in document.layout.rows.iter().enumerate() {
        let folded = spelling::fold(&row.text);
        for start in (0..folded.letters.len()).filter(|start| begins_token(&row.text, &folded, *start)) {
            for length in [letters.len(), letters.len() - 1, letters.len() + 1] {
                let Some(window) = folded.letters.get(start..start + length) else { continue };
                let bound = best.as_ref().map_or(limit, |(edits, _)| edits.saturating_sub(1));
                if best.as_ref().is_some_and(|(edits, _)| *edits == 0) {
                    break;
                }
                if let Some(edits) = spelling::distance(window, letters, bound) {
                    let range = folded.starts[start]..folded.ends[start + length - 1];
                    best = Some((edits, vec![Place { row: at, range }]));
                }
            }
        }
    }
    best.map(|(_, places)| places)
}

/// The row around which most cells stand, after the row of the item before.
#[must_use]
pub fn together(cells: &[&[Vec<Place>]], after: Option<usize>) -> Option<usize> {
    let rows: Vec<Vec<usize>> = cells
        .iter()
        .map(|places| places.iter().filter_map(|place| place.first().map(|place| place.row)).collect())
        .collect();
    let worth = |row: usize| {
        let cells = rows
            .iter()
            .filter_map(|cell| cell.iter().map(|other| other.abs_diff(row)).min().filter(|far| *far <= 2))
            .map(|far| 10 - far)
            .sum::<usize>();
        (cells + usize::from(after.is_none_or(|after| row > after)) * 5, std::cmp::Reverse(row))
    };
    rows.iter().flatten().copied().max_by_key(|row| worth(*row))
}
