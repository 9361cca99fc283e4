//! The cells of a table as text.

use super::{Grid, Run, evidence};
use crate::{
    domain::page::BBox,
    pipeline::result::export::flow::{Ground, Table, join::add_line, segment::Segment},
};

/// A line belongs to the head when it runs below so much of its width.
const HEAD_LINE: f32 = 0.6;

pub fn grid(run: &Run, segments: &[Segment], ground: &Ground) -> Grid {
    let columns = run.columns.len();
    let mut rows: Vec<Vec<String>> = Vec::new();
    for (row, continued) in run.rows.iter().zip(run.continued(segments, ground)) {
        if !continued {
            rows.push(vec![String::new(); columns]);
        }
        let cells = rows.last_mut().expect("the first row continues none");
        for (column, piece) in &row.pieces {
            add_line(&mut cells[*column], &segments[*piece].text);
        }
    }
    let members: Vec<usize> = run.rows.iter().flat_map(|row| row.pieces.iter().map(|(_, piece)| *piece)).collect();
    let figures: Vec<bool> = (0..columns).map(|column| evidence::are_figures(run, segments, column)).collect();
    Grid {
        bbox: BBox::around(members.iter().map(|&at| &segments[at].bbox)).expect("a table has cells"),
        table: Table { has_head: has_head(run, segments, ground, &figures), rows, figures },
        members,
    }
}

/// The first row names the columns: it is bold or underlined, the others are not, and it holds no figures.
fn has_head(run: &Run, segments: &[Segment], ground: &Ground, figures: &[bool]) -> bool {
    let [first, second, ..] = &run.rows[..] else { return false };
    let pieces = |row: &super::Cells| row.pieces.iter().map(|(_, piece)| &segments[*piece]).collect::<Vec<_>>();
    let (names, values) = (pieces(first), pieces(second));
    if run.columns.len() < 3 && !figures[1] || names.iter().any(|name| evidence::is_figure(&name.text)) {
        return false;
    }
    let bold = names.iter().all(|name| name.bold) && !values.iter().all(|value| value.bold);
    let width = run.columns[run.columns.len() - 1].1 - run.columns[0].0;
    let below: f32 = ground
        .rules
        .iter()
        .filter(|rule| rule.width > 2.0 * rule.height)
        .filter(|rule| rule.center_y() > first.bbox.center_y() && rule.center_y() < second.bbox.center_y())
        .map(|rule| rule.width)
        .sum();
    let figures_begin = first.pieces.iter().any(|(column, _)| figures[*column]) && first.pieces.len() > 2;
    bold || below >= HEAD_LINE * width || figures_begin
}
