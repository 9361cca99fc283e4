//! A shape is how a value looks in print: a date, an amount, a code, a name.

use super::super::notation::{Spot, code, contact, currency, date, number, spelling};
use super::look;
use super::role::Role;
use super::term::{Edge, Look};
use crate::domain::schema::{Field, Kind};
use regex::Regex;
use serde_json::{Value, json};
use std::{ops::Range, sync::LazyLock};

/// What a finder looks for.
#[derive(Clone, Debug)]
pub enum Shape {
    Date,
    Money,
    Number,
    Integer,
    Percent,
    Boolean,
    Id,
    TaxId,
    Iban,
    Bic,
    Phone,
    Email,
    Web,
    Currency,
    Address,
    Name,
    Choice(Vec<String>),
    Pattern(Regex),
    /// The start or the end of a span of time.
    Period(Edge),
    /// Of a trade of its own.
    Look(Look),
    Free,
}

/// How a document writes numbers and dates.
#[derive(Clone, Copy, Debug, Default)]
pub struct Habits {
    pub decimal: number::Decimal,
    pub date: date::Habit,
    /// Do amounts have cents?
    pub cents: bool,
}

/// A value that was read, and how well it fits its shape, 0–1.
pub type Reading = (Spot<Value>, f32);

static ID: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?:[A-Z]{1,5} )?[\p{L}\d][\p{L}\d\-/._#*+&]*").expect("a constant pattern compiles"));
static BIC: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\b[A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?\b").expect("a constant pattern compiles"));

/// The shape of a field, from its type, its role and the words of its name.
#[must_use]
pub fn of(field: &Field, role: Option<Role>) -> Shape {
    if !field.choices.is_empty() {
        return Shape::Choice(field.choices.clone());
    }
    match &field.kind {
        Kind::Date => Shape::Date,
        Kind::Boolean => Shape::Boolean,
        Kind::Integer => Shape::Integer,
        Kind::Number if role.is_some_and(Role::is_money) => Shape::Money,
        Kind::Number if role == Some(Role::TaxRate) || is_named(field, &["percent", "percentage"]) => Shape::Percent,
        Kind::Number => Shape::Number,
        // `^…$` fixes the whole value; in running text it would find nothing.
        _ => match field
            .pattern
            .as_deref()
            .map(|pattern| Regex::new(pattern.trim_start_matches('^').trim_end_matches('$')))
        {
            Some(Ok(pattern)) => Shape::Pattern(pattern),
            _ => text(field, role),
        },
    }
}

fn text(field: &Field, role: Option<Role>) -> Shape {
    match role {
        Some(role) if role.is_date() => Shape::Date,
        Some(Role::TaxId | Role::BuyerTaxId) => Shape::TaxId,
        Some(Role::Iban) => Shape::Iban,
        Some(Role::Bic) => Shape::Bic,
        Some(Role::Currency) => Shape::Currency,
        Some(Role::Phone | Role::Fax) => Shape::Phone,
        Some(Role::Email) => Shape::Email,
        Some(Role::Web) => Shape::Web,
        Some(Role::SellerAddress | Role::BuyerAddress) => Shape::Address,
        Some(Role::Seller | Role::Buyer | Role::OtherParty) => Shape::Name,
        Some(
            Role::InvoiceNumber | Role::OrderNumber | Role::CustomerNumber | Role::DeliveryNumber | Role::OtherNumber,
        ) => Shape::Id,
        _ if is_named(field, &["email", "mail"]) => Shape::Email,
        _ if is_named(field, &["phone", "mobile", "tel", "telephone", "fax"]) => Shape::Phone,
        _ if is_named(field, &["website", "url", "web"]) => Shape::Web,
        _ if is_named(field, &["iban"]) => Shape::Iban,
        _ if is_named(field, &["address"]) => Shape::Address,
        _ if is_named(field, &["date"]) => Shape::Date,
        _ if is_named(field, &["number", "no", "nr", "id", "code", "reference", "ref"]) => Shape::Id,
        _ => Shape::Free,
    }
}

fn is_named(field: &Field, ends: &[&str]) -> bool {
    spelling::name_words(&field.name).last().is_some_and(|word| ends.contains(&word.as_str()))
}

impl Shape {
    /// Every value of this shape in `text`, in order.
    #[must_use]
    pub fn read(&self, text: &str, habits: Habits) -> Vec<Reading> {
        match self {
            Self::Date => dates(text, habits),
            Self::Money => numbers(text, habits, |n| !n.percent && (n.decimals > 0 || n.value.abs() < 1e9)),
            Self::Number | Self::Percent => numbers(text, habits, |_| true),
            Self::Integer => numbers(text, habits, |n| n.value.fract() == 0.0),
            Self::Boolean => boolean(text),
            Self::Id => ids(text, habits),
            Self::TaxId => code::tax_ids(text, true)
                .into_iter()
                .map(|spot| (Spot::new(spot.range, json!(spot.value.code)), if spot.value.sure { 1.0 } else { 0.85 }))
                .collect(),
            Self::Iban => code::ibans(text)
                .into_iter()
                .map(|spot| (Spot::new(spot.range, json!(spot.value.0)), if spot.value.1 { 1.0 } else { 0.75 }))
                .collect(),
            Self::Bic => BIC.find_iter(text).map(|hit| (Spot::new(hit.range(), json!(hit.as_str())), 1.0)).collect(),
            Self::Phone => strings(contact::phones(text)),
            Self::Email => strings(contact::emails(text)),
            Self::Web => strings(contact::webs(text)),
            Self::Currency => currencies(text),
            Self::Choice(choices) => chosen(text, choices),
            Self::Pattern(pattern) => pattern
                .find_iter(text)
                .filter(|hit| !hit.is_empty())
                .map(|hit| (Spot::new(hit.range(), json!(hit.as_str())), 1.0))
                .collect(),
            Self::Period(edge) => look::edges(*edge, text, habits),
            Self::Look(look) => look::read(*look, text, habits),
            Self::Address | Self::Name | Self::Free => free(text),
        }
    }

    /// Is the value a day?
    #[must_use]
    pub fn is_date(&self) -> bool {
        matches!(self, Self::Date | Self::Period(_))
    }

    /// Can the value be recognised without a label beside it?
    #[must_use]
    pub fn speaks_for_itself(&self) -> bool {
        matches!(self, Self::Email | Self::Web | Self::Iban | Self::Pattern(_) | Self::Choice(_) | Self::Bic)
    }
}

fn dates(text: &str, habits: Habits) -> Vec<Reading> {
    let mut found = date::find(text, habits.date);
    if found.is_empty() {
        found = date::find_compact(text);
    }
    found
        .into_iter()
        .map(|spot| {
            (Spot::new(spot.range, json!(date::iso(spot.value.date))), if spot.value.ambiguous { 0.9 } else { 1.0 })
        })
        .collect()
}

fn numbers(text: &str, habits: Habits, keep: impl Fn(&number::Number) -> bool) -> Vec<Reading> {
    let dates = date::find(text, habits.date);
    number::find(text, habits.decimal)
        .into_iter()
        .filter(|spot| keep(&spot.value) && !dates.iter().any(|date| date.overlaps(&spot.range)))
        .map(|spot| {
            let quality = if spot.value.decimals == 2 { 1.0 } else { 0.8 };
            (Spot::new(spot.range, plain_number(spot.value.value)), quality)
        })
        .collect()
}

/// A JSON number, whole where it is whole.
#[must_use]
pub fn plain_number(value: f64) -> Value {
    if value.fract() == 0.0 && value.abs() < 1e15 { json!(value as i64) } else { json!(value) }
}

fn boolean(text: &str) -> Vec<Reading> {
    const YES: &[&str] = &["yes", "true", "ja", "oui", "si", "sim", "ใช่", "是", "はい", "x", "y", "☑", "☒", "✓", "✔"];
    const NO: &[&str] = &["no", "false", "nein", "non", "nao", "nee", "ไม่", "ไม่ใช่", "否", "いいえ", "n", "☐"];
    let mut found = Vec::new();
    for (start, token) in tokens(text) {
        let letters = spelling::compact(token);
        let is = |list: &[&str]| {
            list.iter().any(|word| *word == token || (!letters.is_empty() && spelling::compact(word) == letters))
        };
        if is(YES) || is(NO) {
            found.push((Spot::new(start..start + token.len(), json!(is(YES))), 1.0));
        }
    }
    found
}

fn tokens(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.split(' ')
        .filter(|token| !token.is_empty())
        .map(move |token| (token.as_ptr() as usize - text.as_ptr() as usize, token))
}

/// Tokens with a digit; a short word in capitals before one belongs to it.
fn ids(text: &str, habits: Habits) -> Vec<Reading> {
    let dates = date::find(text, habits.date);
    ID.find_iter(text)
        .filter_map(|hit| {
            let token = hit.as_str().trim_end_matches(['.', '-', '/', '_', '*', '+', '&']);
            let range = hit.start()..hit.start() + token.len();
            if !token.chars().any(|c| c.is_ascii_digit()) || dates.iter().any(|date| date.overlaps(&range)) {
                return None;
            }
            Some((Spot::new(range, json!(token)), if token.len() > 1 { 1.0 } else { 0.7 }))
        })
        .collect()
}

fn strings(found: Vec<Spot<String>>) -> Vec<Reading> {
    found.into_iter().map(|spot| (Spot::new(spot.range, json!(spot.value)), 1.0)).collect()
}

fn currencies(text: &str) -> Vec<Reading> {
    tokens(text)
        .filter_map(|(start, token)| {
            currency::of(token).map(|code| (Spot::new(start..start + token.len(), json!(code)), 1.0))
        })
        .collect()
}

/// The allowed values that stand in the text as whole words, the longest first.
fn chosen(text: &str, choices: &[String]) -> Vec<Reading> {
    let folded = spelling::fold(text);
    let mut found: Vec<Reading> = Vec::new();
    let mut sorted: Vec<&String> = choices.iter().collect();
    sorted.sort_by_key(|choice| std::cmp::Reverse(choice.len()));
    for choice in sorted {
        let letters: Vec<char> = spelling::compact(choice).chars().collect();
        if letters.is_empty() {
            continue;
        }
        for at in 0..folded.letters.len() {
            if folded.letters[at..].starts_with(&letters) {
                let range = folded.starts[at]..folded.ends[at + letters.len() - 1];
                if is_whole(text, &range) && !found.iter().any(|(spot, _)| spot.overlaps(&range)) {
                    found.push((Spot::new(range, json!(choice)), 1.0));
                }
            }
        }
    }
    found.sort_by_key(|(spot, _)| spot.range.start);
    found
}

fn is_whole(text: &str, range: &Range<usize>) -> bool {
    let edge = |c: Option<char>| !c.is_some_and(|c| c.is_alphanumeric() && !spelling::is_unspaced(c));
    edge(text[..range.start].chars().next_back()) && edge(text[range.end..].chars().next())
}

/// All of it, without the punctuation around.
fn free(text: &str) -> Vec<Reading> {
    let value =
        text.trim_matches(|c: char| c == ' ' || matches!(c, ':' | ';' | ',' | '|' | '-' | '_' | '=' | '*' | '#'));
    if !value.chars().any(char::is_alphanumeric) {
        return Vec::new();
    }
    let start = value.as_ptr() as usize - text.as_ptr() as usize;
    vec![(Spot::new(start..start + value.len(), json!(single_spaced(value))), 0.9)]
}

/// Runs of spaces become one.
#[must_use]
pub fn single_spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(shape: &Shape, text: &str) -> Option<Value> {
        shape.read(text, Habits::default()).into_iter().next().map(|(spot, _)| spot.value)
    }

    #[test]
    fn every_shape_reads_its_value() {
        for (shape, text, want) in [
            (Shape::Date, ": 28.01.2025 10:35", json!("2025-01-28")),
            (Shape::Money, "19 % of 100.00", json!(100)),
            (Shape::Integer, "3 pcs", json!(3)),
            (Shape::Boolean, ": Yes", json!(true)),
            (Shape::Boolean, "nein", json!(false)),
            (Shape::Id, ": RE 2018-001 vom 05.06.2018", json!("RE 2018-001")),
            (Shape::Id, "# 471102.", json!("471102")),
            (Shape::Bic, "BIC COBADEFFXXX", json!("COBADEFFXXX")),
            (Shape::Currency, "in EUR", json!("EUR")),
            (Shape::Choice(vec!["Full time".into(), "Part time".into()]), "type: part-time", json!("Part time")),
            (Shape::Pattern(Regex::new(r"PX-\d+").unwrap()), "see PX-17", json!("PX-17")),
            (Shape::Free, " : Hello  world - ", json!("Hello world")),
            (Shape::Email, "mail a@b.de", json!("a@b.de")),
        ] {
            assert_eq!(first(&shape, text), Some(want), "{text}");
        }
        assert_eq!(first(&Shape::Id, "none here"), None);
        assert_eq!(first(&Shape::Free, " :- "), None);
    }
}
