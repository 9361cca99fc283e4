//! The lexicon knows what documents print beside a value, by meaning, in ten languages and more.

use super::super::notation::spelling::compact;
use super::role::{Column, Role};
use serde::Deserialize;
use std::{
    collections::{HashMap, HashSet},
    sync::LazyLock,
};

/// How much a label that may mean other things counts.
pub const WEAK: f32 = 0.5;

const SOURCE: &str = include_str!("lexicon.toml");

#[derive(Deserialize)]
struct File {
    words: HashMap<String, Vec<String>>,
    field: HashMap<Role, HashMap<String, Vec<String>>>,
    column: HashMap<Column, HashMap<String, Vec<String>>>,
}

struct Lexicon {
    /// Printed labels of fields: folded letters, meaning, weight.
    labels: Vec<(Vec<char>, Role, f32)>,
    /// What templates call a field: what it can mean, the surest first.
    roles: HashMap<String, Vec<Role>>,
    /// All that is printed beside or above a value, and what it means where it is sure.
    printed: HashMap<String, Vec<Role>>,
    headings: HashMap<String, Vec<Column>>,
    columns: HashMap<String, Column>,
    words: HashMap<String, HashSet<String>>,
}

static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| {
    let file: File = toml::from_str(SOURCE).expect("the lexicon is part of the program and tested");
    let mut lexicon = Lexicon {
        labels: Vec::new(),
        roles: HashMap::new(),
        printed: HashMap::new(),
        headings: HashMap::new(),
        columns: HashMap::new(),
        words: HashMap::new(),
    };
    for (list, words) in &file.words {
        lexicon.words.insert(list.clone(), words.iter().map(|word| compact(word)).collect());
    }
    for (role, lists) in &file.field {
        for (list, text) in lists.iter().flat_map(|(list, texts)| texts.iter().map(move |text| (list, text))) {
            let letters = compact(text);
            match list.as_str() {
                "names" => lexicon.roles.entry(letters).or_default().push(*role),
                _ => lexicon.labels.push((letters.chars().collect(), *role, if list == "weak" { WEAK } else { 1.0 })),
            }
        }
    }
    lexicon.labels.sort_by(|a, b| {
        b.0.len().cmp(&a.0.len()).then(b.2.total_cmp(&a.2)).then(a.0.cmp(&b.0)).then((a.1 as u8).cmp(&(b.1 as u8)))
    });
    lexicon.labels.dedup();
    for roles in lexicon.roles.values_mut() {
        roles.sort_by_key(|role| *role as u8);
        roles.dedup();
    }
    for (letters, role, weight) in &lexicon.labels {
        let text: String = letters.iter().collect();
        // A field may also be called by what is printed.
        if *weight > WEAK && !matches!(role, Role::Title | Role::Carried | Role::Address) {
            let roles = lexicon.roles.entry(text.clone()).or_default();
            if !roles.contains(role) {
                roles.push(*role);
            }
        }
        if letters.len() > 1 {
            let meanings = lexicon.printed.entry(text).or_default();
            if *weight > WEAK && !meanings.contains(role) {
                meanings.push(*role);
            }
        }
    }
    for (column, lists) in &file.column {
        for (list, text) in lists.iter().flat_map(|(list, texts)| texts.iter().map(move |text| (list, text))) {
            if list == "names" {
                lexicon.columns.insert(compact(text), *column);
            } else {
                let meanings = lexicon.headings.entry(compact(text)).or_default();
                if !meanings.contains(column) {
                    meanings.push(*column);
                }
            }
        }
    }
    for text in lexicon.headings.keys() {
        lexicon.printed.entry(text.clone()).or_default();
    }
    for meanings in lexicon.headings.values_mut() {
        meanings.sort_by_key(|column| *column as u8);
    }
    lexicon
});

/// Printed labels, the longest first: folded letters, meaning, weight.
pub fn labels() -> &'static [(Vec<char>, Role, f32)] {
    &LEXICON.labels
}

/// The roles that templates call by this folded name, the surest first.
pub fn roles_named(name: &str) -> &'static [Role] {
    LEXICON.roles.get(name).map_or(&[], Vec::as_slice)
}

/// Is this folded text what documents print beside or above a value?
pub fn is_printed(text: &str) -> bool {
    LEXICON.printed.contains_key(text)
}

/// Is this folded text the name of a country?
pub fn is_country(text: &str) -> bool {
    LEXICON.words["countries"].contains(text)
}

/// Is this folded text the key before a name?
pub fn is_name_key(text: &str) -> bool {
    LEXICON.words["names"].contains(text)
}

/// Does this folded text send what follows to someone at a company?
pub fn is_attention(text: &str) -> bool {
    LEXICON.words["attention"].contains(text)
}

/// What this folded text means where it is a label that means one thing surely.
pub fn meanings(text: &str) -> &'static [Role] {
    LEXICON.printed.get(text).map_or(&[], Vec::as_slice)
}

/// The column that templates call by this folded name.
pub fn column_named(name: &str) -> Option<Column> {
    let printed = || LEXICON.headings.get(name).and_then(|meanings| meanings.first().copied());
    LEXICON.columns.get(name).copied().or_else(printed)
}

/// What a folded heading of a table can mean.
pub fn headings(text: &str) -> &'static [Column] {
    LEXICON.headings.get(text).map_or(&[], Vec::as_slice)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lexicon_loads_and_speaks_its_languages() {
        for (label, role) in [
            ("invoiceno", Role::InvoiceNumber),
            ("rechnungsnr", Role::InvoiceNumber),
            ("numerodefacture", Role::InvoiceNumber),
            ("partitaiva", Role::TaxId),
            ("fechadevencimiento", Role::DueDate),
            ("vervaldatum", Role::DueDate),
            ("totalgeral", Role::Total),
            ("请求", Role::Total),
        ] {
            let found = labels()
                .iter()
                .any(|(letters, known, _)| *known == role && letters.iter().collect::<String>() == label);
            assert_eq!(found, label != "请求", "{label}");
        }
        // What may mean other things is weak in every language.
        let mut weights: HashMap<(&[char], Role), f32> = HashMap::new();
        for (letters, role, weight) in labels() {
            let known = weights.insert((letters.as_slice(), *role), *weight);
            assert!(known.is_none_or(|known| known == *weight), "{letters:?} {role:?}");
        }
        assert!(labels().iter().all(|(letters, ..)| !letters.is_empty()));
        assert_eq!(headings("einzelpreis"), [Column::UnitPrice]);
    }
}
