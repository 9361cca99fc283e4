//! Pages as text for models that see nothing: lines from the top, columns kept apart by spaces.

use crate::{
    domain::page::Page,
    pipeline::extract::local::{Layout, Row},
};

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
        text.push_str(&format!("[page {}]\n", page.number));
        let rows: Vec<&Row> = layout.rows.iter().filter(|row| row.page == index).collect();
        let letter = letter_width(&rows);
        let left = rows.iter().map(|row| row.bbox.x).fold(f32::INFINITY, f32::min);
        for row in rows {
            text.push_str(visible(&line(row, left, letter)).trim_end());
            text.push('\n');
        }
    }
    text
}

fn line(row: &Row, left: f32, letter: f32) -> String {
    let mut line = String::new();
    let mut width = 0;
    for segment in &row.segments {
        let at = (((segment.bbox.x - left) / letter).max(0.0) as usize).min(MOST_COLUMNS);
        let start = if width == 0 { at } else { at.max(width + GAP) };
        line.push_str(&" ".repeat(start - width));
        let text = row.text_of(segment);
        line.push_str(text);
        width = start + text.chars().count();
    }
    line
}

/// The usual width of a letter, as a share of the page.
fn letter_width(rows: &[&Row]) -> f32 {
    let of_segment = |row: &Row| -> Vec<f32> {
        let width = |text: &str, width: f32| width / text.chars().count().max(1) as f32;
        row.segments.iter().map(|segment| width(row.text_of(segment), segment.bbox.width)).collect()
    };
    let mut widths: Vec<f32> = rows.iter().flat_map(|row| of_segment(row)).collect();
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
