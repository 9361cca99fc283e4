//! A page as a person reads it: headings, paragraphs and tables, column by column.

mod join;
mod order;
mod paragraph;
mod row;
mod segment;
mod table;

use crate::domain::page::{Page, PageSource};
use segment::Segment;

/// One thing after the other on a page.
#[derive(Clone, Debug, PartialEq)]
pub enum Block {
    /// Level 1 is the largest, 3 the smallest.
    Heading {
        level: u8,
        text: String,
    },
    /// Lines that end where the page ends them; flowing text is one line.
    Paragraph(Vec<String>),
    Table(Table),
}

#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// Is the first row the names of the columns?
    pub has_head: bool,
    /// All of one length.
    pub rows: Vec<Vec<String>>,
    /// Columns of figures, which stand at the right.
    pub figures: Vec<bool>,
}

/// The blocks of each page.
#[must_use]
pub fn flow(pages: &[Page]) -> Vec<Vec<Block>> {
    pages.iter().map(of_page).collect()
}

fn of_page(page: &Page) -> Vec<Block> {
    let (segments, aside) = segment::segments(page);
    let ground = Ground::of(page, &segments);
    let mut blocks = order::blocks(&segments, &ground);
    if !aside.is_empty() {
        blocks.push(Block::Paragraph(vec![aside.join(" ")]));
    }
    blocks
}

/// What is the same all over a page.
struct Ground {
    /// The height of a line of ordinary text, in the unit of the page.
    line: f32,
    /// Heights of recognised text vary with its letters.
    is_recognised: bool,
    /// Ruling lines, in the unit of the page.
    rules: Vec<crate::domain::page::BBox>,
}

impl Ground {
    fn of(page: &Page, segments: &[Segment]) -> Self {
        Self {
            line: usual_height(segments).max(f32::EPSILON),
            is_recognised: page.source == PageSource::Ocr,
            rules: page.rules.iter().map(|rule| segment::on_page(rule, page)).collect(),
        }
    }
}

/// The height at which half of the characters stand.
fn usual_height(segments: &[Segment]) -> f32 {
    let mut heights: Vec<(f32, usize)> =
        segments.iter().map(|segment| (segment.height, segment.text.chars().count())).collect();
    heights.sort_by(|a, b| a.0.total_cmp(&b.0));
    let half = heights.iter().map(|(_, count)| count).sum::<usize>() / 2;
    let mut passed = 0;
    heights
        .iter()
        .find(|(_, count)| {
            passed += count;
            passed > half
        })
        .map_or(0.0, |(height, _)| *height)
}

#[cfg(test)]
mod tests;
