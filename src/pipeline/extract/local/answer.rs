//! The answer: for each field the best candidate, put into the shape of the template with its evidence.

use super::super::notation::{code, currency, date};
use super::confidence::{self, Signals, Witness};
use super::document::{Candidate, Document};
use super::label::Subject;
use super::finder::Finder;
use super::leaf::{Leaf, List};
use super::role::Role;
use super::shape::Shape;
use super::{address, lists, near, party, totals};
use crate::domain::{
    evidence::{Extraction, FieldEvidence, Fields},
    schema::{Kind, Schema},
};
use serde_json::{Value, json};
use std::collections::HashMap;

/// The candidates of one leaf, the best first.
pub type Found = Vec<Candidate>;

/// Answers below this score are not given: missing is better than wrong.
const LOWEST: f32 = 0.2;
/// As many candidates for seller and buyer are paired.
const PAIRED: usize = 5;
/// What it is worth that nobody buys: on a letter, and on a slip, which names its shop alone.
const NO_BUYER: f32 = 0.35;
const NO_BUYER_ON_A_SLIP: f32 = 0.75;
/// A value that speaks for itself, but stands beside no label.
const UNLABELLED: f32 = 0.5;
/// The first date of a page is its date of issue about this often, where nothing says so.
const FIRST_DATE: f32 = 0.45;

/// A date behind the number of the document is the document's, if no more words stand between.
const BEHIND_NUMBER: f32 = 0.85;
const WORDS_TO_DATE: usize = 5;
/// Eight digits are a code more often than a date.
const BARE_DATE: f32 = 0.25;

/// A date with a time of day is when a receipt was printed.
const WITH_TIME: f32 = 1.4;

/// Candidates for every leaf.
#[must_use]
pub fn leaves(document: &Document, leaves: &[Leaf]) -> Vec<Found> {
    let mut own: HashMap<Role, Vec<(Subject, f32)>> = HashMap::new();
    for (at, leaf) in leaves.iter().enumerate() {
        if let Some(role) = leaf.role {
            own.entry(role).or_default().push((Subject::Field(at), 0.85));
        }
    }
    let amounts = totals::settle(document, &own);
    let all = [Role::Seller, Role::Buyer]
        .map(|role| party::candidates(document, role, own.get(&role).map_or(&[], Vec::as_slice)));
    let (sellers, buyers) = two(document, all[0].clone(), all[1].clone());
    let finder = Finder::new(document, leaves, all);
    let mut answers: Vec<Found> = leaves
        .iter()
        .enumerate()
        .map(|(at, leaf)| {
            let subjects = leaf.subjects(at);
            let near = || near::candidates(document, &leaf.shape, &subjects);
            let found: Found = match leaf.role {
                Some(role) if role.is_money() && matches!(leaf.shape, Shape::Money) => {
                    amounts.get(&role).cloned().into_iter().collect()
                }
                Some(Role::Seller | Role::Buyer) if leaf.term.is_some() => near(),
                // A template may want an amount as it is printed.
                Some(role) if role.is_money() && matches!(leaf.shape, Shape::Free) => {
                    amounts.get(&role).and_then(|amount| as_printed(document, amount)).into_iter().collect()
                }
                Some(Role::Seller) => sellers.clone(),
                Some(Role::Buyer) => buyers.clone(),
                Some(Role::SellerAddress) => or_alone(document, addresses(document, near(), &sellers)),
                Some(Role::BuyerAddress) => addresses(document, near(), &buyers),
                Some(role @ (Role::TaxId | Role::BuyerTaxId)) => tax_ids(document, near(), role, buyers.first()),
                Some(Role::Currency) => currencies(document, near()),
                // Other dates stand on a passport before the one of its issue.
                Some(Role::IssueDate) if leaf.term.is_none_or(|term| term.iso18013.is_none()) => {
                    issue_dates(document, near())
                }
                _ if leaf.field.kind == Kind::Boolean => near(),
                _ => with_unlabelled(document, near(), &leaf.shape),
            };
            let found = if leaf.role == Some(Role::Discount) { found.into_iter().map(positive).collect() } else { found };
            let found = match leaf.term {
                Some(term) => finder.find(leaf, term, &subjects, found),
                None => found,
            };
            found.into_iter().filter(|candidate| candidate.score >= LOWEST).collect()
        })
        .collect();
    part(document, leaves, &mut answers);
    answers
}

/// Who issues a statement or a payslip is not the one whom it is for.
fn part(document: &Document, leaves: &[Leaf], answers: &mut [Found]) {
    let of = |role: Role| leaves.iter().position(|leaf| leaf.term.is_some() && leaf.role == Some(role));
    let (Some(seller), Some(buyer)) = (of(Role::Seller), of(Role::Buyer)) else { return };
    let (sellers, buyers) = two(document, std::mem::take(&mut answers[seller]), std::mem::take(&mut answers[buyer]));
    (answers[seller], answers[buyer]) = (sellers, buyers);
}

/// A discount is printed with a minus or without.
fn positive(discount: Candidate) -> Candidate {
    let value = discount.value.as_f64().map_or(discount.value.clone(), |value| super::shape::plain_number(value.abs()));
    Candidate { value, ..discount }
}

fn as_printed(document: &Document, amount: &Candidate) -> Option<Candidate> {
    let text = document.printed(amount.places.first()?);
    Some(Candidate { value: json!(text), ..amount.clone() })
}

/// Seller and buyer are two: who could be both is what they are likelier to be.
fn two(document: &Document, mut sellers: Found, mut buyers: Found) -> (Found, Found) {
    let no_buyer = if document.layout.slip { NO_BUYER_ON_A_SLIP } else { NO_BUYER };
    let mut best: Option<(f32, usize, Option<usize>)> = None;
    for (s, seller) in sellers.iter().enumerate().take(PAIRED) {
        let others = buyers.iter().enumerate().take(PAIRED).filter(|(_, buyer)| !is_same(seller, buyer));
        for (b, worth) in others.map(|(b, buyer)| (Some(b), buyer.score)).chain([(None, no_buyer)]) {
            if best.is_none_or(|(other, ..)| seller.score + worth > other) {
                best = Some((seller.score + worth, s, b));
            }
        }
    }
    // One name alone is one of the two.
    let alone = buyers.first().filter(|buyer| best.is_none_or(|(worth, ..)| buyer.score > worth));
    let Some((_, s, b)) = best.filter(|_| alone.is_none()) else { return (Vec::new(), buyers) };
    let seller = sellers.remove(s);
    let buyer = b.map(|b| buyers.remove(b));
    if let Some(buyer) = &buyer {
        sellers.retain(|other| !is_same(other, buyer));
    }
    buyers.retain(|other| b.is_some() && !is_same(other, &seller));
    sellers.insert(0, seller);
    buyers.splice(0..0, buyer);
    (sellers, buyers)
}

/// The same name, or the same place?
fn is_same(a: &Candidate, b: &Candidate) -> bool {
    let place = a.places.first().zip(b.places.first());
    a.value == b.value
        || place.is_some_and(|(a, b)| a.row == b.row && a.range.start < b.range.end && b.range.start < a.range.end)
}

fn addresses(document: &Document, labelled: Found, parties: &[Candidate]) -> Found {
    let labelled = labelled.into_iter().filter(|candidate| candidate.value.as_str().is_some_and(address::is_line));
    // The block below a name holds more than one line beside a label.
    let below = parties.iter().take(2).filter_map(|party| {
        let found = address::below(document, party.places.last()?)?;
        Some(Candidate { score: found.score * party.score.clamp(0.5, 1.0), ..found })
    });
    let mut found: Found = below.chain(labelled).collect();
    found.sort_by(|a, b| b.score.total_cmp(&a.score));
    found
}

/// Who sells may be a picture; the address stands at the head all the same.
fn or_alone(document: &Document, found: Found) -> Found {
    if found.is_empty() { address::alone(document).into_iter().collect() } else { found }
}

/// Tax numbers by label; below the buyer's name they are the buyer's.
fn tax_ids(document: &Document, labelled: Found, role: Role, buyer: Option<&Candidate>) -> Found {
    let mut found = labelled;
    for (at, row) in document.layout.rows.iter().enumerate() {
        for spot in code::tax_ids(&row.text, false).into_iter().filter(|spot| spot.value.sure) {
            let place = super::document::Place { row: at, range: spot.range };
            found.push(Candidate { value: json!(spot.value.code), places: vec![place], score: UNLABELLED });
        }
    }
    let place = buyer.and_then(|buyer| buyer.places.first());
    for candidate in &mut found {
        let under = place.zip(candidate.places.first()).is_some_and(|(name, id)| is_under(document, name, id));
        candidate.score *= match (under, role) {
            (true, Role::TaxId) | (false, Role::BuyerTaxId) => 0.5,
            _ => 1.0,
        };
    }
    near::merge(found)
}

/// Does `place` stand in the block that begins at `name`: the same column, within eight rows?
fn is_under(document: &Document, name: &super::document::Place, place: &super::document::Place) -> bool {
    let rows = &document.layout.rows;
    let boxes = rows
        .get(name.row)
        .zip(rows.get(place.row))
        .and_then(|(a, b)| Some((a.bbox_of(&name.range)?, b.bbox_of(&place.range)?)));
    boxes.is_some_and(|(name_box, id_box)| {
        place.row > name.row
            && place.row - name.row <= 8
            && rows[name.row].page == rows[place.row].page
            && (id_box.x - name_box.x).abs() < 0.25
            && id_box.x + 0.02 > name_box.x - 0.02
    })
}

/// By label, else by all signs and codes in the document.
fn currencies(document: &Document, labelled: Found) -> Found {
    let mut votes: Vec<(&str, f32, usize)> = Vec::new();
    for (at, row) in document.layout.rows.iter().enumerate() {
        for (code, weight) in currency::witnesses(&row.text) {
            match votes.iter_mut().find(|(known, ..)| *known == code) {
                Some(vote) => vote.1 += weight,
                None => votes.push((code, weight, at)),
            }
        }
    }
    let all: f32 = votes.iter().map(|vote| vote.1).sum();
    let mut found = labelled;
    for (code, weight, row) in votes {
        let text = &document.layout.rows[row].text;
        let range = Shape::Currency
            .read(text, document.habits)
            .into_iter()
            .find(|(spot, _)| spot.value == json!(code))
            .map_or(0..text.len(), |(spot, _)| spot.range);
        // Where its code is printed a currency is meant, whatever country it is of.
        let meant = if text.contains(code) { code } else { currency::at_home(code, document.layout.texts()) };
        found.push(Candidate {
            value: json!(meant),
            places: vec![super::document::Place { row, range }],
            score: 0.4 + 0.5 * weight / all,
        });
    }
    near::merge(found)
}

/// By label, else the first date that belongs to no other label.
fn issue_dates(document: &Document, labelled: Found) -> Found {
    let mut found = labelled;
    let others = near::candidates(
        document,
        &Shape::Date,
        &[Role::DueDate, Role::DeliveryDate, Role::OrderDate, Role::OtherDate].map(|role| (Subject::Role(role), 1.0)),
    );
    found.extend(behind_number(document));
    let mut score = FIRST_DATE;
    for (at, row) in document.layout.rows.iter().enumerate() {
        for (spot, quality) in Shape::Date.read(&row.text, document.habits) {
            let taken = others.iter().any(|other| {
                other.places.iter().any(|place| {
                    place.row == at && place.range.start < spot.range.end && spot.range.start < place.range.end
                })
            });
            let quality = if date::has_time(&row.text, spot.range.end) { quality * WITH_TIME } else { quality };
            if !taken && score > LOWEST {
                found.push(Candidate {
                    value: spot.value,
                    places: vec![super::document::Place { row: at, range: spot.range }],
                    score: score * quality,
                });
                score -= 0.08;
            }
        }
    }
    if found.is_empty() {
        found.extend(bare_dates(document));
    }
    near::merge(found)
}

/// "Faktura nr 17/24 z dnia 23 stycznia 2024": the date a few words behind the number of a document is its own.
fn behind_number(document: &Document) -> Option<Candidate> {
    let titled = document
        .labels
        .iter()
        .filter(|label| label.leads && matches!(label.subject, Subject::Role(Role::InvoiceNumber | Role::Title)));
    titled.into_iter().find_map(|label| {
        let row = document.layout.rows.get(label.row)?;
        let text = row.text.get(label.range.end..row.segments.get(label.segment)?.range.end)?;
        let (date, _) = Shape::Date.read(text, document.habits).into_iter().next()?;
        let words: Vec<&str> = text[..date.range.start].split_whitespace().collect();
        let number = words.iter().any(|word| word.contains(|c: char| c.is_ascii_digit()));
        if !number || words.len() > WORDS_TO_DATE {
            return None;
        }
        let range = label.range.end + date.range.start..label.range.end + date.range.end;
        Some(Candidate {
            value: date.value,
            places: vec![super::document::Place { row: label.row, range }],
            score: BEHIND_NUMBER,
        })
    })
}

/// Eight digits alone in their cell.
fn bare_dates(document: &Document) -> impl Iterator<Item = Candidate> {
    let cells = document.layout.rows.iter().enumerate();
    let cells = cells.flat_map(|(at, row)| row.segments.iter().map(move |segment| (at, row, segment)));
    cells.filter_map(|(row, line, segment)| {
        let spot = date::find_bare(line.text_of(segment))?;
        let start = segment.range.start;
        let place = super::document::Place { row, range: start + spot.range.start..start + spot.range.end };
        Some(Candidate { value: json!(date::iso(spot.value.date)), places: vec![place], score: BARE_DATE })
    })
}

/// Codes, addresses of mail and the like are known wherever they stand.
fn with_unlabelled(document: &Document, labelled: Found, shape: &Shape) -> Found {
    if !labelled.is_empty() || !shape.speaks_for_itself() {
        return labelled;
    }
    let mut found: Found = Vec::new();
    for (at, row) in document.layout.rows.iter().enumerate() {
        for (spot, quality) in shape.read(&row.text, document.habits) {
            found.push(Candidate {
                value: spot.value,
                places: vec![super::document::Place { row: at, range: spot.range }],
                score: UNLABELLED * quality,
            });
        }
    }
    near::merge(found)
}

/// An extraction and what spoke for each of its answers, by path.
pub struct Assembled {
    pub extraction: Extraction,
    pub signals: Vec<(String, Signals)>,
}

/// The result in the shape of the template, with evidence by path.
#[must_use]
pub fn assemble(document: &Document, schema: &Schema, leaves: &[Leaf], found: Vec<Found>, lists: &[List]) -> Assembled {
    let mut result = schema.empty_result();
    let mut by_path: HashMap<&str, FieldEvidence> = HashMap::new();
    let witness = Witness::of(document);
    let mut all = Vec::new();
    for (at, (leaf, candidates)) in leaves.iter().zip(&found).enumerate() {
        let judged = candidates.first().zip(witness.leaf(at, leaf, candidates));
        let evidence = judged.map_or_else(FieldEvidence::missing, |(best, signals)| {
            let evidence = document.evidence(best, confidence::of(&signals));
            all.push((leaf.path.clone(), signals));
            evidence
        });
        put(&mut result, &leaf.path, evidence.value.clone());
        by_path.insert(&leaf.path, evidence);
    }
    let mut rows_by_path: HashMap<&str, Fields> = HashMap::new();
    for (list, (value, fields, signals)) in lists.iter().zip(lists::answers(document, lists)) {
        all.extend(signals);
        put(&mut result, &list.path, value);
        rows_by_path.insert(&list.path, fields);
    }
    let mut fields = Fields::new();
    order(&schema.fields, "", &mut |path| {
        if let Some(evidence) = by_path.remove(path) {
            fields.insert(path.to_owned(), evidence);
        } else if let Some(rows) = rows_by_path.remove(path) {
            fields.extend(rows);
        }
    });
    let confidence = confidence::of_fields(&fields, leaves);
    Assembled { extraction: Extraction { result, confidence, fields, checks: Vec::new() }, signals: all }
}

/// Walks the paths of leaves and lists in the order of the template.
fn order(fields: &[crate::domain::schema::Field], parent: &str, visit: &mut impl FnMut(&str)) {
    for field in fields {
        let path = if parent.is_empty() { field.name.clone() } else { format!("{parent}.{}", field.name) };
        match &field.kind {
            Kind::Object(inner) => order(inner, &path, visit),
            _ => visit(&path),
        }
    }
}

/// Puts a value at a path of names.
pub fn put(result: &mut Value, path: &str, value: Value) {
    let mut place = result;
    for part in path.split('.') {
        match place.get_mut(part) {
            Some(inner) => place = inner,
            None => return,
        }
    }
    *place = value;
}
