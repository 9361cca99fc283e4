//! Reading order: rows from the top, each from the left.

use crate::domain::page::BBox;

/// Two boxes share a row when their middles differ by less than this share of the lower one's height.
const SAME_ROW: f32 = 0.5;

/// One row while it is being gathered: the running means of its middles and heights.
struct Row {
    middle: f32,
    height: f32,
    members: Vec<usize>,
}

/// The indexes of `boxes` in reading order. The boxes are in square units (points or pixels); `slope` is how far the
/// lines of the page sink per unit to the right, so that a photo taken askew still reads row by row.
pub(super) fn reading_order(boxes: &[BBox], slope: f32) -> Vec<usize> {
    let middle = |i: usize| boxes[i].center_y() - slope * boxes[i].center_x();
    let mut by_height: Vec<usize> = (0..boxes.len()).collect();
    by_height.sort_by(|&a, &b| middle(a).total_cmp(&middle(b)));

    let mut rows: Vec<Row> = Vec::new();
    for i in by_height {
        let (y, height) = (middle(i), boxes[i].height);
        match rows.last_mut() {
            Some(row) if (y - row.middle).abs() < SAME_ROW * height.min(row.height) => {
                row.members.push(i);
                let share = 1.0 / row.members.len() as f32;
                row.middle += (y - row.middle) * share;
                row.height += (height - row.height) * share;
            }
            _ => rows.push(Row { middle: y, height, members: vec![i] }),
        }
    }
    for row in &mut rows {
        row.members.sort_by(|&a, &b| boxes[a].x.total_cmp(&boxes[b].x));
    }
    rows.into_iter().flat_map(|row| row.members).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_come_before_columns() {
        let boxes = [
            BBox::new(300.0, 101.0, 40.0, 10.0), // right column, first row, one unit lower
            BBox::new(10.0, 120.0, 40.0, 10.0),
            BBox::new(10.0, 100.0, 40.0, 10.0),
            BBox::new(300.0, 119.0, 40.0, 12.0),
        ];
        assert_eq!(reading_order(&boxes, 0.0), [2, 0, 1, 3]);
    }

    #[test]
    fn a_tilted_page_still_reads_row_by_row() {
        // Lines 20 apart that sink by 30 over the width: without the slope the rows would mix.
        let slope = 0.05;
        let at = |x: f32, row: f32| BBox::new(x, row * 20.0 + slope * x, 50.0, 12.0);
        let boxes = [at(600.0, 0.0), at(0.0, 1.0), at(0.0, 0.0), at(600.0, 1.0)];
        assert_eq!(reading_order(&boxes, slope), [2, 0, 1, 3]);
        assert_ne!(reading_order(&boxes, 0.0), [2, 0, 1, 3]);
    }
}
