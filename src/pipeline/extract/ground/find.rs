//! Where a value stands: by its value for numbers and dates, by its letters for texts, over line breaks too.

use super::super::local::{Document, Place, Row, Shape, share_column};
use super::super::notation::{
    currency,
    spelling::{self, Folded},
};
use crate::domain::schema::{Field, Kind};
use serde_json::Value;
use std::{cell::Cell, ops::Range};

/// More places than this are not listed.
const MOST: usize = 24;
/// Texts shorter than this must be spelled exactly.
const FORGIVING_LENGTH: usize = 6;
/// One letter in this many may differ.
const LETTERS_PER_ERROR: usize = 8;
/// Rows that are compared letter by letter in all, about a second's work: of an answer that is mostly invented, the
/// rest is looked for as it is spelled.
const PATIENCE: usize = 200_000;
/// Two numbers that differ by less are printed alike.
const NO_DIFFERENCE: f64 = 0.0005;
/// A text runs over no more lines than this.
const MAX_LINES: usize = 6;

/// Are the two the same answer, spelling aside?
#[must_use]
pub fn is_same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(_), Value::Number(_)) => {
            a.as_f64().zip(b.as_f64()).is_some_and(|(a, b)| (a - b).abs() < NO_DIFFERENCE)
        }
        (Value::String(a), Value::String(b)) => spelling::compact(a) == spelling::compact(b),
        _ => a == b && !a.is_null(),
    }
}

/// All that is printed, read once to be searched for every value of an answer.
pub struct Index<'a> {
    document: &'a Document<'a>,
    /// Of each row its segments.
    segments: Vec<Vec<Folded>>,
    numbers: Vec<(f64, Place)>,
    dates: Vec<(Value, Place)>,
    /// Rows that may still be searched for misspelt texts.
    patience: Cell<usize>,
}

impl<'a> Index<'a> {
    #[must_use]
    pub fn of(document: &'a Document<'a>) -> Self {
        let rows = &document.layout.rows;
        let folded =
            |row: &Row| row.segments.iter().map(|segment| spelling::fold(row.text_of(segment))).collect::<Vec<_>>();
        let read = |shape: &Shape| {
            let read = |(at, row): (usize, &Row)| {
                let spots = shape.read(&row.text, document.habits);
                spots.into_iter().map(move |(spot, _)| (spot.value, Place { row: at, range: spot.range }))
            };
            rows.iter().enumerate().flat_map(read).collect::<Vec<_>>()
        };
        let number = |(value, place): (Value, Place)| Some((value.as_f64()?, place));
        Self {
            document,
            segments: rows.iter().map(folded).collect(),
            numbers: read(&Shape::Number).into_iter().filter_map(number).collect(),
            dates: read(&Shape::Date),
            patience: Cell::new(PATIENCE),
        }
    }

    /// The places where `value` stands, in reading order from row `from` on; before it only if it is not there.
    #[must_use]
    pub fn places(&self, field: &Field, value: &Value, from: usize) -> Vec<Vec<Place>> {
        match (value, &field.kind) {
            (Value::Null, _) => Vec::new(),
            (_, Kind::Number | Kind::Integer) => {
                value.as_f64().map_or_else(Vec::new, |number| self.number(number, from))
            }
            (_, Kind::Date) => self.date(value, from),
            (Value::String(text), _) => {
                let mut found = self.text(text, from);
                if found.is_empty() && currency::of(text) == Some(text.as_str()) {
                    found = self.currency(value);
                }
                if found.is_empty() {
                    found = self.date(value, from);
                }
                found
            }
            _ => Vec::new(),
        }
    }

    fn number(&self, wanted: f64, from: usize) -> Vec<Vec<Place>> {
        // Credit notes print what engines give as negative without its sign, and the other way round.
        let same = |number: f64| (number - wanted).abs() < NO_DIFFERENCE || (number + wanted).abs() < NO_DIFFERENCE;
        nearest(self.numbers.iter().filter(|(number, _)| same(*number)).map(|(_, place)| place), from)
    }

    fn date(&self, wanted: &Value, from: usize) -> Vec<Vec<Place>> {
        nearest(self.dates.iter().filter(|(date, _)| is_same(date, wanted)).map(|(_, place)| place), from)
    }

    /// By its code or sign; an amount beside a sign without a space is one token: €5, 5€.
    fn currency(&self, wanted: &Value) -> Vec<Vec<Place>> {
        let mut found = Vec::new();
        for (at, row) in self.document.layout.rows.iter().enumerate() {
            let spots = Shape::Currency.read(&row.text, self.document.habits);
            let same = spots.into_iter().filter(|(spot, _)| is_same(&spot.value, wanted));
            found.extend(same.map(|(spot, _)| vec![Place { row: at, range: spot.range }]));
            if found.is_empty() && currency::witnesses(&row.text).iter().any(|(code, _)| wanted == code) {
                found.push(vec![Place { row: at, range: 0..row.text.len() }]);
            }
        }
        found.truncate(MOST);
        found
    }

    fn text(&self, text: &str, from: usize) -> Vec<Vec<Place>> {
        let letters: Vec<char> = spelling::fold(&spelling::plain(text)).letters;
        if letters.is_empty() {
            return Vec::new();
        }
        let spelled = |rows: Range<usize>| {
            let segments = rows.flat_map(|row| (0..self.segments[row].len()).map(move |segment| (row, segment)));
            segments.filter_map(|(row, segment)| self.exact(row, segment, &letters)).take(MOST).collect::<Vec<_>>()
        };
        let mut found = spelled(from..self.segments.len());
        if found.is_empty() {
            found = spelled(0..from.min(self.segments.len()));
        }
        if found.is_empty() && letters.len() >= FORGIVING_LENGTH {
            found.extend(self.near(&letters));
        }
        found
    }

    /// A match that begins in this segment and may run on to the right or into the line below.
    fn exact(&self, row: usize, segment: usize, letters: &[char]) -> Option<Vec<Place>> {
        let here = &self.document.layout.rows[row];
        let text = here.text_of(&here.segments[segment]);
        let folded = &self.segments[row][segment];
        let first = *letters.first()?;
        let starts =
            (0..folded.letters.len()).filter(|at| folded.letters[*at] == first && begins_token(text, folded, *at));
        starts.into_iter().find_map(|at| self.follow(row, segment, at, letters, MAX_LINES))
    }

    fn follow(&self, row: usize, segment: usize, from: usize, letters: &[char], lines: usize) -> Option<Vec<Place>> {
        let here = self.document.layout.rows.get(row)?;
        let part = here.segments.get(segment)?;
        let text = here.text_of(part);
        let folded = &self.segments[row][segment];
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
        let below = self.document.layout.below(row).take(2).filter_map(|(at, next)| {
            let at_column = next.segments.iter().position(|other| share_column(&other.bbox, &part.bbox));
            at_column.map(|segment| (at, segment))
        });
        right.into_iter().chain(below).find_map(|(row, segment)| {
            let tail = self.follow(row, segment, 0, &letters[shared..], lines - 1)?;
            Some(std::iter::once(mine.clone()).chain(tail).collect())
        })
    }

    /// The closest spelling within one row.
    fn near(&self, letters: &[char]) -> Option<Vec<Place>> {
        let rows = &self.document.layout.rows;
        self.patience.set(self.patience.get().checked_sub(rows.len())?);
        let limit = letters.len() / LETTERS_PER_ERROR + 1;
        let mut best: Option<(usize, Vec<Place>)> = None;
        for (at, row) in rows.iter().enumerate() {
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
}

/// The first of `places` from row `from` on, else the first of all.
fn nearest<'p>(places: impl Iterator<Item = &'p Place> + Clone, from: usize) -> Vec<Vec<Place>> {
    let listed =
        |places: &mut dyn Iterator<Item = &'p Place>| places.take(MOST).map(|place| vec![place.clone()]).collect();
    let found: Vec<Vec<Place>> = listed(&mut places.clone().filter(|place| place.row >= from));
    if found.is_empty() { listed(&mut places.into_iter()) } else { found }
}

fn begins_token(text: &str, folded: &spelling::Folded, at: usize) -> bool {
    let before = text[..folded.starts[at]].chars().next_back();
    !before.is_some_and(|c| c.is_alphanumeric() && !spelling::is_unspaced(c))
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
