//! A term is what a field means in a trade of its own: banking, shipping, payroll, passports. The words are in `terms/`.
//!
//! The keys of a term there:
//! - `names`: what templates call the field, words apart; `shadow` marks names that mean something elsewhere too and
//!   count only where other fields of the template are of the trade
//! - a language (`en`, `th` …): printed labels; `weak` ones may mean other things; `labels_of`: those of another term
//! - `shape`: how its text looks; `role`: the finder that knows it without a label; `like`: a role whose label will do
//! - `period`: the value is the `start` or the `end` of a printed span of time
//! - `side`: it belongs to the `seller` or the `buyer`; `party`: it is the `first` or the `second` party of a contract
//! - `sounds`: words in the name of whoever it is
//! - `iso18013`: the number before it on driving licences; `mrz`: its place in machine-readable lines
//! - `phrases`: expressions for running text, the value is group 1; `yes`, `no`: words that answer the question
//! - `section`: it heads a part of a page; `row`: its part of an entry there
//! - `column`: it heads a column of a table, and is filled `as` a standard column where it has one

use super::super::notation::spelling::{compact, name_words};
use super::role::{Column, Role};
use regex::Regex;
use serde::Deserialize;
use std::{
    collections::{BTreeMap, HashMap, HashSet},
    sync::LazyLock,
};

/// How much a label that may mean other things counts.
const WEAK: f32 = 0.5;
/// Fields of one trade that a template must have before words with a meaning elsewhere are taken in that of the trade.
const ENOUGH: usize = 2;

const TRADES: &[(&str, &str)] = &[
    ("agreement", include_str!("terms/agreement.toml")),
    ("banking", include_str!("terms/banking.toml")),
    ("career", include_str!("terms/career.toml")),
    ("contact", include_str!("terms/contact.toml")),
    ("identity", include_str!("terms/identity.toml")),
    ("medical", include_str!("terms/medical.toml")),
    ("period", include_str!("terms/period.toml")),
    ("shipping", include_str!("terms/shipping.toml")),
    ("supply", include_str!("terms/supply.toml")),
    ("thai_tax", include_str!("terms/thai_tax.toml")),
    ("trade", include_str!("terms/trade.toml")),
    ("work", include_str!("terms/work.toml")),
];

/// How the text of a term looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Look {
    Text,
    Line,
    Place,
    Id,
    /// An id that may be printed in groups.
    Grouped,
    Money,
    Phone,
    Duration,
    Person,
    /// A person whose name heads the page.
    HeadName,
    Doctor,
    Job,
    Organization,
    /// A company with its address below.
    PartyBlock,
    AddressLine,
    Branch,
    Title,
}

/// The start or the end of a span of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Edge {
    Start,
    End,
}

/// A part of the machine-readable lines of a passport.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MrzPart {
    DocumentNumber,
    Issuer,
    Surname,
    GivenNames,
    Nationality,
    BirthDate,
    Sex,
    ExpiryDate,
    Optional,
}

/// A part of an entry of a section: of a job, of a degree, of the parties to a contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    Position,
    Organization,
    From,
    To,
    Text,
    Party,
    PartyRole,
}

/// One of two parties.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    #[serde(alias = "first")]
    Seller,
    #[serde(alias = "second")]
    Buyer,
}

/// A field's meaning in its trade.
#[derive(Debug)]
pub struct Term {
    pub trade: &'static str,
    pub key: String,
    names: HashSet<String>,
    shadow: bool,
    /// Folded letters and weight.
    pub labels: Vec<(Vec<char>, f32)>,
    pub role: Option<Role>,
    pub like: Option<Role>,
    pub look: Option<Look>,
    pub period: Option<Edge>,
    pub side: Option<Side>,
    /// Folded.
    pub sounds: Vec<String>,
    pub party: Option<Side>,
    pub iso18013: Option<String>,
    pub mrz: Option<MrzPart>,
    pub phrases: Vec<Regex>,
    pub yes: Vec<String>,
    pub no: Vec<String>,
    pub section: bool,
    pub part: Option<Part>,
    column: bool,
    pub standard: Option<Column>,
}

#[derive(Deserialize)]
struct Raw {
    names: Vec<String>,
    #[serde(default)]
    shadow: bool,
    labels_of: Option<String>,
    role: Option<Role>,
    like: Option<Role>,
    shape: Option<Look>,
    period: Option<Edge>,
    side: Option<Side>,
    #[serde(default)]
    sounds: Vec<String>,
    party: Option<Side>,
    iso18013: Option<String>,
    mrz: Option<MrzPart>,
    #[serde(default)]
    phrases: Vec<String>,
    #[serde(default)]
    yes: Vec<String>,
    #[serde(default)]
    no: Vec<String>,
    #[serde(default)]
    section: bool,
    row: Option<Part>,
    #[serde(default)]
    column: bool,
    #[serde(rename = "as")]
    standard: Option<Column>,
    /// Labels by language.
    #[serde(flatten)]
    languages: BTreeMap<String, Vec<String>>,
}

static TERMS: LazyLock<Vec<Term>> = LazyLock::new(|| TRADES.iter().flat_map(|(trade, source)| load(trade, source)).collect());

fn load(trade: &'static str, source: &str) -> Vec<Term> {
    let file: BTreeMap<String, Raw> = toml::from_str(source).expect("the terms are part of the program and tested");
    let labels: HashMap<&String, Vec<(Vec<char>, f32)>> = file.iter().map(|(key, raw)| (key, labels(raw))).collect();
    let term = |(key, raw): (&String, &Raw)| Term {
        trade,
        key: key.clone(),
        names: raw.names.iter().map(|name| compact(name)).collect(),
        shadow: raw.shadow,
        labels: labels.get(raw.labels_of.as_ref().unwrap_or(key)).cloned().unwrap_or_default(),
        role: raw.role,
        like: raw.like,
        look: raw.shape,
        period: raw.period,
        side: raw.side,
        sounds: raw.sounds.iter().map(|word| compact(word)).collect(),
        party: raw.party,
        iso18013: raw.iso18013.clone(),
        mrz: raw.mrz,
        phrases: raw.phrases.iter().map(|phrase| Regex::new(phrase).expect("the phrases are tested")).collect(),
        yes: raw.yes.iter().map(|word| compact(word)).collect(),
        no: raw.no.iter().map(|word| compact(word)).collect(),
        section: raw.section,
        part: raw.row,
        column: raw.column,
        standard: raw.standard,
    };
    file.iter().map(term).collect()
}

fn labels(raw: &Raw) -> Vec<(Vec<char>, f32)> {
    let weight = |list: &String| if list == "weak" { WEAK } else { 1.0 };
    let all = raw.languages.iter().flat_map(|(list, texts)| texts.iter().map(move |text| (compact(text), weight(list))));
    all.map(|(letters, weight)| (letters.chars().collect(), weight)).collect()
}

/// The trades that a template is of, found by its names.
#[derive(Debug, Default)]
pub struct Trades(HashMap<&'static str, usize>);

impl Trades {
    /// Counts the fields of each trade among the `names` of a template's fields.
    #[must_use]
    pub fn of<'a>(names: impl Iterator<Item = &'a str>) -> Self {
        let mut counts = HashMap::new();
        for name in names.map(folded) {
            let mut seen = HashSet::new();
            for term in TERMS.iter().filter(|term| term.is_field() && !term.shadow && term.names.contains(&name)) {
                if seen.insert(term.trade) {
                    *counts.entry(term.trade).or_default() += 1;
                }
            }
        }
        Self(counts)
    }

    /// What a field of this name means, if it is a word of a trade.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&'static Term> {
        self.best(name, Term::is_field)
    }

    /// What a field of the rows of a list means.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<&'static Term> {
        self.best(name, |term| term.column || term.part.is_some())
    }

    /// The terms of the trades that the template is certainly of; their labels end the values of others.
    pub fn others(&self) -> impl Iterator<Item = &'static Term> {
        TERMS.iter().filter(|term| self.count(term) >= ENOUGH && term.part.is_none() && !term.column)
    }

    fn count(&self, term: &Term) -> usize {
        self.0.get(term.trade).copied().unwrap_or_default()
    }

    fn best(&self, name: &str, suits: impl Fn(&Term) -> bool) -> Option<&'static Term> {
        let name = folded(name);
        TERMS
            .iter()
            .filter(|term| suits(term) && term.names.contains(&name))
            .filter(|term| self.count(term) >= if term.shadow || term.part.is_some() { ENOUGH } else { 1 } || term.column && !term.shadow)
            .max_by_key(|term| (self.count(term), !term.shadow))
    }
}

impl Term {
    /// Is it a field of its own, not a column or a part of an entry?
    fn is_field(&self) -> bool {
        !self.column && self.part.is_none()
    }
}

fn folded(name: &str) -> String {
    compact(&name_words(name).concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(template: &[&str], name: &str) -> Option<String> {
        Trades::of(template.iter().copied()).field(name).map(|term| format!("{}.{}", term.trade, term.key))
    }

    #[test]
    fn the_terms_load() {
        assert!(TERMS.len() > 120);
        for term in TERMS.iter() {
            assert!(term.labels.iter().all(|(letters, _)| !letters.is_empty()), "{} {}", term.trade, term.key);
            assert!(term.phrases.iter().all(|phrase| phrase.captures_len() == 2), "{} {}", term.trade, term.key);
        }
    }

    #[test]
    fn a_word_means_what_its_trade_says() {
        let passport = ["documentNumber", "surname", "givenNames", "address", "expiryDate"];
        let card = ["name", "jobTitle", "email", "address"];
        assert_eq!(key(&passport, "address").as_deref(), Some("identity.address"));
        assert_eq!(key(&card, "address").as_deref(), Some("contact.address"));
        assert_eq!(key(&["meterNumber", "consumption", "accountNumber"], "accountNumber").as_deref(), Some("supply.account_number"));
        assert_eq!(key(&["bank", "openingBalance", "accountNumber"], "accountNumber").as_deref(), Some("banking.account_number"));
    }

    #[test]
    fn invoices_and_receipts_are_of_no_trade() {
        for preset in [crate::domain::preset::invoice(), crate::domain::preset::receipt()] {
            let names: Vec<String> = preset.schema["properties"].as_object().unwrap().keys().cloned().collect();
            let trades = Trades::of(names.iter().map(String::as_str));
            assert!(names.iter().all(|name| trades.field(name).is_none()), "{:?}", trades.0);
        }
    }
}
