//! What the words of a heading can name: a standard column, or a field of the template.

use super::super::super::super::notation::{currency, spelling};
use super::super::super::lexicon;
use super::super::super::role::Column;
use super::super::Ask;
use super::Meaning;
use crate::domain::schema::Kind;

/// What a text can name, brackets, currencies and a second language aside.
pub fn meanings(text: &str, ask: Option<&Ask>) -> Vec<Meaning> {
    let whole = meanings_of(text, ask);
    if !whole.is_empty() {
        return whole;
    }
    let outside = text.split(['(', '[']).next().unwrap_or(text);
    let plain = without_currency(outside);
    let whole = if plain.len() < text.len() { meanings_of(&plain, ask) } else { Vec::new() };
    if !whole.is_empty() {
        return whole;
    }
    let parts = spelling::scripts(outside).flat_map(|part| part.split(['/', '|']));
    let parts: Vec<Vec<Meaning>> = parts
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .map(|part| meanings_of(&without_currency(part), ask))
        .collect();
    // Two languages say the same thing; an article's number may share its name's heading.
    let shared: Vec<Meaning> = parts
        .iter()
        .flatten()
        .copied()
        .filter(|meaning| parts.iter().all(|part| part.is_empty() || part.contains(meaning)))
        .collect();
    let description = Meaning::Column(Column::Description);
    if parts.len() > 2 && shared.is_empty() || parts.iter().all(Vec::is_empty) {
        Vec::new()
    } else if parts.iter().any(|part| part.contains(&description)) {
        vec![description]
    } else {
        shared
    }
}

/// "Betrag in EUR" is "Betrag".
fn without_currency(text: &str) -> String {
    let mut words: Vec<&str> = text.split_whitespace().collect();
    while words.last().is_some_and(|word| currency::of(word).is_some() || matches!(*word, "in" | "en"))
        && words.len() > 1
    {
        words.pop();
    }
    words.join(" ")
}

fn meanings_of(text: &str, ask: Option<&Ask>) -> Vec<Meaning> {
    let letters = spelling::compact(text);
    if letters.is_empty() {
        return Vec::new();
    }
    let mut all: Vec<Meaning> = ask.map(|ask| own(&letters, ask)).unwrap_or_default();
    for known in lexicon::headings(&letters).iter().map(|column| Meaning::Column(*column)) {
        if !all.contains(&known) {
            all.push(known);
        }
    }
    all
}

/// What a whole cell can name: the list itself as well.
pub fn whole_meanings(text: &str, ask: Option<&Ask>) -> Vec<Meaning> {
    let known = meanings(text, ask);
    let outside = text.split(['(', '[']).next().unwrap_or(text);
    let titled = ask.is_some_and(|ask| ask.title.contains(&spelling::compact(outside)));
    if known.is_empty() && titled { vec![Meaning::Title] } else { known }
}

/// Fields of the template that are called so, or that their trade calls so.
fn own(letters: &str, ask: &Ask) -> Vec<Meaning> {
    let chars: Vec<char> = letters.chars().collect();
    let mut found = Vec::new();
    for (at, wanted) in ask.wanted.iter().enumerate() {
        let named = wanted.column.is_none() && spelling::compact(&wanted.field.name) == letters;
        let printed = wanted.term.is_some_and(|term| term.labels.iter().any(|(label, _)| *label == chars));
        if named || printed {
            let number = matches!(wanted.field.kind, Kind::Number | Kind::Integer);
            found.push(match wanted.column {
                Some(column) => Meaning::Column(column),
                None if number => Meaning::OwnNumber(at),
                None => Meaning::Own(at),
            });
        }
    }
    found
}
