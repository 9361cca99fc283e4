//! The parties to a contract: "between X (the “Client”) and Y (the “Provider”)".

use super::document::Place;
use super::party;
use super::prose::Paragraph;
use regex::Regex;
use std::sync::LazyLock;

/// A party and what the contract calls it.
#[derive(Clone, Debug)]
pub struct Party {
    pub name: String,
    pub places: Vec<Place>,
    pub role: Option<(String, Vec<Place>)>,
}

/// Contracts name their parties within this many paragraphs of the word.
const PARAGRAPHS: usize = 8;
/// More parties than this are a list of something else.
const MOST: usize = 6;

static BETWEEN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:between|by and among|zwischen|entre|tra|fra|tussen)\b|ระหว่าง|和以下|甲方")
        .expect("a constant pattern compiles")
});
/// A name of a role in quotes and brackets, or behind "hereinafter called".
static ROLE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r#"(?i)\((?:[^()"“„«]{0,60}?)["“„«']+([^"”“„»«']{2,40})["”“»']+[^()]{0,60}\)|(?:hereinafter|nachfolgend|nachstehend|im folgenden|ci-après|en adelante|di seguito|hierna|doravante)[^"“„«.;]{0,40}?["“„«']+([^"”“„»«']{2,40})["”“»']+|ซึ่งต่อไปนี้(?:ใน[\p{L}\p{M}]+)?(?:จะ)?เรียกว่า\s?["“]([^"”]{2,40})["”]"#,
    )
    .expect("a constant pattern compiles")
});
/// What stands before a name: an "and", a number, a form of address.
static LEAD: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^(?:[\s,;:.–-]|\(?(?:\d{1,2}|[a-z]|[ivx]{1,3})[.)]\s|(?:and|und|et|y|e|ed|en|und der|und die|the|der|die|le|la|el|by and|mit|von|und|sowie|as well as|firma|กับ|และ)\b\s?)+").expect("a constant pattern compiles")
});
/// Where a name ends and its description begins.
static TAIL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\s*(?:[(;:]|,\s*(?-i:[a-zà-ÿ0-9])|, [A-Z][\p{L} -]+, |, \p{L}[\p{L}.' -]*\s\d|,\s*$| whose | with (?:its|a|offices?) | having | located | residing | acting | represented | mit sitz | vertreten | geschäftsansässig | dont le | ayant | représentée? | con (?:domicilio|sede) | representad[oa] | gevestigd | met zetel | com sede | a company | a corporation | an? [a-z]+ (?:company|corporation|partnership))")
        .expect("a constant pattern compiles")
});

/// The parties in the order of the text.
#[must_use]
pub fn find(paragraphs: &[Paragraph]) -> Vec<Party> {
    let starts =
        paragraphs.iter().enumerate().filter_map(|(at, paragraph)| Some((at, BETWEEN.find(&paragraph.text)?.end())));
    starts.map(|(at, start)| from(paragraphs, at, start)).find(|found| found.len() >= 2).unwrap_or_default()
}

fn from(paragraphs: &[Paragraph], first: usize, start: usize) -> Vec<Party> {
    let mut found: Vec<Party> = Vec::new();
    for (at, paragraph) in paragraphs.iter().enumerate().skip(first).take(PARAGRAPHS) {
        let mut from = if at == first { start } else { 0 };
        for hit in ROLE.captures_iter(&paragraph.text) {
            let (Some(whole), Some(role)) = (hit.get(0), (1..=3).find_map(|group| hit.get(group))) else { continue };
            if whole.start() < from {
                continue;
            }
            if let Some((name, range)) = name(&paragraph.text, from..whole.start())
                && !found.iter().any(|party| party.name == name)
            {
                let called = role.as_str().trim().trim_start_matches("the ").to_owned();
                let role = Some((called, paragraph.places(&role.range())));
                found.push(Party { name, places: paragraph.places(&range), role });
            }
            from = whole.end();
        }
        if found.len() >= MOST {
            break;
        }
    }
    found
}

/// The name that the text begins with.
fn name(text: &str, range: std::ops::Range<usize>) -> Option<(String, std::ops::Range<usize>)> {
    let part = &text[range.clone()];
    let lead = LEAD.find(part).map_or(0, |hit| hit.end());
    let body = &part[lead..];
    let end = TAIL.find_iter(body).map(|hit| hit.start()).find(|at| *at > 0).unwrap_or(body.len());
    let name = body[..end].trim().trim_end_matches([',', '-', ' ']);
    let start = range.start + lead + (name.as_ptr() as usize - body.as_ptr() as usize);
    let proper = name.chars().next().is_some_and(|c| c.is_uppercase() || !c.is_lowercase()) && name.chars().count() > 2;
    let short = name.split_whitespace().count() <= 10;
    (proper && short && !party::is_title(name)).then(|| (name.to_owned(), start..start + name.len()))
}

#[cfg(test)]
mod tests {
    use super::super::document::Document;
    use super::super::prose;
    use super::super::sample::lines;
    use super::*;

    fn read(rows: &[&str]) -> Vec<(String, String)> {
        let pages = [lines(rows)];
        let document = Document::read(&pages, &[]);
        find(&prose::paragraphs(&document))
            .into_iter()
            .map(|party| (party.name, party.role.map(|role| role.0).unwrap_or_default()))
            .collect()
    }

    #[test]
    fn parties_are_named_in_english_and_german() {
        for (rows, want) in [
            (
                vec![
                    "This Agreement is made between Foxglove Logistics Ltd, a company of",
                    "Ashminster (the “Client”) and Quillon Studio LLP (the “Provider”).",
                ],
                [("Foxglove Logistics Ltd", "Client"), ("Quillon Studio LLP", "Provider")],
            ),
            (
                vec![
                    "Zwischen der Nordhafen GmbH, Speicherweg 12, 24999 Wellerup (nachfolgend",
                    "„Auftraggeber“) und Herrn Ole Brandt (nachfolgend „Auftragnehmer“) wird",
                ],
                [("Nordhafen GmbH", "Auftraggeber"), ("Herrn Ole Brandt", "Auftragnehmer")],
            ),
        ] {
            let want: Vec<(String, String)> = want.map(|(a, b)| (a.to_owned(), b.to_owned())).to_vec();
            let got = read(&rows);
            assert_eq!(got, want);
        }
        assert!(read(&["The distance between Lyon and Paris is long."]).is_empty());
    }
}
