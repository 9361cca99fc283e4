//! The lexicon knows what documents print beside a value, by meaning, in ten languages and more.

use super::super::notation::spelling::compact;
use super::role::{Column, Role};
use serde::Deserialize;
use std::{collections::HashMap, sync::LazyLock};

/// How much a label that may mean other things counts.
pub const WEAK: f32 = 0.5;

const SOURCE: &str = include_str!("lexicon.toml");

#[derive(Deserialize)]
struct File {
    field: HashMap<Role, HashMap<String, Vec<String>>>,
    column: HashMap<Column, HashMap<String, Vec<String>>>,
}

struct Lexicon {
    /// Printed labels of fields: folded letters, meaning, weight.
    labels: Vec<(Vec<char>, Role, f32)>,
    roles: HashMap<String, Role>,
    headings: HashMap<String, Vec<Column>>,
    columns: HashMap<String, Column>,
}

static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| {
    let file: File = toml::from_str(SOURCE).expect("the lexicon is part of the program and tested");
    let mut lexicon =
        Lexicon { labels: Vec::new(), roles: HashMap::new(), headings: HashMap::new(), columns: HashMap::new() };
    for (role, lists) in &file.field {
        for (list, text) in lists.iter().flat_map(|(list, texts)| texts.iter().map(move |text| (list, text))) {
            let letters = compact(text);
            match list.as_str() {
                "names" => _ = lexicon.roles.insert(letters, *role),
                _ => lexicon.labels.push((letters.chars().collect(), *role, if list == "weak" { WEAK } else { 1.0 })),
            }
        }
    }
    // A field may also be called by what is printed, if that means one thing only.
    for (letters, role, weight) in &lexicon.labels {
        if *weight > WEAK && *role != Role::Address {
            lexicon.roles.entry(letters.iter().collect()).or_insert(*role);
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
    lexicon.labels.sort_by(|a, b| {
        b.0.len().cmp(&a.0.len()).then(b.2.total_cmp(&a.2)).then(a.0.cmp(&b.0)).then((a.1 as u8).cmp(&(b.1 as u8)))
    });
    for meanings in lexicon.headings.values_mut() {
        meanings.sort_by_key(|column| *column as u8);
    }
    lexicon
});

/// Printed labels, the longest first: folded letters, meaning, weight.
pub fn labels() -> &'static [(Vec<char>, Role, f32)] {
    &LEXICON.labels
}

/// The role that templates call by this folded name.
pub fn role_named(name: &str) -> Option<Role> {
    LEXICON.roles.get(name).copied()
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
        assert!(labels().iter().all(|(letters, ..)| !letters.is_empty()));
        assert_eq!(headings("einzelpreis"), [Column::UnitPrice]);
    }
}
