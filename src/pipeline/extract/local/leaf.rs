//! A leaf is one plain value that a template asks for, with all that is known of its meaning.

use super::super::notation::spelling::{compact, name_words};
use super::label::{OwnLabel, Subject};
use super::look;
use super::role::{self, Column, Role};
use super::shape::{self, Shape};
use super::term::{Term, Trades};
use crate::domain::schema::{Field, Kind, Schema};
use std::sync::Arc;

/// A plain value of the template.
#[derive(Clone, Debug)]
pub struct Leaf<'a> {
    pub path: String,
    pub field: &'a Field,
    pub role: Option<Role>,
    /// What it means in its trade.
    pub term: Option<&'static Term>,
    pub shape: Shape,
    trades: Arc<Trades>,
}

/// A list of the template.
#[derive(Clone, Debug)]
pub struct List<'a> {
    pub path: String,
    pub field: &'a Field,
    pub term: Option<&'static Term>,
    /// What its rows ask for, where it has rows.
    pub wanted: Vec<Wanted<'a>>,
}

/// A field of the rows of a list.
#[derive(Clone, Debug)]
pub struct Wanted<'a> {
    pub field: &'a Field,
    pub column: Option<Column>,
    pub term: Option<&'static Term>,
    pub shape: Shape,
}

impl<'a> Wanted<'a> {
    #[must_use]
    pub fn all(fields: &'a [Field], trades: &Trades) -> Vec<Self> {
        fields
            .iter()
            .map(|field| {
                let term = trades.column(&field.name);
                let column = match term {
                    Some(term) => term.standard,
                    None => role::column_of(field),
                };
                Self {
                    field,
                    column,
                    term,
                    shape: term.map_or_else(|| shape::of(field, None), |term| look::shape(field, term, None)),
                }
            })
            .collect()
    }
}

/// A label made of a description counts less than one made of the name.
const DESCRIPTION_WEIGHT: f32 = 0.9;
/// Descriptions with more words are sentences, not names.
const DESCRIPTION_WORDS: usize = 5;
/// The own name of a field whose meaning is known counts a little less than the lexicon.
const KNOWN_WEIGHT: f32 = 0.85;

/// A label of a role that will do where nothing better is printed.
const LIKE_WEIGHT: f32 = 0.6;

/// The leaves and lists of a schema in its order.
#[must_use]
pub fn of(schema: &Schema) -> (Vec<Leaf<'_>>, Vec<List<'_>>) {
    let (mut leaves, mut lists) = (Vec::new(), Vec::new());
    let trades = Arc::new(Trades::of(plain_names(&schema.fields)));
    walk(&schema.fields, "", &trades, &mut leaves, &mut lists);
    (leaves, lists)
}

/// The names that tell of a trade. Inside of an object a name means what its parent makes of it: vendor.name.
fn plain_names(fields: &[Field]) -> impl Iterator<Item = &str> {
    fields.iter().filter(|field| !matches!(field.kind, Kind::Object(_))).map(|field| field.name.as_str())
}

fn walk<'a>(
    fields: &'a [Field],
    parent: &str,
    trades: &Arc<Trades>,
    leaves: &mut Vec<Leaf<'a>>,
    lists: &mut Vec<List<'a>>,
) {
    for field in fields {
        let path = if parent.is_empty() { field.name.clone() } else { format!("{parent}.{}", field.name) };
        let term = parent.is_empty().then(|| trades.field(&field.name)).flatten();
        match &field.kind {
            Kind::Object(inner) => walk(inner, &path, trades, leaves, lists),
            Kind::Rows(columns) => lists.push(List { path, field, term, wanted: Wanted::all(columns, trades) }),
            Kind::List(_) => lists.push(List { path, field, term, wanted: Vec::new() }),
            _ => leaves.push(leaf(path, field, term, trades)),
        }
    }
}

fn leaf<'a>(path: String, field: &'a Field, term: Option<&'static Term>, trades: &Arc<Trades>) -> Leaf<'a> {
    let role = match term {
        Some(term) => term.role,
        None => role::of(&path, field),
    };
    let shape = term.map_or_else(|| shape::of(field, role), |term| look::shape(field, term, role));
    Leaf { path, field, role, term, shape, trades: Arc::clone(trades) }
}

impl Leaf<'_> {
    /// What labels of this leaf speak of, with what each is worth; `at` is its place among the leaves.
    #[must_use]
    pub fn subjects(&self, at: usize) -> Vec<(Subject, f32)> {
        let mut subjects =
            vec![(Subject::Field(at), if self.role.is_some() && self.term.is_none() { KNOWN_WEIGHT } else { 1.0 })];
        if let Some(role) = self.role {
            subjects.push((Subject::Role(role), 1.0));
            let also = match role {
                Role::SellerAddress | Role::BuyerAddress => None,
                Role::TaxId => Some((Role::BuyerTaxId, 0.3)),
                Role::BuyerTaxId => Some((Role::TaxId, 0.4)),
                Role::ExpiryDate => Some((Role::OtherDate, 0.5)),
                // "FACTURE 617976": its number may follow what a document is.
                Role::InvoiceNumber => Some((Role::Title, 0.75)),
                _ => None,
            };
            subjects.extend(also.map(|(role, worth)| (Subject::Role(role), worth)));
        }
        if let Some(role) = self.term.and_then(|term| term.like) {
            subjects.push((Subject::Role(role), LIKE_WEIGHT));
        }
        subjects
    }
}

/// What the template itself says may be printed beside its values.
#[must_use]
pub fn own_labels(leaves: &[Leaf]) -> Vec<OwnLabel> {
    let mut labels: Vec<OwnLabel> = Vec::new();
    for (at, leaf) in leaves.iter().enumerate() {
        labels_of(leaf.field, &leaf.path, leaf.term, at, &mut labels);
    }
    labels.extend(others(leaves));
    labels
}

/// What may be printed over each list; its number is its place among the lists.
#[must_use]
pub fn list_labels(lists: &[List]) -> Vec<OwnLabel> {
    let mut labels: Vec<OwnLabel> = Vec::new();
    for (at, list) in lists.iter().enumerate() {
        labels_of(list.field, &list.path, list.term, at, &mut labels);
    }
    labels
}

fn labels_of(field: &Field, path: &str, term: Option<&Term>, at: usize, labels: &mut Vec<OwnLabel>) {
    let mut add = |text: String, weight: f32| {
        let letters: Vec<char> = text.chars().collect();
        if letters.len() > 1 && !labels.iter().any(|(known, field, _)| *field == at && *known == letters) {
            labels.push((letters, at, weight));
        }
    };
    let name = name_words(&field.name);
    for variant in variants(&name) {
        add(variant, 1.0);
    }
    // The field of an object may be printed with its parent: vendor.phone is "vendor phone".
    if path.contains('.') {
        add(compact(path), 1.0);
    }
    let description: Vec<String> =
        field.description.split_whitespace().filter(|word| !is_article(word)).map(str::to_owned).collect();
    if !description.is_empty() && description.len() <= DESCRIPTION_WORDS {
        add(compact(&description.concat()), DESCRIPTION_WEIGHT);
        add(compact(&field.description), DESCRIPTION_WEIGHT);
    }
    for (letters, weight) in term.iter().flat_map(|term| &term.labels) {
        let same = |(known, field, _): &&mut OwnLabel| *field == at && known == letters;
        match labels.iter_mut().find(same) {
            Some(known) => known.2 = *weight,
            None => labels.push((letters.clone(), at, *weight)),
        }
    }
}

/// Labels of the same trade that nobody asked for: they end the values beside them. Their numbers lie behind the leaves'.
fn others<'a>(leaves: &'a [Leaf]) -> impl Iterator<Item = OwnLabel> + 'a {
    let asked = |term: &Term| leaves.iter().any(|leaf| leaf.term.is_some_and(|own| std::ptr::eq(own, term)));
    let terms = leaves.first().into_iter().flat_map(|leaf| leaf.trades.others()).filter(move |term| !asked(term));
    let behind = leaves.len();
    terms.enumerate().flat_map(move |(at, term)| {
        term.labels.iter().map(move |(letters, weight)| (letters.clone(), behind + at, *weight))
    })
}

fn is_article(word: &str) -> bool {
    matches!(
        word.to_lowercase().as_str(),
        "the" | "a" | "an" | "der" | "die" | "das" | "le" | "la" | "les" | "el" | "il" | "de" | "het" | "o"
    )
}

/// "policy number" is printed as "policy no", "policy nr", "policy #" or "number of policy" as well.
fn variants(words: &[String]) -> Vec<String> {
    let folded: Vec<String> = words.iter().map(|word| compact(word)).collect();
    let mut variants = vec![folded.concat()];
    let Some((last, head)) = folded.split_last() else { return variants };
    if head.is_empty() {
        return variants;
    }
    let head = head.concat();
    let same: &[&str] = match last.as_str() {
        "number" | "no" | "nr" | "num" => &["number", "no", "nr", "num", "#", "id", ""],
        "id" => &["id", "number", "no", "idno"],
        "name" => &["name", ""],
        "date" => &["date", "dt"],
        "amount" => &["amount", "amt", ""],
        _ => &[],
    };
    variants.extend(same.iter().map(|end| format!("{head}{end}")));
    variants.push(format!("{last}of{head}"));
    variants
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn leaves_keep_paths_and_lists_stay_apart() {
        let schema = Schema::parse(&json!({
            "vendor": { "type": "object", "properties": { "name": { "type": "string" } } },
            "rows": { "type": "array", "items": { "type": "object", "properties": { "a": { "type": "string" } } } },
        }))
        .unwrap();
        let (leaves, lists) = of(&schema);
        assert_eq!((leaves[0].path.as_str(), leaves[0].role), ("vendor.name", Some(Role::Seller)));
        assert_eq!(lists[0].path, "rows");
    }

    #[test]
    fn names_make_labels() {
        let schema =
            Schema::parse(&json!({ "policyNumber": { "type": "string", "description": "The policy code" } })).unwrap();
        let (leaves, _) = of(&schema);
        let labels: Vec<String> =
            own_labels(&leaves).into_iter().map(|(letters, ..)| letters.into_iter().collect()).collect();
        for want in ["policynumber", "policyno", "policy#", "numberofpolicy", "policycode"] {
            assert!(labels.iter().any(|label| label == want), "{want}: {labels:?}");
        }
    }
}
