//! The heading of a table: the row, or few rows, that name its columns.

mod meaning;

use super::super::super::notation::number;
use super::super::document::Document;
use super::super::layout::{Row, overlap};
use super::super::role::Column;
use super::Ask;
use crate::domain::page::BBox;
use meaning::{meanings, whole_meanings};

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    Column(Column),
    /// A field of the template that is no standard column, by its place.
    Own(usize),
    /// The same, of a field that holds numbers.
    OwnNumber(usize),
    /// The name of the list itself.
    Title,
    Unknown,
}

impl Meaning {
    #[must_use]
    pub fn is_own(self) -> bool {
        matches!(self, Self::Own(_) | Self::OwnNumber(_))
    }

    /// Do numbers stand under it?
    #[must_use]
    pub fn is_number(self) -> bool {
        matches!(self, Self::Column(column) if column.is_number()) || matches!(self, Self::OwnNumber(_))
    }
}

/// One column: its heading's width and what it holds.
#[derive(Clone, Debug)]
pub struct Heading {
    pub meaning: Meaning,
    pub bbox: BBox,
}

/// The heading of a table.
#[derive(Clone, Debug)]
pub struct Headings {
    pub columns: Vec<Heading>,
    /// The rows that the heading takes.
    pub rows: std::ops::Range<usize>,
}

/// A repeated heading names at least this share of the columns in its main row.
const REPEATED: f32 = 0.4;
/// Rows of one heading stand closer than this many line heights.
const LINE_GAP: f32 = 1.3;
/// A heading has no more rows than this above or below its main one.
const MORE_ROWS: usize = 3;
/// A heading of more words than this is a sentence.
const MAX_WORDS: usize = 14;

/// A heading cell while it is put together: its lines from the top.
struct Cell {
    lines: Vec<String>,
    bbox: BBox,
    whole: bool,
}

/// A part of a row that may be a heading; a whole segment of it, or words that stand close to others.
struct Chunk {
    text: String,
    bbox: BBox,
    whole: bool,
}

impl Chunk {
    fn meanings(&self, ask: Option<&Ask>) -> Vec<Meaning> {
        if self.whole { whole_meanings(&self.text, ask) } else { meanings(&self.text, ask) }
    }
}

/// The best heading of the document.
#[must_use]
pub fn find(document: &Document, ask: &Ask) -> Option<Headings> {
    let rows = &document.layout.rows;
    let mut best: Option<(usize, Headings)> = None;
    for (at, row) in rows.iter().enumerate() {
        if holds_amounts(row, document) || row.spans.len() > MAX_WORDS * 2 || known(&words(row), Some(ask)).len() < 2 {
            continue;
        }
        let headings = band(document, at, ask);
        let score = score(&headings.columns);
        if score > 0 && best.as_ref().is_none_or(|(other, _)| score > *other) {
            best = Some((score, headings));
        }
    }
    best.map(|(_, headings)| headings)
}

/// Is this row a repetition of `headings`, as on the next page?
#[must_use]
pub fn repeats(document: &Document, row: usize, headings: &Headings) -> bool {
    let Some(row) = document.layout.rows.get(row) else { return false };
    if holds_amounts(row, document) {
        return false;
    }
    let here = known(&words(row), None);
    let same = here.iter().filter(|(meaning, bbox)| {
        headings.columns.iter().any(|column| column.meaning == *meaning && overlap(&column.bbox, bbox) > 0.0)
    });
    let (same, known) =
        (same.count(), headings.columns.iter().filter(|column| column.meaning != Meaning::Unknown).count());
    same >= 2 && same * 2 >= here.len() && same as f32 >= REPEATED * known as f32
}

/// Does another table begin here?
#[must_use]
pub fn is_another(document: &Document, row: usize) -> bool {
    document.layout.rows.get(row).is_some_and(|row| {
        let known = known(&words(row), None);
        row.segments.len() >= 2
            && known.len() >= 2
            && known.len() * 2 >= row.segments.len()
            && !row.text.contains(|c: char| c.is_ascii_digit())
    })
}

fn holds_amounts(row: &Row, document: &Document) -> bool {
    number::find(&row.text, document.habits.decimal).iter().any(|spot| spot.value.decimals > 0)
}

/// A table needs a text and a number, or three things that are known.
fn score(columns: &[Heading]) -> usize {
    let mut meanings: Vec<Meaning> =
        columns.iter().map(|column| column.meaning).filter(|meaning| *meaning != Meaning::Unknown).collect();
    meanings.dedup();
    let has = |column: Column| meanings.contains(&Meaning::Column(column));
    let text = has(Column::Description) || has(Column::Code);
    let number = meanings
        .iter()
        .any(|meaning| matches!(meaning, Meaning::Column(column) if column.is_number()) || meaning.is_own());
    let items = has(Column::Quantity) || has(Column::UnitPrice) || has(Column::Description);
    let own = meanings.iter().filter(|meaning| meaning.is_own()).count();
    if own >= 2 || text && number && meanings.len() >= 2 || items && meanings.len() >= 3 {
        meanings.len() * 2
            + usize::from(has(Column::Description)) * 3
            + usize::from(has(Column::Amount)) * 3
            + usize::from(has(Column::Quantity)) * 2
    } else {
        0
    }
}

/// The main row with the rows around it that belong to the heading, folded into columns.
fn band(document: &Document, main: usize, ask: &Ask) -> Headings {
    let rows = &document.layout.rows;
    // Rows beside the table, as in a margin, do not part it.
    let beside = |at: usize| rows[at].bbox.right() < rows[main].bbox.x || rows[at].bbox.x > rows[main].bbox.right();
    let joins = |a: usize, b: usize| {
        let (upper, lower) = (&rows[a.min(b)], &rows[a.max(b)]);
        upper.page == lower.page && lower.bbox.y - upper.bbox.bottom() < (LINE_GAP - 0.5) * upper.bbox.height
    };
    let plain = |at: usize| {
        !rows[at].text.contains(|c: char| c.is_ascii_digit() || c == ':') && rows[at].spans.len() <= MAX_WORDS
    };
    // A lone text below is the first item's name more often than the heading's second line.
    let heads = |at: usize| {
        let row = &rows[at];
        at < main || row.segments.len() > 1 || row.text.starts_with('(') || !meanings(&row.text, Some(ask)).is_empty()
    };
    let mut members = vec![main];
    for direction in [-1isize, 1] {
        let mut edge = main;
        let mut at = main;
        while let Some(next) = at.checked_add_signed(direction).filter(|next| *next < rows.len()) {
            at = next;
            if beside(at) && rows[at].page == rows[main].page {
                continue;
            }
            if members.len() > 2 * MORE_ROWS || !joins(edge, at) || !plain(at) || !heads(at) {
                break;
            }
            edge = at;
            members.push(at);
        }
    }
    let first = members.iter().copied().min().unwrap_or(main);
    let last = members.iter().copied().max().unwrap_or(main);
    members[1..].sort_unstable();
    let mut cells: Vec<Cell> = Vec::new();
    // The main row decides the columns; the others add to them.
    for at in members {
        for Chunk { text, bbox, whole } in words(&rows[at]).chunks_by_heading(at == main, Some(ask)) {
            let home = cells.iter_mut().max_by(|a, b| overlap(&a.bbox, &bbox).total_cmp(&overlap(&b.bbox, &bbox)));
            match home {
                Some(cell) if at != main && overlap(&cell.bbox, &bbox) > 0.0 => {
                    if at < main {
                        let place = cell.lines.len() - 1;
                        cell.lines.insert(place, text);
                    } else {
                        cell.lines.push(text);
                    }
                    cell.bbox = BBox { y: cell.bbox.y, height: cell.bbox.height, ..cell.bbox.union(&bbox) };
                }
                _ => cells.push(Cell { lines: vec![text], bbox, whole }),
            }
        }
    }
    let mut columns: Vec<Heading> =
        cells.iter().map(|cell| Heading { meaning: Meaning::Unknown, bbox: cell.bbox }).collect();
    assign(&cells, &mut columns, ask);
    columns.sort_by(|a, b| a.bbox.x.total_cmp(&b.bbox.x));
    Headings { columns, rows: first..last + 1 }
}

/// What each cell means; what one alone can mean is settled first.
fn assign(cells: &[Cell], columns: &mut [Heading], ask: &Ask) {
    let options: Vec<Vec<Meaning>> = cells.iter().map(|cell| cell_meanings(cell, ask)).collect();
    for wanted in 1..=4 {
        for (at, meanings) in options.iter().enumerate().filter(|(_, meanings)| meanings.len() == wanted) {
            let taken = |meaning: &Meaning| columns.iter().any(|column| column.meaning == *meaning);
            if let Some(free) = meanings.iter().find(|meaning| !taken(meaning)) {
                columns[at].meaning = *free;
            }
        }
    }
    // "Item" alone may be a number or a name; every table has names.
    let description = Meaning::Column(Column::Description);
    if !columns.iter().any(|column| column.meaning == description)
        && let Some(at) = options.iter().position(|meanings| meanings.contains(&description))
    {
        columns[at].meaning = description;
    }
    entitled(columns);
}

/// The list's own name heads its amounts where something else heads the texts, else the texts.
fn entitled(columns: &mut [Heading]) {
    let left = |at: usize| {
        columns.iter().any(|column| column.meaning == Meaning::Unknown && column.bbox.right() < columns[at].bbox.x)
    };
    let titled = columns.iter().position(|column| column.meaning == Meaning::Title);
    let texts =
        columns.iter().any(|column| column.meaning == Meaning::Column(Column::Description)) || titled.is_some_and(left);
    let home = Meaning::Column(if texts { Column::Amount } else { Column::Description });
    for at in 0..columns.len() {
        if columns[at].meaning == Meaning::Title {
            for column in columns.iter_mut().filter(|column| texts && column.meaning == home) {
                column.meaning = Meaning::Unknown;
            }
            columns[at].meaning = home;
        }
    }
}

fn cell_meanings(cell: &Cell, ask: &Ask) -> Vec<Meaning> {
    let joined = cell.lines.concat();
    // Numbers of an article often share a heading with its name; the name is what counts.
    let ask = Some(ask);
    let describes = |line: &&String| meanings(line, ask).contains(&Meaning::Column(Column::Description));
    if let Some(line) = cell.lines.iter().find(describes) {
        return meanings(line, ask);
    }
    let mut texts = vec![joined];
    for length in (1..=cell.lines.len()).rev() {
        texts.extend(cell.lines.windows(length).map(<[String]>::concat));
    }
    texts
        .iter()
        .map(|text| if cell.whole { whole_meanings(text, ask) } else { meanings(text, ask) })
        .find(|meanings| !meanings.is_empty())
        .unwrap_or_default()
}

struct Words(Vec<(String, BBox, usize)>);

/// The words of a row, each with its box and its segment.
fn words(row: &Row) -> Words {
    Words(
        row.spans
            .iter()
            .map(|span| (row.text[span.range.clone()].to_owned(), span.bbox, row.segment_at(span.range.start)))
            .collect(),
    )
}

/// Known headings in a row, at their places.
fn known(words: &Words, ask: Option<&Ask>) -> Vec<(Meaning, BBox)> {
    words
        .chunks_by_heading(true, ask)
        .into_iter()
        .filter_map(|chunk| chunk.meanings(ask).first().map(|meaning| (*meaning, chunk.bbox)))
        .collect()
}

impl Words {
    /// Splits a row into cells: whole segments, or, where headings stand close, the longest that are known.
    fn chunks_by_heading(&self, split: bool, ask: Option<&Ask>) -> Vec<Chunk> {
        let mut chunks = Vec::new();
        let mut at = 0;
        while at < self.0.len() {
            let segment_end = (at..self.0.len()).find(|other| self.0[*other].2 != self.0[at].2).unwrap_or(self.0.len());
            let text = |range: std::ops::Range<usize>| {
                self.0[range].iter().map(|(text, ..)| text.as_str()).collect::<Vec<_>>().join(" ")
            };
            let mut end = segment_end;
            if split && whole_meanings(&text(at..segment_end), ask).is_empty() {
                let known = (at + 1..segment_end).rev().find(|end| !meanings(&text(at..*end), ask).is_empty());
                // Words that mean nothing run on until one does.
                let next = (at + 1..segment_end)
                    .find(|start| (*start + 1..=segment_end).any(|end| !meanings(&text(*start..end), ask).is_empty()));
                end = known.or(next).unwrap_or(segment_end);
            }
            if let Some(bbox) = BBox::around(self.0[at..end].iter().map(|(_, bbox, _)| bbox)) {
                let whole = end == segment_end && (at == 0 || self.0[at - 1].2 != self.0[at].2);
                chunks.push(Chunk { text: text(at..end), bbox, whole });
            }
            at = end.max(at + 1);
        }
        chunks
    }
}
