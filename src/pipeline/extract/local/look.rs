//! A look is how the text of a term is printed: a person, an id in groups, a duration. Each knows its reading.

use super::super::notation::{Spot, date, period, spelling};
use super::role::Role;
use super::shape::{self, Habits, Reading, Shape, single_spaced};
use super::term::{Edge, Look, Term};
use crate::domain::schema::{Field, Kind};
use regex::Regex;
use serde_json::json;
use std::{collections::HashSet, sync::LazyLock};

fn pattern(source: &str) -> Regex {
    Regex::new(source).expect("a constant pattern compiles")
}

static GROUPED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"\b(?:[A-Z]{1,5}[ .-]?)?[A-Z0-9./-]*\d[A-Z0-9./-]*(?: [A-Z0-9/-]*\d[A-Z0-9/-]*| [A-Z]\b)*")
});
static DURATION: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)(?:\b[\p{L}-]+ ?\(\d+\) ?|\b\d+ ?|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|twelve|eighteen|twenty-four|thirty|sixty|ninety|a|an|ein|eine[mnr]?|zwei|drei|vier|fünf|sechs|zwölf|un|une|deux|trois|quatre|cinq|six|uno|dos|tres|seis|due|tre|sei|een|twee|drie|zes|um|dois|três) )(?:calendar |business |working |full )?(?:days?|weeks?|months?|years?|tage?n?|wochen?|monate?n?|jahre?n?|jours?|semaines?|mois|ans?|années?|d[ií]as?|semanas?|mes(?:es)?|años?|giorn[io]|settiman[ae]|mes[ei]|ann[oi]|dagen|weken|maand(?:en)?|jaar|jaren|mês|meses|anos?|วัน|เดือน|ปี)\b",
    )
});
static DOCTOR: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?:\b(?:Dr|DR|Prof|Dott|Dra|Doctor|Docteur|Doktor|dr)(?:\.?\s?(?:med|ssa|in|in med))?(?:\.|\b)\s?(?:med\.? ?)?|นพ\.\s?|พญ\.\s?|นายแพทย์\s?|แพทย์หญิง\s?)(?:(?:[\p{Lu}ก-ฮเ-ไ][\p{L}\p{M}'-]*\.?|de|del|della|di|van|von|der|den|la)\s?){1,5}",
    )
});
static DEGREE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"((?:\p{Lu}[\p{L}'-]*\.? ){1,4}\p{Lu}[\p{L}'-]+),? (?:M\.?D\.?|MBBS|M\.?B\.?B\.?S\.?|D\.?O\.?|MBChB)\b")
});
static BRANCH: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?i)สำนักงานใหญ่|head office|headquarters|(?:สาขา|branch)[^\d]{0,12}(\d{1,5})|^\W*(\d{1,5})\W*$")
});

/// Titles before a name.
const TITLES: &[&str] = &[
    "mr",
    "mrs",
    "ms",
    "miss",
    "dr",
    "prof",
    "herr",
    "frau",
    "herrn",
    "mme",
    "mlle",
    "sr",
    "sra",
    "dott",
    "ing",
    "นาย",
    "นาง",
    "นางสาว",
];
/// Small words inside a name.
const PARTICLES: &[&str] = &[
    "de", "da", "do", "dos", "das", "del", "della", "di", "van", "von", "der", "den", "ter", "ten", "la", "le", "el",
    "al", "bin", "binti", "ibn", "y", "e", "zu", "af", "du", "des",
];
/// Words that stand in forms, and in no name.
const NOT_NAMES: &[&str] = &[
    "signature",
    "date",
    "name",
    "number",
    "no",
    "unterschrift",
    "datum",
    "firma",
    "nom",
    "total",
    "page",
    "and",
    "the",
    "of",
    "or",
    "for",
    "und",
    "et",
    "department",
    "report",
    "period",
    "address",
    "tel",
    "phone",
];
/// More words than this are no name.
const NAME_WORDS: usize = 6;
/// More words than this are no job.
const JOB_WORDS: usize = 7;

static JOBS: LazyLock<HashSet<String>> = LazyLock::new(|| {
    include_str!("jobs.txt")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .flat_map(str::split_whitespace)
        .map(spelling::compact)
        .collect()
});

/// The shape of a field that is a word of a trade.
#[must_use]
pub fn shape(field: &Field, term: &Term, role: Option<Role>) -> Shape {
    if !field.choices.is_empty() || field.pattern.is_some() {
        return shape::of(field, role);
    }
    match (&field.kind, term.look) {
        (Kind::Date, _) if term.period.is_some() => Shape::Period(term.period.unwrap_or(Edge::Start)),
        (Kind::Number, Some(Look::Money)) => Shape::Money,
        (Kind::Text, Some(look)) => match look {
            Look::Text | Look::Line | Look::Place | Look::Title | Look::Money => Shape::Free,
            Look::Id => Shape::Id,
            Look::Phone => Shape::Phone,
            Look::Organization | Look::PartyBlock => Shape::Name,
            Look::AddressLine => Shape::Address,
            Look::Grouped
            | Look::Duration
            | Look::Person
            | Look::HeadName
            | Look::Doctor
            | Look::Job
            | Look::Branch => Shape::Look(look),
        },
        _ => shape::of(field, role),
    }
}

/// Every value of this look in `text`.
#[must_use]
pub fn read(look: Look, text: &str, habits: Habits) -> Vec<Reading> {
    match look {
        Look::Person | Look::HeadName => person(text).into_iter().collect(),
        Look::Grouped => grouped(text, habits),
        Look::Duration => found(&DURATION, text, 1.0),
        Look::Doctor => doctors(text),
        Look::Job => job(text).into_iter().collect(),
        Look::Branch => branches(text),
        _ => Vec::new(),
    }
}

/// The start or the end of each span of time; a single date is either.
#[must_use]
pub fn edges(edge: Edge, text: &str, habits: Habits) -> Vec<Reading> {
    const SINGLE: f32 = 0.6;
    let spans = period::find(text, habits.date, true);
    if !spans.is_empty() {
        let day = |period: period::Period| if edge == Edge::Start { period.start } else { period.end };
        return spans.into_iter().map(|spot| (Spot::new(spot.range, json!(date::iso(day(spot.value)))), 1.0)).collect();
    }
    date::find(text, habits.date)
        .into_iter()
        .map(|spot| (Spot::new(spot.range, json!(date::iso(spot.value.date))), SINGLE))
        .collect()
}

fn found(pattern: &Regex, text: &str, quality: f32) -> Vec<Reading> {
    pattern
        .find_iter(text)
        .map(|hit| (Spot::new(trimmed(text, hit.range()), json!(single_spaced(hit.as_str()))), quality))
        .collect()
}

fn trimmed(text: &str, range: std::ops::Range<usize>) -> std::ops::Range<usize> {
    let hit = &text[range.clone()];
    range.start + (hit.len() - hit.trim_start().len())..range.start + hit.trim_end().len()
}

/// Codes that may be printed in groups: "8500 4417 2093", "S94K 20718", "MED 0048817".
fn grouped(text: &str, habits: Habits) -> Vec<Reading> {
    let dates = date::find(text, habits.date);
    GROUPED
        .find_iter(text)
        .filter_map(|hit| {
            let value = hit.as_str().trim_end_matches(['.', '-', '/', ' ']);
            let range = hit.start()..hit.start() + value.len();
            let good = value.len() > 2 && !dates.iter().any(|date| date.overlaps(&range));
            good.then(|| (Spot::new(range, json!(single_spaced(value))), 1.0))
        })
        .collect()
}

fn doctors(text: &str) -> Vec<Reading> {
    let mut found = found(&DOCTOR, text, 1.0);
    found.retain(|(spot, _)| {
        spot.value
            .as_str()
            .is_some_and(|name| name.split([' ', '.']).filter(|word| word.chars().count() > 1).count() >= 2)
    });
    if found.is_empty() {
        let named = DEGREE.captures_iter(text).filter_map(|captures| captures.get(1));
        found.extend(named.map(|hit| (Spot::new(hit.range(), json!(hit.as_str())), 0.9)));
    }
    if found.is_empty() {
        person(text).into_iter().map(|(spot, quality)| (spot, 0.5 * quality)).collect()
    } else {
        found
    }
}

fn branches(text: &str) -> Vec<Reading> {
    let hits =
        BRANCH.captures_iter(text).filter_map(|captures| captures.get(1).or(captures.get(2)).or(captures.get(0)));
    hits.map(|hit| (Spot::new(hit.range(), json!(hit.as_str().trim())), 1.0)).collect()
}

/// The name that the text begins with, with its title.
#[must_use]
pub fn person(text: &str) -> Option<Reading> {
    let body = text.trim_start_matches(|c: char| !c.is_alphabetic());
    let start = text.len() - body.len();
    let end = body
        .find(|c: char| matches!(c, ',' | ';' | ':' | '(' | '|' | '/' | '@') || c.is_ascii_digit())
        .unwrap_or(body.len());
    let end = body[..end].find("  ").unwrap_or(end);
    let name = body[..end].trim_end_matches([' ', '-', '.', '_']);
    let words: Vec<&str> = name.split_whitespace().collect();
    let told = |word: &str| {
        let folded = spelling::compact(word);
        let capital = word.chars().next().is_some_and(|c| c.is_uppercase() || !c.is_lowercase());
        let plain = word.chars().all(|c| {
            c.is_alphabetic()
                || spelling::is_unspaced(c)
                || matches!(c, '\'' | '.' | '-' | '\u{e31}' | '\u{e33}'..='\u{e4e}')
        });
        plain && (capital || PARTICLES.contains(&folded.as_str())) && !NOT_NAMES.contains(&folded.as_str())
    };
    let proper = words.iter().filter(|word| !TITLES.contains(&spelling::compact(word).as_str())).count();
    let good =
        proper > 0 && words.len() <= NAME_WORDS && words.iter().all(|word| told(word)) && name.chars().count() > 1;
    good.then(|| {
        let quality = if proper == 1 { 0.8 } else { 1.0 };
        (Spot::new(start..start + name.len(), json!(single_spaced(name))), quality)
    })
}

/// The whole text, if a job is in it.
#[must_use]
pub fn job(text: &str) -> Option<Reading> {
    let value = text.trim_matches(|c: char| !c.is_alphanumeric() && !matches!(c, ')' | '('));
    let words: Vec<String> =
        value.split([' ', '/', '-', ',', '(', ')']).map(spelling::compact).filter(|word| !word.is_empty()).collect();
    let jobs = words.iter().filter(|word| is_job(word)).count();
    let named = value.contains('&') || super::party::is_legal(value);
    let good = jobs > 0
        && !named
        && words.len() <= JOB_WORDS
        && !value.contains([':', '@'])
        && !value.ends_with('.')
        && !value.chars().any(|c| c.is_ascii_digit());
    let start = value.as_ptr() as usize - text.as_ptr() as usize;
    // "Architect" says more of a line of one word than of one of seven.
    let quality = 0.8 + 0.2 * jobs as f32 / words.len().max(1) as f32;
    good.then(|| (Spot::new(start..start + value.len(), json!(single_spaced(value))), quality))
}

/// Is the folded word a job, in its own form, its feminine or as the end of a compound?
fn is_job(word: &str) -> bool {
    const SHORTEST_END: usize = 5;
    let ends = |word: &str| {
        (SHORTEST_END..=word.len())
            .any(|length| word.is_char_boundary(word.len() - length) && JOBS.contains(&word[word.len() - length..]))
    };
    JOBS.contains(word) || ends(word) || word.strip_suffix("in").is_some_and(|stem| JOBS.contains(stem) || ends(stem))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(look: Look, text: &str) -> Option<String> {
        read(look, text, Habits::default())
            .into_iter()
            .next()
            .and_then(|(spot, _)| spot.value.as_str().map(str::to_owned))
    }

    #[test]
    fn people_are_told_from_forms() {
        for (text, want) in [
            (": Owen Castellan", Some("Owen Castellan")),
            ("Dr. Miriam Castellanos", Some("Dr. Miriam Castellanos")),
            ("FERREIRA DA COSTA", Some("FERREIRA DA COSTA")),
            ("Ludwig van Beethoven, 12 High Street", Some("Ludwig van Beethoven")),
            ("สมชาย ใจดี", Some("สมชาย ใจดี")),
            ("signature and date", None),
            ("Employee number 12", None),
            ("to be paid", None),
            ("42", None),
        ] {
            assert_eq!(first(Look::Person, text).as_deref(), want, "{text}");
        }
    }

    #[test]
    fn every_look_reads_its_value() {
        for (look, text, want) in [
            (Look::Grouped, ": 8500 4417 2093", "8500 4417 2093"),
            (Look::Grouped, "S94K 20718", "S94K 20718"),
            (Look::Grouped, "MED 0048817", "MED 0048817"),
            (Look::Grouped, "123-4-56789-0", "123-4-56789-0"),
            (Look::Grouped, "12345678 vom 01.02.2026", "12345678"),
            (Look::Duration, "at least three (3) months before", "three (3) months"),
            (Look::Duration, "Frist von 6 Wochen", "6 Wochen"),
            (Look::Doctor, "signed Dr. med. Anna Berg", "Dr. med. Anna Berg"),
            (Look::Doctor, "John Q. Smith, MD", "John Q. Smith"),
            (Look::Job, "Senior Landscape Architect", "Senior Landscape Architect"),
            (Look::Job, "Vertriebsleiterin", "Vertriebsleiterin"),
            (Look::Job, "Chef de projet", "Chef de projet"),
            (Look::Branch, "สาขา 00003", "00003"),
            (Look::Branch, "(สำนักงานใหญ่)", "สำนักงานใหญ่"),
        ] {
            assert_eq!(first(look, text).as_deref(), Some(want), "{text}");
        }
        assert_eq!(first(Look::Job, "12 High Street"), None);
        assert_eq!(first(Look::Job, "Fernhill Landscape Studio"), None);
    }
}
