//! Segments that stand beside each other.

use super::segment::Segment;
use crate::domain::page::BBox;

/// Middles of one row differ by less than this share of the lower one's height.
const SAME_ROW: f32 = 0.35;

/// Segments of one line from left to right, by index.
#[derive(Clone, Debug)]
pub struct Row {
    pub members: Vec<usize>,
    pub bbox: BBox,
}

/// `members` as rows from the top. A row follows its neighbours, so that a page taken askew still has its rows.
pub fn rows(segments: &[Segment], members: &[usize]) -> Vec<Row> {
    let mut by_left = members.to_vec();
    by_left.sort_by(|&a, &b| segments[a].bbox.x.total_cmp(&segments[b].bbox.x));
    let mut rows: Vec<Vec<usize>> = Vec::new();
    for at in by_left {
        let distance = |row: &Vec<usize>| apart(&segments[row[row.len() - 1]], &segments[at]);
        let nearest = rows.iter().enumerate().map(|(i, row)| (i, distance(row))).min_by(|a, b| a.1.total_cmp(&b.1));
        match nearest {
            Some((row, distance)) if distance < SAME_ROW => rows[row].push(at),
            _ => rows.push(vec![at]),
        }
    }
    let mut rows: Vec<Row> = rows
        .into_iter()
        .map(|members| {
            let bbox = BBox::around(members.iter().map(|&at| &segments[at].bbox)).expect("a row has members");
            Row { members, bbox }
        })
        .collect();
    rows.sort_by(|a, b| a.bbox.center_y().total_cmp(&b.bbox.center_y()));
    rows
}

/// How far the middle of `b` lies from that of `a`, in heights; beside each other they must be, too.
fn apart(a: &Segment, b: &Segment) -> f32 {
    if b.bbox.x < a.bbox.right() - a.height / 2.0 {
        return f32::INFINITY;
    }
    (a.bbox.center_y() - b.bbox.center_y()).abs() / a.height.min(b.height).max(f32::EPSILON)
}
