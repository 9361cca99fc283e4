//! Sections are parts of a page below or beside a heading of their own: "Earnings", "Work experience", "Skills".

use super::document::Document;
use super::label::{self, Label, OwnLabel, Subject};
use super::layout::{Layout, overlap};
use crate::domain::page::{BBox, Page};

/// Columns begin this share of the page left of their heading at the most.
const MARGIN: f32 = 0.012;

/// So many cells below a heading tell what its column holds.
const LOOKED_AT: usize = 3;

/// Where the heading of a list stands, and what belongs to it.
#[derive(Clone, Debug)]
pub struct Section {
    page: usize,
    /// With the heading's own row.
    area: BBox,
    heading: BBox,
    /// Does it go on over the pages that follow?
    open: bool,
}

/// The section of each list that has a heading; `others` are headings that nobody asked for.
#[must_use]
pub fn find(document: &Document, own: &[OwnLabel], lists: usize) -> Vec<Option<Section>> {
    let headings = headings(&document.layout, own);
    (0..lists)
        .map(|list| {
            let mut mine: Vec<&(Label, usize, BBox)> =
                headings.iter().filter(|(label, ..)| label.subject == Subject::Field(list)).collect();
            mine.sort_by(|a, b| b.0.weight.total_cmp(&a.0.weight));
            mine.first().map(|(label, page, bbox)| section(document, &headings, label.row, *page, bbox))
        })
        .collect()
}

/// Labels that stand alone in their segment, or before a colon at its beginning.
fn headings(layout: &Layout, own: &[OwnLabel]) -> Vec<(Label, usize, BBox)> {
    label::find(layout, own)
        .into_iter()
        .filter(|label| matches!(label.subject, Subject::Field(_)) && label.leads && label.closed)
        .filter_map(|label| {
            let row = layout.rows.get(label.row)?;
            let segment = row.segments.get(label.segment)?;
            // A word behind it in the same segment would make it a label in a sentence.
            let alone = label.range.start == segment.range.start;
            Some((label.clone(), row.page, segment.bbox)).filter(|_| alone)
        })
        .collect()
}

fn section(document: &Document, headings: &[(Label, usize, BBox)], row: usize, page: usize, heading: &BBox) -> Section {
    let same_page = || headings.iter().filter(move |(_, at, _)| *at == page);
    let right = same_page()
        .filter(|(_, _, other)| other.x > heading.right() && other.x > heading.x + MARGIN)
        .map(|(_, _, other)| other.x - MARGIN)
        .fold(1.0, f32::min);
    let parted = same_page().any(|(_, _, other)| other.right() < heading.x);
    let left = if parted { heading.x - MARGIN } else { 0.0 };
    let below = same_page()
        .filter(|(label, _, other)| label.row > row && other.y > heading.bottom() && other.x + MARGIN >= left && other.x < right)
        .map(|(_, _, other)| other.y)
        .fold(f32::INFINITY, f32::min);
    let top = document.layout.rows.get(row).map_or(heading.y, |row| row.bbox.y).min(heading.y);
    let bottom = below.min(1.0);
    Section {
        page,
        area: BBox::new(left, top, right - left, bottom - top),
        heading: *heading,
        open: below.is_infinite(),
    }
}

impl Section {
    /// Does the heading stand over a column of numbers, so that the texts of the list are in another column?
    #[must_use]
    pub fn heads_numbers(&self, document: &Document) -> bool {
        let below = document.layout.rows.iter().filter(|row| {
            row.page == self.page && row.bbox.y > self.heading.bottom() && row.bbox.y < self.area.bottom()
        });
        let under = below.flat_map(|row| {
            row.segments.iter().filter(|segment| overlap(&segment.bbox, &self.heading) > 0.0).map(|segment| row.text_of(segment))
        });
        let first: Vec<&str> = under.take(LOOKED_AT).collect();
        let numbers = first.iter().filter(|text| text.chars().all(|c| !c.is_alphabetic())).count();
        !first.is_empty() && numbers * 2 > first.len()
    }

    /// The pages with nothing but the section on them; its own heading only if `headed`.
    #[must_use]
    pub fn crop(&self, pages: &[Page], headed: bool) -> Vec<Page> {
        let last = if self.open { pages.len() } else { self.page + 1 };
        pages[..last.min(pages.len())]
            .iter()
            .enumerate()
            .skip(self.page)
            .map(|(at, page)| {
                let first = at == self.page;
                let from = if headed { self.area.y - 0.001 } else { self.heading.bottom() - 0.25 * self.heading.height };
                let inside = |bbox: &BBox| {
                    let across = bbox.center_x() > self.area.x && bbox.center_x() < self.area.right();
                    across && (!first || bbox.center_y() > from && bbox.center_y() < self.area.bottom())
                };
                Page { words: page.words.iter().filter(|word| inside(&word.bbox)).cloned().collect(), ..page.clone() }
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample::page;
    use super::*;

    #[test]
    fn columns_and_headings_bound_a_section() {
        let pages = [page(&[
            (40.0, 40.0, "Skills"),
            (300.0, 40.0, "Education"),
            (40.0, 60.0, "Sewing"),
            (300.0, 60.0, "School of Arts"),
            (40.0, 90.0, "Languages"),
            (40.0, 110.0, "Thai"),
            (300.0, 110.0, "College"),
        ])];
        let labels: Vec<OwnLabel> = ["skills", "education", "languages"]
            .iter()
            .enumerate()
            .map(|(at, word)| (word.chars().collect(), at, 1.0))
            .collect();
        let document = Document::read(&pages, &[]);
        let sections = find(&document, &labels, 3);
        let texts = |at: usize| {
            let cropped = sections[at].as_ref().unwrap().crop(&pages, false);
            cropped[0].words.iter().map(|word| word.text.clone()).collect::<Vec<_>>().join(" ")
        };
        assert_eq!([texts(0), texts(1), texts(2)], ["Sewing", "School of Arts College", "Thai"]);
    }
}
