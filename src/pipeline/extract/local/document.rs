//! A document as the finders see it: rows, labels and the habits of its author.

use super::super::notation::{date, number};
use super::label::{self, Label, OwnLabel};
use super::layout::Layout;
use super::shape::Habits;
use crate::domain::{
    evidence::{FieldEvidence, FieldStatus},
    page::{BBox, Page},
};
use serde_json::Value;
use std::{ops::Range, sync::Arc};

/// So many amounts with cents make it the habit of a document.
const WITH_CENTS: usize = 3;

/// Pages, read once and shared by all finders.
pub struct Document<'a> {
    pub pages: &'a [Page],
    pub layout: Layout,
    pub labels: Vec<Label>,
    pub habits: Habits,
    own: Arc<[OwnLabel]>,
}

/// Bytes of one row.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    pub row: usize,
    pub range: Range<usize>,
}

/// A value that may be the answer, where it stands, and what speaks for it.
#[derive(Clone, Debug)]
pub struct Candidate {
    pub value: Value,
    pub places: Vec<Place>,
    /// 0–1.
    pub score: f32,
}

impl<'a> Document<'a> {
    #[must_use]
    pub fn read(pages: &'a [Page], own: &[OwnLabel]) -> Self {
        let layout = Layout::of(pages);
        let labels = label::find(&layout, own);
        let decimal = number::vote(layout.texts());
        let amounts = layout.texts().flat_map(|text| number::find(text, decimal));
        let cents = amounts.filter(|spot| spot.value.decimals == 2 && !spot.value.percent).count() >= WITH_CENTS;
        let habits = Habits { decimal, date: date::vote(layout.texts()), cents };
        Self { pages, layout, labels, habits, own: own.into() }
    }

    /// The same document with less on its pages; it keeps its habits and its labels.
    #[must_use]
    pub fn part<'p>(&self, pages: &'p [Page]) -> Document<'p> {
        Document { habits: self.habits, ..Document::read(pages, &self.own) }
    }

    /// Labels of one row, from the left.
    pub fn labels_in(&self, row: usize) -> impl Iterator<Item = &Label> {
        let from = self.labels.partition_point(|label| label.row < row);
        self.labels[from..].iter().take_while(move |label| label.row == row)
    }

    /// The text of a place as it was printed, without the plain spelling.
    #[must_use]
    pub fn printed(&self, place: &Place) -> String {
        let Some(row) = self.layout.rows.get(place.row) else { return String::new() };
        let words =
            row.spans.iter().filter(|span| span.range.start < place.range.end && place.range.start < span.range.end);
        let texts: Vec<&str> =
            words.filter_map(|span| Some(self.pages.get(row.page)?.words.get(span.word)?.text.trim())).collect();
        texts.join(" ")
    }

    /// The evidence of a chosen candidate.
    #[must_use]
    pub fn evidence(&self, chosen: &Candidate, confidence: f32) -> FieldEvidence {
        let page = chosen.places.first().and_then(|place| self.layout.rows.get(place.row)).map(|row| row.page);
        let boxes: Vec<BBox> = chosen
            .places
            .iter()
            .filter_map(|place| {
                self.layout.rows.get(place.row).filter(|row| Some(row.page) == page)?.bbox_of(&place.range)
            })
            .collect();
        let text = chosen.places.iter().map(|place| self.printed(place)).collect::<Vec<_>>().join(" ");
        FieldEvidence {
            value: chosen.value.clone(),
            confidence,
            page: page.and_then(|page| self.pages.get(page)).map(|page| page.number),
            bbox: BBox::around(&boxes),
            text: (!text.is_empty()).then_some(text),
            status: if chosen.places.is_empty() { FieldStatus::Ungrounded } else { FieldStatus::Grounded },
        }
    }
}
