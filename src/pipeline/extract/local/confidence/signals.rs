//! Signals are what speaks for and against an answer, apart from how it was found.

use super::super::document::{Candidate, Document};
use super::super::label::Subject;
use super::super::leaf::Leaf;
use super::super::role::Role;
use super::super::shape::Shape;
use super::super::totals::Reckoning;
use super::super::{address, party};
use crate::domain::page::PageSource;
use crate::pipeline::extract::notation::{code, date, spelling};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Answers that are judged by the same signals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    Money,
    Date,
    Name,
    Address,
    /// Numbers of documents.
    Number,
    /// Tax numbers and bank accounts.
    Code,
    Currency,
    /// A cell of a row.
    Cell,
    Other,
}

impl Kind {
    #[cfg(test)]
    pub const ALL: [Self; 9] = [
        Self::Money,
        Self::Date,
        Self::Name,
        Self::Address,
        Self::Number,
        Self::Code,
        Self::Currency,
        Self::Cell,
        Self::Other,
    ];

    fn of(shape: &Shape) -> Self {
        match shape {
            Shape::Money => Self::Money,
            Shape::Date => Self::Date,
            Shape::Name => Self::Name,
            Shape::Address => Self::Address,
            Shape::Id => Self::Number,
            Shape::TaxId | Shape::Iban | Shape::Bic => Self::Code,
            Shape::Currency => Self::Currency,
            _ => Self::Other,
        }
    }
}

/// The signals of one answer, by name; most are 0 or 1.
#[derive(Clone, Debug)]
pub struct Signals {
    pub kind: Kind,
    pub values: Vec<(&'static str, f32)>,
}

/// Who is asked about the answers of one document.
pub struct Witness<'a> {
    document: &'a Document<'a>,
    reckoning: Reckoning,
}

/// Names and addresses hold no other signs than these, beside letters and figures.
const PLAIN_SIGNS: &str = " .,&'’()/-+#";
/// Rows above a value in which its label may stand.
const LABEL_ROWS: usize = 3;

impl<'a> Witness<'a> {
    #[must_use]
    pub fn of(document: &'a Document<'a>) -> Self {
        Self { document, reckoning: Reckoning::of(document) }
    }

    /// What speaks for the first of `candidates` as the answer to the leaf at `at`.
    #[must_use]
    pub fn leaf(&self, at: usize, leaf: &Leaf, candidates: &[Candidate]) -> Option<Signals> {
        let best = candidates.first()?;
        let kind = Kind::of(&leaf.shape);
        let mut values = self.common(best, candidates.get(1..).unwrap_or_default(), &leaf.shape);
        values.push(("labelled", flag(self.is_labelled(at, leaf.role, best))));
        match kind {
            Kind::Money => self.money(leaf.role, best, &mut values),
            Kind::Date => self.date(best, &mut values),
            Kind::Name => self.name(best, &mut values),
            Kind::Address => Self::address(best, &mut values),
            Kind::Code => values.push(("checked", flag(is_checked(best)))),
            _ => {}
        }
        Some(Signals { kind, values })
    }

    /// What speaks for a cell of a row; `adds_up` says whether the amounts of all rows make a printed sum.
    #[must_use]
    pub fn cell(&self, cell: &Candidate, adds_up: bool) -> Signals {
        let mut values = self.common(cell, &[], &Shape::Free);
        values.push(("sum", flag(adds_up)));
        Signals { kind: Kind::Cell, values }
    }

    /// What speaks for an entry of a plain list.
    #[must_use]
    pub fn entry(&self, entry: &Candidate) -> Signals {
        Signals { kind: Kind::Other, values: self.common(entry, &[], &Shape::Free) }
    }

    /// Do these amounts make a sum that the document prints as such?
    #[must_use]
    pub fn adds_up(&self, amounts: &[f64]) -> bool {
        self.reckoning.is_sum(amounts.iter().sum())
    }

    fn common(&self, best: &Candidate, rivals: &[Candidate], shape: &Shape) -> Vec<(&'static str, f32)> {
        let rival = rivals.iter().find(|rival| rival.value != best.value).map_or(0.0, |rival| rival.score);
        let closeness = (rival / best.score.max(f32::EPSILON)).clamp(0.0, 1.0).powi(3);
        let (mut doubt, mut scan) = (0.0f32, false);
        for place in &best.places {
            if let Some(row) = self.document.layout.rows.get(place.row) {
                doubt = doubt.max(1.0 - row.confidence_of(&place.range));
                scan |= self.document.pages.get(row.page).is_some_and(|page| page.source == PageSource::Ocr);
            }
        }
        vec![
            ("score", best.score.clamp(0.0, 1.4)),
            ("rival", closeness),
            ("doubt", doubt.clamp(0.0, 1.0)),
            ("scan", flag(scan)),
            ("again", flag(self.is_printed_again(best, shape))),
        ]
    }

    /// Does a clear label of the field stand before the value or above it?
    fn is_labelled(&self, at: usize, role: Option<Role>, best: &Candidate) -> bool {
        let Some(place) = best.places.first() else { return false };
        (place.row.saturating_sub(LABEL_ROWS)..=place.row).any(|row| {
            self.document.labels_in(row).any(|label| {
                let own = label.subject == Subject::Field(at)
                    || role.is_some_and(|role| label.subject == Subject::Role(role));
                own && label.leads && label.weight > 0.8
            })
        })
    }

    /// Does the value stand on another row as well?
    fn is_printed_again(&self, best: &Candidate, shape: &Shape) -> bool {
        let elsewhere = self
            .document
            .layout
            .rows
            .iter()
            .enumerate()
            .filter(|(at, _)| !best.places.iter().any(|place| place.row == *at));
        match &best.value {
            Value::String(text) if matches!(shape, Shape::Name | Shape::Address | Shape::Free | Shape::Id) => {
                let letters = spelling::compact(text);
                letters.len() > 3
                    && elsewhere.into_iter().any(|(_, row)| spelling::compact(&row.text).contains(&letters))
            }
            value => elsewhere.into_iter().any(|(_, row)| {
                shape.read(&row.text, self.document.habits).iter().any(|(spot, _)| spot.value == *value)
            }),
        }
    }

    fn money(&self, role: Option<Role>, best: &Candidate, values: &mut Vec<(&'static str, f32)>) {
        let value = best.value.as_f64().unwrap_or(f64::NAN);
        let proof = self.reckoning.proof(role, value);
        values.extend([
            ("paid", flag(proof.paid)),
            ("handed", flag(proof.handed_over && !proof.paid)),
            ("unpaid", flag(proof.unpaid)),
            ("sum", flag(proof.adds_up)),
            ("near", flag(proof.nearly && !proof.adds_up)),
            ("lines", flag(proof.lines)),
            ("twice", flag(proof.twice)),
            ("rounded", flag(proof.rounded)),
            (
                "proofless",
                flag(!(proof.paid || proof.handed_over || proof.adds_up || proof.nearly || proof.lines || proof.twice)),
            ),
        ]);
    }

    fn date(&self, best: &Candidate, values: &mut Vec<(&'static str, f32)>) {
        let habit = self.document.habits.date;
        let all: Vec<_> = self.document.layout.texts().flat_map(|text| date::find(text, habit)).collect();
        let mine: Vec<_> = all.iter().filter(|spot| best.value == date::iso(spot.value.date)).collect();
        let others = all.len() - mine.len();
        values.extend([
            ("ambiguous", flag(mine.iter().all(|spot| spot.value.ambiguous))),
            ("others", (others as f32 / 3.0).min(1.0)),
            ("alone", flag(others == 0)),
        ]);
    }

    fn name(&self, best: &Candidate, values: &mut Vec<(&'static str, f32)>) {
        let text = best.value.as_str().unwrap_or_default();
        let first = best.places.first();
        values.extend([
            ("form", flag(party::has_form(text))),
            ("trade", flag(party::is_legal(text) && !party::has_form(text))),
            ("figures", flag(text.chars().any(|c| c.is_ascii_digit()))),
            ("odd", odd(text)),
            ("short", flag(text.chars().count() < 6)),
            ("joined", flag(best.places.len() > 1)),
            (
                "above_address",
                flag(best.places.last().is_some_and(|place| address::below(self.document, place).is_some())),
            ),
            ("first", flag(first.is_some_and(|place| place.row == 0))),
            ("slip", flag(self.document.layout.slip)),
        ]);
    }

    fn address(best: &Candidate, values: &mut Vec<(&'static str, f32)>) {
        let text = best.value.as_str().unwrap_or_default();
        values.extend([
            ("town", flag(address::has_postcode(text))),
            ("street", flag(address::has_street(text))),
            ("lines", (best.places.len() as f32 / 4.0).min(1.0)),
            ("odd", odd(text)),
        ]);
    }
}

/// Signs that a scan puts where letters were.
fn odd(text: &str) -> f32 {
    let odd = text.chars().filter(|c| !c.is_alphanumeric() && !PLAIN_SIGNS.contains(*c)).count();
    let doubled = text.matches("..").count();
    ((odd + doubled) as f32 / 2.0).min(1.0)
}

/// Does the code carry digits that agree, or the shape of its country?
fn is_checked(best: &Candidate) -> bool {
    let text = best.value.as_str().unwrap_or_default();
    code::is_iban(text) || code::is_vat_id(text) || code::is_thai_id(text)
}

fn flag(is: bool) -> f32 {
    f32::from(u8::from(is))
}
