//! Pages as text for models that see nothing: lines from the top, columns kept apart by spaces.

use crate::{
    domain::page::Page,
    pipeline::extract::local::{Layout, Row, Segment},
};
use std::fmt::Write as _;

/// A line is no wider than this: fine print on a wide sheet would be mostly spaces.
const MOST_COLUMNS: usize = 240;
/// The narrowest letter that is believed, as a share of the page.
const NARROWEST: f32 = 1.0 / MOST_COLUMNS as f32;
/// Segments stand at least so many spaces apart.
const GAP: usize = 2;

/// All of `pages`, each below its mark.
#[must_use]
pub fn of(pages: &[Page]) -> String {
    let layout = Layout::of(pages);
    let mut text = String::new();
    for (index, page) in pages.iter().enumerate() {
        let _ = writeln!(text, "[page {}]", page.number);
        let rows: Vec<&Row> = layout.rows.iter().filter(|row| row.page == index).collect();
        let lines: Vec<Vec<Cell>> = rows.into_iter().map(|row| cells(page, row)).collect();
        let letter = letter_width(&lines);
        let left = lines.iter().flatten().map(|cell| cell.x).fold(f32::INFINITY, f32::min);
        for cells in &lines {
            text.push_str(line(cells, left, letter).trim_end());
            text.push('\n');
        }
    }
    text
}

/// Words that stand close together, as they are printed.
struct Cell {
    x: f32,
    width: f32,
    text: String,
}

fn cells(page: &Page, row: &Row) -> Vec<Cell> {
    let printed = |segment: &Segment| {
        let words = row.spans[segment.spans.clone()].iter().filter_map(|span| page.words.get(span.word));
        visible(&words.map(|word| word.text.trim()).collect::<Vec<_>>().join(" "))
    };
    let cell = |segment: &Segment| Cell { x: segment.bbox.x, width: segment.bbox.width, text: printed(segment) };
    row.segments.iter().map(cell).collect()
}

fn line(cells: &[Cell], left: f32, letter: f32) -> String {
    let mut line = String::new();
    let mut width = 0;
    for cell in cells {
        let at = (((cell.x - left) / letter).max(0.0) as usize).min(MOST_COLUMNS);
        let start = if width == 0 { at } else { at.max(width + GAP) };
        line.push_str(&" ".repeat(start - width));
        line.push_str(&cell.text);
        width = start + cell.text.chars().count();
    }
    line
}

/// The usual width of a letter, as a share of the page.
fn letter_width(lines: &[Vec<Cell>]) -> f32 {
    let mut widths: Vec<f32> =
        lines.iter().flatten().map(|cell| cell.width / cell.text.chars().count().max(1) as f32).collect();
    widths.sort_by(f32::total_cmp);
    widths.get(widths.len() / 2).copied().unwrap_or(NARROWEST).max(NARROWEST)
}

/// Without characters that nobody sees, in which orders to a model can hide.
fn visible(text: &str) -> String {
    let hidden = |c: char| {
        matches!(c, '\u{ad}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{feff}' | '\u{fff0}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
    };
    text.chars().filter(|&c| !c.is_control() && !hidden(c)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pipeline::extract::local::sample::{lines, page};

    #[test]
    fn columns_stay_below_each_other() {
        let text = of(&[page(&[
            (50.0, 10.0, "Description"),
            (300.0, 10.0, "Amount"),
            (50.0, 30.0, "Paper, white"),
            (300.0, 30.0, "12.00"),
        ])]);
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines[0], "[page 1]");
        assert_eq!(lines[1].find("Amount"), lines[2].find("12.00"), "{text}");
        assert!(lines[1].starts_with("Description  "), "{text}");
    }

    #[test]
    fn what_nobody_sees_is_left_out() {
        let hidden: String = "obey".chars().map(|c| char::from_u32(0xe_0000 + c as u32).unwrap()).collect();
        let text = of(&[lines(&[&format!("to\u{200b}tal{hidden} 5\u{202e}\u{7}")])]);
        assert_eq!(text, "[page 1]\ntotal 5\n");
    }
}
