//! Tables: rows whose pieces stand below each other in columns.

mod cells;
mod evidence;

use super::{Ground, Table, row::Row, segment::Segment};
use crate::domain::page::BBox;

/// Pieces belong to one column when they overlap by more than this share of a line.
const SHARED: f32 = 0.15;
/// Rows of one table are no further apart than so many lines …
const APART: f32 = 2.2;
/// … or so many times the widest white so far …
const WIDER: f32 = 1.5;
/// … or so many lines, when a row fills the columns.
const FAR: f32 = 5.0;
/// A row of so many columns and more may lack one.
const MANY: usize = 5;
/// A row of one piece continues the row above it within so many lines.
const CONTINUES: f32 = 0.6;

/// A table and the segments that it is made of.
#[derive(Clone, Debug)]
pub struct Grid {
    pub members: Vec<usize>,
    pub bbox: BBox,
    pub table: Table,
}

/// The pieces of one row by column.
#[derive(Clone, Debug)]
struct Cells {
    bbox: BBox,
    /// Column and segment, from the left.
    pieces: Vec<(usize, usize)>,
    /// It runs over several columns.
    is_note: bool,
}

/// Rows that may be a table.
#[derive(Clone, Debug, Default)]
struct Run {
    /// From and to, from the left.
    columns: Vec<(f32, f32)>,
    rows: Vec<Cells>,
    widest_white: f32,
}

/// The tables among `rows`, from the top.
pub fn grids(segments: &[Segment], rows: &[Row], ground: &Ground) -> Vec<Grid> {
    let mut grids = Vec::new();
    let mut at = 0;
    while at < rows.len() {
        let mut run = run(segments, &rows[at..], ground);
        let length = run.rows.len();
        run.merge_columns();
        if evidence::is_table(&run, segments, ground) {
            grids.push(cells::grid(&run, segments, ground));
            at += length;
        } else {
            at += 1;
        }
    }
    grids
}

/// As many rows as share their columns, from the first one on.
fn run(segments: &[Segment], rows: &[Row], ground: &Ground) -> Run {
    let mut run = Run::default();
    for row in rows {
        if !run.take(segments, row, ground) {
            break;
        }
    }
    // What continues nothing is no row of it.
    let continued = run.continued(segments, ground);
    let closes = |row: &Cells, at: usize| row.is_note || row.pieces.len() < 2 && !continued[at];
    while run.rows.last().is_some_and(|row| closes(row, run.rows.len() - 1)) {
        run.rows.pop();
    }
    run
}

impl Run {
    /// Takes the row if it fits into the columns.
    fn take(&mut self, segments: &[Segment], row: &Row, ground: &Ground) -> bool {
        let spans: Vec<(f32, f32)> =
            row.members.iter().map(|&at| (segments[at].bbox.x, segments[at].bbox.right())).collect();
        let Some(last) = self.rows.last() else {
            if spans.len() < 2 {
                return false;
            }
            self.columns.clone_from(&spans);
            self.rows.push(Cells {
                bbox: row.bbox,
                pieces: row.members.iter().copied().enumerate().collect(),
                is_note: false,
            });
            return true;
        };
        let white = row.bbox.y - last.bbox.bottom();
        let Some((columns, places)) = placed(&self.columns, &spans, SHARED * ground.line) else {
            return self.take_note(row, &spans, white, ground);
        };
        let new = columns.len() - self.columns.len();
        let known = spans.len() - new;
        let reach = match spans.len() {
            1 => CONTINUES * ground.line,
            _ if known + usize::from(columns.len() >= MANY) >= columns.len() => FAR * ground.line,
            _ => (APART * ground.line).max(WIDER * self.widest_white),
        };
        if white > reach {
            return false;
        }
        // A head may lack a column or two; later rows bring none.
        let may_be_new = if self.rows.len() == 1 { 2 } else { 1 };
        if new > may_be_new || known == 0 || (spans.len() > 1 && known < 2 && self.columns.len() > 2) {
            return false;
        }
        if new > 0 {
            self.renumber(&columns);
        }
        self.columns = columns;
        self.widest_white = self.widest_white.max(white);
        let pieces = places.into_iter().zip(row.members.iter().copied()).collect();
        self.rows.push(Cells { bbox: row.bbox, pieces, is_note: false });
        true
    }

    /// Takes a line that runs over several columns, close below a row of the table.
    fn take_note(&mut self, row: &Row, spans: &[(f32, f32)], white: f32, ground: &Ground) -> bool {
        let touched =
            |(from, to): &(f32, f32)| self.columns.iter().position(|column| column.1 > *from && column.0 < *to);
        let Some(places) = spans.iter().map(touched).collect::<Option<Vec<usize>>>() else { return false };
        if self.rows.len() < 2 || spans.len() > 2 || white > CONTINUES * ground.line {
            return false;
        }
        let pieces = places.into_iter().zip(row.members.iter().copied()).collect();
        self.rows.push(Cells { bbox: row.bbox, pieces, is_note: true });
        true
    }

    /// Gives the pieces their columns' new places.
    fn renumber(&mut self, columns: &[(f32, f32)]) {
        let place = |old: (f32, f32)| {
            let inside = |new: &(f32, f32)| new.0 <= old.0 && old.1 <= new.1;
            columns.iter().position(inside).expect("columns only grow")
        };
        let places: Vec<usize> = self.columns.iter().map(|&old| place(old)).collect();
        for (column, _) in self.rows.iter_mut().flat_map(|row| &mut row.pieces) {
            *column = places[*column];
        }
    }

    /// A heading that does not stand over its figures has made a column of its own: one column are the two.
    fn merge_columns(&mut self) {
        let mut at = 0;
        while at + 1 < self.columns.len() {
            let filled = |column: usize| self.rows.iter().filter(|row| row.has(column)).count();
            let both = self.rows.iter().any(|row| row.has(at) && row.has(at + 1));
            if !both && filled(at).min(filled(at + 1)) <= 1 && self.columns.len() > 2 {
                self.columns[at].1 = self.columns[at + 1].1;
                self.columns.remove(at + 1);
                for (column, _) in self.rows.iter_mut().flat_map(|row| &mut row.pieces) {
                    *column -= usize::from(*column > at);
                }
            } else {
                at += 1;
            }
        }
    }

    /// The rows in which something begins.
    fn anchors(&self, segments: &[Segment], ground: &Ground) -> impl Iterator<Item = &Cells> {
        let continued = self.continued(segments, ground);
        self.rows.iter().zip(continued).filter(|(row, continued)| !continued && !row.is_note).map(|(row, _)| row)
    }

    /// Which rows are the rest of texts that did not fit into one line of their cells?
    fn continued(&self, segments: &[Segment], ground: &Ground) -> Vec<bool> {
        let mut anchor = 0;
        let mut continued = vec![false; self.rows.len()];
        for (at, rest) in continued.iter_mut().enumerate().skip(1) {
            let (head, above, row) = (&self.rows[anchor], &self.rows[at - 1], &self.rows[at]);
            let close = row.bbox.y - above.bbox.bottom() <= CONTINUES * ground.line;
            let few = 2 * row.pieces.len() <= self.columns.len() && row.pieces.len() < head.pieces.len();
            let below =
                |(column, piece): &(usize, usize)| head.has(*column) && !evidence::is_figure(&segments[*piece].text);
            *rest = !row.is_note && close && few && row.pieces.iter().all(below) && !is_ruled_off(above, row, ground);
            if !*rest {
                anchor = at;
            }
        }
        continued
    }
}

/// Is there a line between the two rows?
fn is_ruled_off(above: &Cells, below: &Cells, ground: &Ground) -> bool {
    ground.rules.iter().any(|rule| {
        let between = rule.center_y() > above.bbox.center_y() && rule.center_y() < below.bbox.center_y();
        let over = rule.x < below.bbox.right() && rule.right() > below.bbox.x;
        rule.width > 4.0 * rule.height && between && over
    })
}

impl Cells {
    fn has(&self, column: usize) -> bool {
        self.pieces.iter().any(|(place, _)| *place == column)
    }
}

/// The columns grown by `spans`, and the column of each; nothing if a span lies over two.
fn placed(columns: &[(f32, f32)], spans: &[(f32, f32)], shared: f32) -> Option<(Vec<(f32, f32)>, Vec<usize>)> {
    let mut grown = columns.to_vec();
    for &(from, to) in spans {
        let touched: Vec<usize> = grown
            .iter()
            .enumerate()
            .filter(|(_, column)| column.1.min(to) - column.0.max(from) > shared.min((to - from) / 2.0))
            .map(|(at, _)| at)
            .collect();
        match touched[..] {
            [] => {
                let at = grown.partition_point(|column| column.0 < from);
                grown.insert(at, (from, to));
            }
            [at] => grown[at] = (grown[at].0.min(from), grown[at].1.max(to)),
            _ => return None,
        }
    }
    let apart = grown.windows(2).all(|pair| pair[0].1 <= pair[1].0 + shared);
    let place = |span: &(f32, f32)| grown.iter().position(|column| column.0 <= span.0 && span.1 <= column.1);
    let places = spans.iter().map(place).collect::<Option<Vec<usize>>>()?;
    apart.then_some((grown, places))
}
