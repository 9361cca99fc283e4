//! A leaf is one plain value that a template asks for, with all that is known of its meaning.

use super::super::notation::spelling::{compact, name_words};
use super::label::{OwnLabel, Subject};
use super::role::{self, Role};
use super::shape::{self, Shape};
use crate::domain::schema::{Field, Kind, Schema};

/// A plain value of the template.
#[derive(Clone, Debug)]
pub struct Leaf<'a> {
    pub path: String,
    pub field: &'a Field,
    pub role: Option<Role>,
    pub shape: Shape,
}

/// A list of the template.
#[derive(Clone, Debug)]
pub struct List<'a> {
    pub path: String,
    pub field: &'a Field,
}

/// A label made of a description counts less than one made of the name.
const DESCRIPTION_WEIGHT: f32 = 0.9;
/// Descriptions with more words are sentences, not names.
const DESCRIPTION_WORDS: usize = 5;
/// The own name of a field whose meaning is known counts a little less than the lexicon.
const KNOWN_WEIGHT: f32 = 0.85;

/// The leaves and lists of a schema in its order.
#[must_use]
pub fn of(schema: &Schema) -> (Vec<Leaf<'_>>, Vec<List<'_>>) {
    let (mut leaves, mut lists) = (Vec::new(), Vec::new());
    walk(&schema.fields, "", &mut leaves, &mut lists);
    (leaves, lists)
}

fn walk<'a>(fields: &'a [Field], parent: &str, leaves: &mut Vec<Leaf<'a>>, lists: &mut Vec<List<'a>>) {
    for field in fields {
        let path = if parent.is_empty() { field.name.clone() } else { format!("{parent}.{}", field.name) };
        match &field.kind {
            Kind::Object(inner) => walk(inner, &path, leaves, lists),
            Kind::Rows(_) | Kind::List(_) => lists.push(List { path, field }),
            _ => {
                let role = role::of(&path, field);
                leaves.push(Leaf { shape: shape::of(field, role), path, field, role });
            }
        }
    }
}

impl Leaf<'_> {
    /// What labels of this leaf speak of, with what each is worth; `at` is its place among the leaves.
    #[must_use]
    pub fn subjects(&self, at: usize) -> Vec<(Subject, f32)> {
        let mut subjects = vec![(Subject::Field(at), if self.role.is_some() { KNOWN_WEIGHT } else { 1.0 })];
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
        subjects
    }
}

/// What the template itself says may be printed beside its values.
#[must_use]
pub fn own_labels(leaves: &[Leaf]) -> Vec<OwnLabel> {
    let mut labels: Vec<OwnLabel> = Vec::new();
    for (at, leaf) in leaves.iter().enumerate() {
        let mut add = |text: String, weight: f32| {
            let letters: Vec<char> = text.chars().collect();
            if letters.len() > 1 && !labels.iter().any(|(known, field, _)| *field == at && *known == letters) {
                labels.push((letters, at, weight));
            }
        };
        let name = name_words(&leaf.field.name);
        for variant in variants(&name) {
            add(variant, 1.0);
        }
        // The field of an object may be printed with its parent: vendor.phone is "vendor phone".
        if leaf.path.contains('.') {
            add(compact(&leaf.path), 1.0);
        }
        let description: Vec<String> =
            leaf.field.description.split_whitespace().filter(|word| !is_article(word)).map(str::to_owned).collect();
        if !description.is_empty() && description.len() <= DESCRIPTION_WORDS {
            add(compact(&description.concat()), DESCRIPTION_WEIGHT);
            add(compact(&leaf.field.description), DESCRIPTION_WEIGHT);
        }
    }
    labels
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
