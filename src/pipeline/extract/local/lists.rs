//! Lists: tables, sections of a page, the parties to a contract, words parted by commas.

use super::confidence::{self, Signals, Witness};
use super::document::{Candidate, Document};
use super::leaf::{self, List, Wanted};
use super::prose;
use super::role::{Column, column_of};
use super::section::{self, Section};
use super::shape::{self, Shape};
use super::table::{self, Ask, Item};
use super::term::Part;
use super::{bookings, entries, near, numbered, parties};
use crate::domain::{
    evidence::{FieldEvidence, Fields},
    page::Page,
    schema::{Field, Kind},
};
use serde_json::{Map, Value, json};
use std::collections::HashSet;
use time::Date;

/// An entry of a list that stands below its heading, and one behind its number on a driving licence.
const LISTED: f32 = 0.8;
/// Codes of a list are no longer than this.
const CODE: usize = 4;

/// The value of a list, its evidence, and what spoke for each cell.
pub type Answer = (Value, Fields, Vec<(String, Signals)>);

/// The answer to each list.
#[must_use]
pub fn answers(document: &Document, lists: &[List]) -> Vec<Answer> {
    let labels = leaf::list_labels(lists);
    let last = lists
        .iter()
        .any(|list| list.wanted.iter().any(|wanted| wanted.shape.is_date()))
        .then(|| bookings::last_day(document))
        .flatten();
    let sections = section::find(document, &labels, lists.len());
    lists
        .iter()
        .zip(&sections)
        .enumerate()
        .map(|(at, (list, section))| match &list.field.kind {
            Kind::Rows(_) => {
                let title: HashSet<String> =
                    labels.iter().filter(|label| label.1 == at).map(|label| label.0.iter().collect()).collect();
                rows(document, list, section.as_ref(), &title, last)
            }
            Kind::List(kind) => values(document, list, kind, section.as_ref()),
            _ => (Value::Null, Fields::new(), Vec::new()),
        })
        .collect()
}

fn rows(
    document: &Document,
    list: &List,
    section: Option<&Section>,
    title: &HashSet<String>,
    last: Option<Date>,
) -> Answer {
    let wanted = &list.wanted;
    let asks =
        |test: fn(Part) -> bool| wanted.iter().any(|wanted| wanted.term.and_then(|term| term.part).is_some_and(test));
    if asks(|part| matches!(part, Part::Party | Part::PartyRole)) {
        return written(document, list, &contracting(document, wanted));
    }
    let apart = section.filter(|section| !section.heads_numbers(document));
    let cropped = apart.map(|section| section.crop(document.pages, true));
    if asks(|part| matches!(part, Part::From | Part::To | Part::Position | Part::Organization)) {
        let pages: Option<Vec<Page>> = section.map(|section| section.crop(document.pages, false));
        let inside = pages.as_ref().map(|pages| document.part(pages));
        let found = inside.as_ref().map(|inside| entries::read(inside, wanted)).unwrap_or_default();
        return inside.map_or_else(|| (json!([]), Fields::new(), Vec::new()), |inside| written(&inside, list, &found));
    }
    if let Some(pages) = &cropped {
        let inside = document.part(pages);
        let found = bookings::settled(wanted, table::items(&inside, &Ask { wanted, title, last, section: true }));
        if !found.is_empty() {
            return written(&inside, list, &found);
        }
    }
    let found = bookings::settled(wanted, table::items(document, &Ask { wanted, title, last, section: false }));
    written(document, list, &found)
}

/// The parties, by the sentence that names them.
fn contracting(document: &Document, wanted: &[Wanted]) -> Vec<Item> {
    let named = parties::find(&prose::paragraphs(document));
    let part = |wanted: &Wanted, party: &parties::Party| match wanted.term.and_then(|term| term.part)? {
        Part::Party => Some(Candidate { value: json!(party.name), places: party.places.clone(), score: LISTED }),
        Part::PartyRole => {
            let (role, places) = party.role.clone()?;
            Some(Candidate { value: json!(role), places, score: LISTED })
        }
        _ => None,
    };
    named.iter().map(|party| wanted.iter().map(|wanted| part(wanted, party)).collect()).collect()
}

/// Rows in the shape of the template, with their evidence.
fn written(document: &Document, list: &List, items: &[Item]) -> Answer {
    let (mut values, mut fields, mut all) = (Vec::new(), Fields::new(), Vec::new());
    let witness = Witness::of(document);
    let adds_up = witness.adds_up(&amounts(list, items));
    for (at, item) in items.iter().enumerate() {
        let mut row = Map::new();
        for (wanted, cell) in list.wanted.iter().zip(item) {
            let path = format!("{}[{at}].{}", list.path, wanted.field.name);
            let evidence = cell.as_ref().map_or_else(FieldEvidence::missing, |cell| {
                let signals = witness.cell(cell, adds_up);
                let evidence = document.evidence(cell, confidence::of(&signals));
                all.push((path.clone(), signals));
                evidence
            });
            let nested = matches!(wanted.field.kind, Kind::Rows(_) | Kind::List(_));
            row.insert(wanted.field.name.clone(), if nested { json!([]) } else { evidence.value.clone() });
            fields.insert(path, evidence);
        }
        values.push(Value::Object(row));
    }
    (Value::Array(values), fields, all)
}

/// The amounts of the rows, nothing where one has none.
fn amounts(list: &List, items: &[Item]) -> Vec<f64> {
    let column = list.wanted.iter().position(|wanted| column_of(wanted.field) == Some(Column::Amount));
    let cells = items.iter().filter_map(|item| item.get(column?)?.as_ref());
    cells.filter_map(|cell| cell.value.as_f64()).collect()
}

fn values(document: &Document, list: &List, kind: &Kind, section: Option<&Section>) -> Answer {
    let field = Field { kind: kind.clone(), ..list.field.clone() };
    let shape = shape::of(&field, None);
    let numbered = codes(document, list);
    if !numbered.is_empty() {
        return entered(document, list, numbered);
    }
    let alone = Document::read(document.pages, &leaf::list_labels(std::slice::from_ref(list)));
    let beside = near::list(&alone, &shape);
    if let Some(section) = section {
        let pages = section.crop(document.pages, false);
        let inside = document.part(&pages);
        let found = below(&inside, &shape);
        // "Languages: German, Thai" has its words behind it; what stands below is something else.
        if found.len() > beside.len() {
            return entered(&inside, list, found);
        }
    }
    entered(&alone, list, beside)
}

fn entered(document: &Document, list: &List, found: Vec<Candidate>) -> Answer {
    let (mut values, mut fields) = (Vec::new(), Fields::new());
    let witness = Witness::of(document);
    for (at, entry) in found.into_iter().enumerate() {
        let evidence = document.evidence(&entry, confidence::of(&witness.entry(&entry)));
        values.push(evidence.value.clone());
        fields.insert(format!("{}[{at}]", list.path), evidence);
    }
    (Value::Array(values), fields, Vec::new())
}

/// The codes behind the number of a driving licence.
fn codes(document: &Document, list: &List) -> Vec<Candidate> {
    let Some(number) = list.term.and_then(|term| term.iso18013.as_ref()) else { return Vec::new() };
    let numbered = numbered::fields(document);
    let Some((_, place)) = numbered.iter().find(|(known, _)| known == number) else { return Vec::new() };
    let text = &document.layout.rows[place.row].text[place.range.clone()];
    parts(text, &['/', ',', ' ', ';'])
        .filter(|(_, part)| part.chars().count() <= CODE && part.chars().any(char::is_alphabetic))
        .map(|(start, part)| {
            let from = place.range.start + start;
            let places = vec![super::document::Place { row: place.row, range: from..from + part.len() }];
            Candidate { value: json!(part), places, score: LISTED }
        })
        .collect()
}

/// What stands below a heading: each line an entry, or several parted by signs.
fn below(document: &Document, shape: &Shape) -> Vec<Candidate> {
    let mut found = Vec::new();
    for (row, line) in document.layout.rows.iter().enumerate() {
        for segment in &line.segments {
            for (start, part) in parts(line.text_of(segment), &['•', '●', '▪', '·', '|', ',', ';', '○', '■'])
            {
                let Some((spot, _)) = shape.read(part, document.habits).into_iter().next() else { continue };
                let from = segment.range.start + start;
                let range = from + spot.range.start..from + spot.range.end;
                found.push(Candidate {
                    value: spot.value,
                    places: vec![super::document::Place { row, range }],
                    score: LISTED,
                });
            }
        }
    }
    found
}

/// The parts between the signs, with their places, without the spaces around.
fn parts<'t>(text: &'t str, signs: &'t [char]) -> impl Iterator<Item = (usize, &'t str)> {
    text.split(signs)
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .map(move |part| (part.as_ptr() as usize - text.as_ptr() as usize, part))
}
