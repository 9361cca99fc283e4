//! What tells a table from prose in columns and from blocks that happen to stand side by side.

use super::{Ground, Run};
use crate::pipeline::result::export::flow::segment::Segment;

/// Without lines around it, a table has so much of its rows filled …
const FULL: f32 = 0.65;
/// … and with them so much.
const FULL_RULED: f32 = 0.4;
/// A column counts when so much of the rows fill it.
const CORE: f32 = 0.3;
/// A line belongs to a table when it runs below so much of its width.
const RULED: f32 = 0.6;
/// This share of a column's cells are figures.
const FIGURES: f32 = 0.6;
/// Cells of prose hold so many characters …
const PROSE: f32 = 28.0;
/// … and fill so much of their column.
const PROSE_FILL: f32 = 0.75;
/// A label and its value stand no further apart than so many lines.
const PAIR_GAP: f32 = 2.5;
/// Labels are no longer than this, in characters.
const LABEL: f32 = 40.0;

pub fn is_table(run: &Run, segments: &[Segment], ground: &Ground) -> bool {
    let core = core(run, segments, ground);
    if run.rows.len() < 2 || core.len() < 2 || is_prose(run, segments) {
        return false;
    }
    let ruled = is_ruled(run, ground);
    let anchors = run.anchors(segments, ground).count();
    if let [labels, values] = core[..] {
        return are_pairs(run, segments, (labels, values), ruled, ground);
    }
    // A row of three is full with all of them, a longer one may lack a cell.
    let wanted = if core.len() == 3 { 3 } else { core.len() - 1 };
    let full = run.rows.iter().filter(|row| core.iter().filter(|column| row.has(**column)).count() >= wanted).count();
    let share = full as f32 / anchors.max(1) as f32;
    let figures = core.iter().any(|column| are_figures(run, segments, *column));
    full >= 2 && (ruled && share >= FULL_RULED || share >= FULL && (figures || run.rows.len() > 2))
}

/// The columns that more than a few rows fill.
fn core(run: &Run, segments: &[Segment], ground: &Ground) -> Vec<usize> {
    let anchors = run.anchors(segments, ground).count();
    let filled = |column: &usize| run.rows.iter().filter(|row| row.has(*column)).count() as f32;
    (0..run.columns.len()).filter(|column| filled(column) >= CORE * anchors as f32).collect()
}

/// Labels with their values, or a table of two columns.
fn are_pairs(run: &Run, segments: &[Segment], (left, right): (usize, usize), ruled: bool, ground: &Ground) -> bool {
    let both = run.rows.iter().filter(|row| row.has(left) && row.has(right)).count();
    let share = both as f32 / run.rows.len() as f32;
    let labels: Vec<&str> = texts(run, segments, left).collect();
    let figures = are_figures(run, segments, right);
    let values = texts(run, segments, right);
    let colons = labels.iter().filter(|label| label.ends_with([':', '：'])).count()
        + values.filter(|value| value.starts_with([':', '：'])).count();
    let colons = 2 * colons >= labels.len();
    let close = run.columns[right].0 - run.columns[left].1 <= PAIR_GAP * ground.line;
    let told = figures || colons || ((close || ruled) && both >= 3);
    both >= 2 && share >= FULL && length(&labels) <= LABEL && told
}

/// Two columns or more of long lines that fill them.
fn is_prose(run: &Run, segments: &[Segment]) -> bool {
    let prose = (0..run.columns.len()).filter(|&column| {
        let texts: Vec<&str> = texts(run, segments, column).collect();
        let width = (run.columns[column].1 - run.columns[column].0).max(f32::EPSILON);
        let pieces = pieces(run, segments, column);
        let fill = pieces.clone().map(|piece| piece.bbox.width / width).sum::<f32>() / texts.len().max(1) as f32;
        length(&texts) >= PROSE && fill >= PROSE_FILL && texts.len() >= 2
    });
    prose.count() >= 2
}

/// Lines across the run, or several down through it.
fn is_ruled(run: &Run, ground: &Ground) -> bool {
    let (Some(first), Some(last)) = (run.rows.first(), run.rows.last()) else { return false };
    let (left, right) = (run.columns[0].0, run.columns[run.columns.len() - 1].1);
    let (top, bottom) = (first.bbox.y - ground.line, last.bbox.bottom() + ground.line);
    let inside = || ground.rules.iter().filter(|rule| rule.center_y() > top && rule.center_y() < bottom);
    // A line is often drawn cell by cell.
    let mut across: Vec<(f32, f32)> = Vec::new();
    for rule in inside().filter(|rule| rule.width > 2.0 * rule.height) {
        let width = (rule.right().min(right) - rule.x.max(left)).max(0.0);
        match across.iter_mut().find(|(y, _)| (*y - rule.center_y()).abs() < ground.line / 4.0) {
            Some((_, sum)) => *sum += width,
            None => across.push((rule.center_y(), width)),
        }
    }
    let down = inside().filter(|rule| rule.height > ground.line && rule.height > 2.0 * rule.width);
    let between = down.filter(|rule| rule.center_x() > left && rule.center_x() < right).count();
    across.iter().any(|(_, width)| *width >= RULED * (right - left)) || between >= run.columns.len() - 1
}

fn pieces<'r>(run: &'r Run, segments: &'r [Segment], column: usize) -> impl Iterator<Item = &'r Segment> + Clone {
    let of_column = move |(place, at): &(usize, usize)| (*place == column).then_some(*at);
    run.rows.iter().flat_map(move |row| row.pieces.iter().filter_map(of_column)).map(|at| &segments[at])
}

fn texts<'r>(run: &'r Run, segments: &'r [Segment], column: usize) -> impl Iterator<Item = &'r str> {
    pieces(run, segments, column).map(|piece| piece.text.as_str())
}

fn length(texts: &[&str]) -> f32 {
    texts.iter().map(|text| text.chars().count()).sum::<usize>() as f32 / texts.len().max(1) as f32
}

/// Does the column hold figures below its first row?
pub fn are_figures(run: &Run, segments: &[Segment], column: usize) -> bool {
    let mut below = run.clone();
    if below.rows.len() > 1 && !texts(&below, segments, column).next().is_some_and(is_figure) {
        below.rows.remove(0);
    }
    let texts: Vec<&str> = texts(&below, segments, column).collect();
    let figures = texts.iter().filter(|text| is_figure(text)).count();
    figures > 0 && figures as f32 >= FIGURES * texts.len() as f32
}

/// A number with whatever stands beside numbers: a currency, a percent sign, a unit.
pub fn is_figure(text: &str) -> bool {
    let digits = text.chars().filter(|c| c.is_numeric()).count();
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    digits > 0 && letters <= digits.max(3)
}
