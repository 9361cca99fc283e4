//! Finders for words of a trade: beside their label as everything else, and in the ways of that trade.

mod card;
mod machine;
mod wrapped;

use super::document::{Candidate, Document, Place};
use super::label::Subject;
use super::leaf::Leaf;
use super::prose::{self, Paragraph};
use super::role::Role;
use super::shape::{Shape, single_spaced};
use super::term::{Look, Side, Term};
use super::{address, near, numbered, party};
use crate::domain::schema::Kind;
use machine::Machine;
use serde_json::{Value, json};

/// A value that only its look gives away.
const UNLABELLED: f32 = 0.45;
/// A value behind its number on a driving licence.
const NUMBERED: f32 = 1.0;
/// A word that answers a question wherever it stands.
const SPOKEN: f32 = 0.7;
/// A name that sounds like what it is asked for.
const SOUNDS: f32 = 0.45;
/// A party that is known by its place in the sentence alone.
const BY_PLACE: f32 = 0.4;

/// What the finders of one document share.
pub struct Finder<'a> {
    document: &'a Document<'a>,
    paragraphs: Vec<Paragraph>,
    machine: Option<Machine>,
    numbers: Vec<(String, Place)>,
    parties: Vec<super::parties::Party>,
    sellers: Vec<Candidate>,
    buyers: Vec<Candidate>,
}

impl<'a> Finder<'a> {
    /// Reads of the document what the `leaves` will need; the sellers and the buyers of an invoice are known.
    #[must_use]
    pub fn new(document: &'a Document<'a>, leaves: &[Leaf], [sellers, buyers]: [Vec<Candidate>; 2]) -> Self {
        let any = |test: fn(&Term) -> bool| leaves.iter().any(|leaf| leaf.term.is_some_and(test));
        let sentences = any(|term| !term.phrases.is_empty() || !term.yes.is_empty() || term.party.is_some());
        let paragraphs = if sentences { prose::paragraphs(document) } else { Vec::new() };
        let parties = if any(|term| term.party.is_some()) { super::parties::find(&paragraphs) } else { Vec::new() };
        Self {
            machine: any(|term| term.mrz.is_some()).then(|| Machine::find(document)).flatten(),
            numbers: if any(|term| term.iso18013.is_some()) { numbered::fields(document) } else { Vec::new() },
            document,
            paragraphs,
            parties,
            sellers,
            buyers,
        }
    }

    /// Candidates for a leaf that is a word of a trade; `near` are those of its labels and its role.
    #[must_use]
    pub fn find(&self, leaf: &Leaf, term: &Term, subjects: &[(Subject, f32)], near: Vec<Candidate>) -> Vec<Candidate> {
        let mut found = match term.look {
            Some(Look::Organization | Look::PartyBlock) => party::labelled_by(self.document, subjects),
            Some(Look::AddressLine) => self.addresses(term, subjects),
            Some(Look::Branch) => self.branches(&leaf.shape, term),
            _ if matches!(leaf.role, Some(Role::Seller | Role::Buyer)) => self.sides(leaf, term, near),
            _ => near,
        };
        if matches!(leaf.shape, Shape::Free) {
            let clause = term.look == Some(Look::Text);
            found = found.into_iter().map(|candidate| wrapped::run_on(self.document, candidate, clause)).collect();
            wrapped::drop_parts(&mut found);
        }
        found.extend(self.numbered(leaf, term));
        found.extend(self.spoken(leaf, term));
        found.extend(self.by_look(leaf, term, &found));
        if let Some((machine, part)) = self.machine.as_ref().zip(term.mrz) {
            found = machine.confirm(part, found);
        }
        if self.document.layout.ocr && matches!(leaf.shape, Shape::Look(Look::Person | Look::HeadName | Look::Doctor)) {
            for candidate in &mut found {
                candidate.value = card::parted(&candidate.value);
            }
        }
        near::merge(found)
    }

    /// Who issues the document and whom it is for, in the words of the trade.
    fn sides(&self, leaf: &Leaf, term: &Term, near: Vec<Candidate>) -> Vec<Candidate> {
        let parties = if leaf.role == Some(Role::Seller) { &self.sellers } else { &self.buyers };
        if term.look == Some(Look::Person) {
            let people = parties.iter().filter(|party| super::look::person(text(&party.value)).is_some());
            let less = people.map(|party| Candidate { score: party.score * BY_PLACE, ..party.clone() });
            return near.into_iter().chain(less).collect();
        }
        let mut found = parties.clone();
        found.extend(card::sounding(self.document, &term.sounds));
        for candidate in &mut found {
            if card::sounds(text(&candidate.value), &term.sounds) {
                candidate.score += SOUNDS;
            }
        }
        found
    }

    /// The numbered field of a driving licence.
    fn numbered(&self, leaf: &Leaf, term: &Term) -> Option<Candidate> {
        let number = term.iso18013.as_ref()?;
        let (_, place) = self.numbers.iter().find(|(known, _)| known == number)?;
        let text = &self.document.layout.rows[place.row].text[place.range.clone()];
        let (start, text) = if leaf.shape.is_date() { (0, text) } else { behind_date(self.document, text) };
        let (spot, _) = leaf.shape.read(text, self.document.habits).into_iter().next()?;
        let from = place.range.start + start;
        let range = from + spot.range.start..from + spot.range.end;
        Some(Candidate { value: spot.value, places: vec![Place { row: place.row, range }], score: NUMBERED })
    }

    /// What the sentences say.
    fn spoken(&self, leaf: &Leaf, term: &Term) -> Vec<Candidate> {
        if leaf.field.kind == Kind::Boolean {
            return self.answered(term).into_iter().collect();
        }
        let hits = prose::phrases(&self.paragraphs, &term.phrases);
        let mut found: Vec<Candidate> = hits
            .into_iter()
            .filter_map(|(candidate, text)| {
                let (spot, quality) = leaf.shape.read(&text, self.document.habits).into_iter().next()?;
                let value = if matches!(leaf.shape, Shape::Free) { candidate.value } else { spot.value };
                Some(Candidate { value, score: candidate.score * quality.max(0.9), ..candidate })
            })
            .collect();
        // Later sentences speak of other things more often.
        for (rank, candidate) in found.iter_mut().enumerate() {
            candidate.score -= 0.04 * (rank as f32).min(5.0);
        }
        found.extend(term.party.and_then(|side| self.party(term, side)));
        found
    }

    /// Yes or no, by a word anywhere.
    fn answered(&self, term: &Term) -> Option<Candidate> {
        let said = |words: &[String], value: bool| {
            self.document.layout.rows.iter().enumerate().find_map(|(row, line)| {
                let letters = super::super::notation::spelling::compact(&line.text);
                words.iter().any(|word| letters.contains(word.as_str())).then(|| Candidate {
                    value: json!(value),
                    places: vec![Place { row, range: 0..line.text.len() }],
                    score: SPOKEN,
                })
            })
        };
        said(&term.no, false).or_else(|| said(&term.yes, true))
    }

    /// The party that the contract calls so, or the first or second one.
    fn party(&self, term: &Term, side: Side) -> Option<Candidate> {
        let called = |name: &str| {
            let letters: Vec<char> = super::super::notation::spelling::compact(name).chars().collect();
            term.labels.iter().any(|(label, _)| *label == letters)
        };
        let by_role = self.parties.iter().find(|party| party.role.as_ref().is_some_and(|role| called(&role.0)));
        let party = by_role.or_else(|| self.parties.get(usize::from(side == Side::Buyer)))?;
        let score = if by_role.is_some() { SPOKEN } else { BY_PLACE };
        Some(Candidate { value: json!(party.name), places: party.places.clone(), score })
    }

    /// What needs no label.
    fn by_look(&self, leaf: &Leaf, term: &Term, found: &[Candidate]) -> Vec<Candidate> {
        let document = self.document;
        match term.look {
            Some(Look::HeadName) => card::names(document),
            Some(Look::Title) => card::title(document).into_iter().collect(),
            Some(Look::Organization) if term.trade == "contact" => card::companies(document),
            Some(Look::Place) if term.trade == "contact" && found.is_empty() => card::towns(document),
            Some(Look::AddressLine) if term.trade == "contact" => card::addresses(document),
            Some(Look::Job | Look::Doctor) => self.anywhere(&leaf.shape),
            _ if found.is_empty() && term.trade == "contact" && leaf.role == Some(Role::Phone) => self.anywhere(&leaf.shape),
            _ if matches!(leaf.shape, Shape::Period(_)) => self.spans(&leaf.shape),
            _ => Vec::new(),
        }
    }

    /// Every value of the shape, the first ones likelier.
    fn anywhere(&self, shape: &Shape) -> Vec<Candidate> {
        let mut found = Vec::new();
        let rows = &self.document.layout.rows;
        for (at, row) in rows.iter().enumerate() {
            for segment in &row.segments {
                let late = 0.2 * at as f32 / rows.len().max(1) as f32;
                let readings = shape.read(row.text_of(segment), self.document.habits);
                found.extend(readings.into_iter().take(1).map(|(spot, quality)| {
                    let range = segment.range.start + spot.range.start..segment.range.start + spot.range.end;
                    Candidate { value: spot.value, places: vec![Place { row: at, range }], score: (UNLABELLED + 0.1 - late) * quality }
                }));
            }
        }
        found.retain(|candidate| candidate.score > 0.5 * UNLABELLED);
        found
    }

    /// Spans of two dates, over whole rows.
    fn spans(&self, shape: &Shape) -> Vec<Candidate> {
        let mut found = Vec::new();
        for (at, row) in self.document.layout.rows.iter().enumerate() {
            let spans = shape.read(&row.text, self.document.habits).into_iter().filter(|(spot, quality)| {
                // A month in a sentence, or a date alone, is no span.
                *quality >= 1.0 && row.text[spot.range.clone()].chars().filter(char::is_ascii_digit).count() > 6
            });
            found.extend(spans.map(|(spot, _)| Candidate {
                value: spot.value,
                places: vec![Place { row: at, range: spot.range }],
                score: UNLABELLED,
            }));
        }
        for (rank, candidate) in found.iter_mut().enumerate() {
            candidate.score -= 0.05 * (rank as f32).min(4.0);
        }
        found
    }

    /// Head office or the number of a branch: below the buyer's name it is the buyer's, else the seller's.
    fn branches(&self, shape: &Shape, term: &Term) -> Vec<Candidate> {
        let rows = &self.document.layout.rows;
        let is_branch = |text: &str| text.contains("สาขา") || text.contains("สำนักงาน") || text.to_lowercase().contains("office");
        let mut found: Vec<Candidate> = Vec::new();
        for (at, row) in rows.iter().enumerate().filter(|(_, row)| is_branch(&row.text)) {
            found.extend(shape.read(&row.text, self.document.habits).into_iter().take(1).map(|(spot, _)| Candidate {
                value: spot.value,
                places: vec![Place { row: at, range: spot.range }],
                score: SPOKEN,
            }));
        }
        let buyer = self.buyers.first().and_then(|buyer| buyer.places.first()).map_or(usize::MAX, |place| place.row);
        let theirs = |candidate: &Candidate| candidate.places.first().is_some_and(|place| place.row >= buyer);
        found.retain(|candidate| theirs(candidate) == (term.side == Some(Side::Buyer)));
        found
    }

    /// The address beside or below a label: below the name that stands there, or the lines themselves.
    fn addresses(&self, term: &Term, subjects: &[(Subject, f32)]) -> Vec<Candidate> {
        let document = self.document;
        let mut found: Vec<Candidate> = Vec::new();
        for label in &document.labels {
            let Some((_, worth)) = subjects.iter().find(|(subject, _)| *subject == label.subject) else { continue };
            if !label.leads {
                continue;
            }
            let score = label.weight * worth;
            for zone in near::zones(document, label).into_iter().take(2) {
                let text = &document.layout.rows[zone.row].text[zone.range.clone()];
                let place = Place { row: zone.row, range: zone.range.clone() };
                let named = party::is_legal(text) || !text.contains(|c: char| c.is_ascii_digit());
                if address::is_line(text) || zone.beside && !named {
                    let value = json!(single_spaced(text.trim_matches([' ', ':', ',', '.'])));
                    let whole = wrapped::lines(document, Candidate { value, places: vec![place], score: score * zone.worth });
                    found.push(whole);
                    break;
                }
                if let Some(below) = address::below(document, &place) {
                    found.push(Candidate { score: score * zone.worth * 0.95, ..below });
                    break;
                }
            }
        }
        // Goods without another address go to the one who receives the note.
        if found.is_empty() && term.trade == "trade" {
            let places = self.buyers.iter().filter_map(|buyer| buyer.places.first());
            found.extend(places.take(1).filter_map(|place| address::below(document, place)));
        }
        found
    }
}

/// The text behind a date that it begins with: number 3 of a licence is date and place of birth.
fn behind_date<'t>(document: &Document, text: &'t str) -> (usize, &'t str) {
    let first = Shape::Date.read(text, document.habits).into_iter().next().filter(|(spot, _)| spot.range.start == 0);
    let start = first.map_or(0, |(spot, _)| spot.range.end);
    let rest = text[start..].trim_start_matches([' ', ',', '/', '-']);
    (text.len() - rest.len(), rest)
}

/// The text of a value.
fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}
