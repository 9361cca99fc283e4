//! The answer: for each field the best candidate, put into the shape of the template with its evidence.

use super::super::notation::{code, currency, date};
use super::confidence;
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
/// A value that speaks for itself, but stands beside no label.
const UNLABELLED: f32 = 0.5;
/// The first date of a page is its date of issue about this often, where nothing says so.
const FIRST_DATE: f32 = 0.45;

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
    let (sellers, buyers) = two(all[0].clone(), all[1].clone());
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
                Some(Role::Seller) => sellers.clone(),
                Some(Role::Buyer) => buyers.clone(),
                Some(Role::SellerAddress) => addresses(document, near(), &sellers),
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
    part(leaves, &mut answers);
    answers
}

/// Who issues a statement or a payslip is not the one whom it is for.
fn part(leaves: &[Leaf], answers: &mut [Found]) {
    let of = |role: Role| leaves.iter().position(|leaf| leaf.term.is_some() && leaf.role == Some(role));
    let (Some(seller), Some(buyer)) = (of(Role::Seller), of(Role::Buyer)) else { return };
    let (sellers, buyers) = two(std::mem::take(&mut answers[seller]), std::mem::take(&mut answers[buyer]));
    (answers[seller], answers[buyer]) = (sellers, buyers);
}

/// A discount is printed with a minus or without.
fn positive(discount: Candidate) -> Candidate {
    let value = discount.value.as_f64().map_or(discount.value.clone(), |value| super::shape::plain_number(value.abs()));
    Candidate { value, ..discount }
}

/// Seller and buyer are two.
fn two(mut sellers: Found, mut buyers: Found) -> (Found, Found) {
    if let (Some(seller), Some(buyer)) = (sellers.first(), buyers.first())
        && seller.value == buyer.value
    {
        let shared = seller.value.clone();
        let loser = if seller.score >= buyer.score { &mut buyers } else { &mut sellers };
        loser.retain(|candidate| candidate.value != shared);
    }
    (sellers, buyers)
}

fn addresses(document: &Document, labelled: Found, parties: &[Candidate]) -> Found {
    let labelled = labelled.into_iter().filter(|candidate| candidate.value.as_str().is_some_and(address::is_line));
    // The block below a name holds more than one line beside a label.
    let below = parties.iter().take(2).filter_map(|party| {
        let found = address::below(document, party.places.first()?)?;
        Some(Candidate { score: found.score * party.score.clamp(0.5, 1.0), ..found })
    });
    let mut found: Found = below.chain(labelled).collect();
    found.sort_by(|a, b| b.score.total_cmp(&a.score));
    found
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
        found.push(Candidate {
            value: json!(code),
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
    near::merge(found)
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

/// The result in the shape of the template, with evidence by path.
#[must_use]
pub fn assemble(
    document: &Document,
    schema: &Schema,
    leaves: &[Leaf],
    found: Vec<Found>,
    lists: &[List],
) -> Extraction {
    let mut result = schema.empty_result();
    let mut by_path: HashMap<&str, FieldEvidence> = HashMap::new();
    for (leaf, candidates) in leaves.iter().zip(&found) {
        let evidence = candidates.first().map_or_else(FieldEvidence::missing, |best| {
            document.evidence(best, confidence::of(&leaf.shape, best.score, candidates.get(1).map(|rival| rival.score)))
        });
        put(&mut result, &leaf.path, evidence.value.clone());
        by_path.insert(&leaf.path, evidence);
    }
    let mut rows_by_path: HashMap<&str, Fields> = HashMap::new();
    for (list, (value, fields)) in lists.iter().zip(lists::answers(document, lists)) {
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
    let sure: Vec<f32> =
        fields.values().filter(|evidence| !evidence.value.is_null()).map(|evidence| evidence.confidence).collect();
    let required: Vec<&Leaf> = leaves.iter().filter(|leaf| leaf.field.required).collect();
    let missing =
        required.iter().filter(|leaf| fields.get(&leaf.path).is_none_or(|evidence| evidence.value.is_null())).count();
    Extraction {
        result,
        confidence: confidence::of_document(&sure, required.len(), missing),
        fields,
        checks: Vec::new(),
    }
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

fn put(result: &mut Value, path: &str, value: Value) {
    let mut place = result;
    for part in path.split('.') {
        match place.get_mut(part) {
            Some(inner) => place = inner,
            None => return,
        }
    }
    *place = value;
}
