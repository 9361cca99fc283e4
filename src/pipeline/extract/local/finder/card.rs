//! What stands on a card or at the head of a page without a label: a name, a company, a town, a title.

use super::super::super::notation::{contact, spelling};
use super::super::document::{Candidate, Document, Place};
use super::super::layout::{Row, Segment};
use super::super::shape::single_spaced;
use super::super::{address, look, party};
use super::{UNLABELLED, text, wrapped};
use regex::Regex;
use serde_json::{Value, json};
use std::sync::LazyLock;

/// Taller letters speak for a name or a title, up to this much.
const TALLEST: f32 = 0.3;
/// A name that stands in the e-mail address as well.
const IN_MAIL: f32 = 0.25;
/// A company whose name the domain repeats.
const IN_DOMAIN: f32 = 0.35;
/// Parts of an address or a domain shorter than this say nothing.
const TELLING: usize = 4;
/// The head of a page.
const HEAD: f32 = 0.4;
/// Rows between the means to reach someone and the town where they live.
const NEAR: usize = 4;

static TOWN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^[\p{Lu}][\p{L}.' -]{1,30}, ?(?:[\p{Lu}]{2}|[\p{Lu}][\p{L}.' -]{2,30})$|^(?:[A-Z]{1,2}-)?\d{4,5} [\p{Lu}][\p{L}.' -]{2,30}$|^[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}$")
        .expect("a constant pattern compiles")
});
static AGREEMENT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)agreement|contract|\bdeed\b|memorandum|\blease\b|vertrag|vereinbarung|contrat|accord|convention|contrato|acuerdo|contratto|accordo|overeenkomst|acordo|สัญญา|契約|合同|协议")
        .expect("a constant pattern compiles")
});

/// Segments of the first page.
fn segments<'d>(document: &'d Document) -> impl Iterator<Item = (usize, usize, &'d Row, &'d Segment)> {
    let rows = document.layout.rows.iter().enumerate().take_while(|(_, row)| row.page == 0);
    rows.flat_map(|(at, row)| row.segments.iter().enumerate().map(move |(index, segment)| (at, index, row, segment)))
}

/// How much taller than most the letters are, 0 to `TALLEST`.
fn size(document: &Document, segment: &Segment) -> f32 {
    let mut heights: Vec<f32> = segments(document).map(|(.., segment)| segment.bbox.height).collect();
    heights.sort_by(f32::total_cmp);
    let middle = heights.get(heights.len() / 2).copied().unwrap_or(1.0).max(f32::EPSILON);
    ((segment.bbox.height / middle - 1.0) * 0.4).clamp(0.0, TALLEST)
}

fn candidate(document: &Document, row: usize, segment: &Segment, score: f32) -> Candidate {
    let text = document.layout.rows[row].text_of(segment);
    Candidate {
        value: json!(single_spaced(text.trim())),
        places: vec![Place { row, range: segment.range.clone() }],
        score,
    }
}

fn is_labelled(document: &Document, row: usize, index: usize) -> bool {
    document.labels_in(row).any(|label| label.segment == index && label.leads && label.closed)
}

/// People whose names fill a line of their own.
#[must_use]
pub fn names(document: &Document) -> Vec<Candidate> {
    let mails: Vec<String> = document
        .layout
        .rows
        .iter()
        .flat_map(|row| contact::emails(&row.text))
        .map(|spot| local_part(&spot.value))
        .collect();
    segments(document)
        .filter_map(|(at, index, row, segment)| {
            let line = row.text_of(segment);
            let (spot, quality) = look::person(line)?;
            let whole = spot.range.end - spot.range.start + 2 >= line.trim().len();
            let name = text(&spot.value).to_owned();
            let words = name.split_whitespace().count();
            let told =
                mails.iter().any(|mail| name.split_whitespace().any(|word| is_in(&spelling::compact(word), mail)));
            let other = party::is_legal(&name)
                || party::is_title(&name)
                || look::job(&name).is_some()
                || address::is_line(line);
            if !whole || quality < 1.0 || words > 4 || other || is_labelled(document, at, index) {
                return None;
            }
            let late = 0.15 * segment.bbox.y;
            let score = UNLABELLED + size(document, segment) + if told { IN_MAIL } else { 0.0 } - late;
            let range = segment.range.start + spot.range.start..segment.range.start + spot.range.end;
            Some(Candidate { value: spot.value, places: vec![Place { row: at, range }], score })
        })
        .collect()
}

fn local_part(mail: &str) -> String {
    spelling::compact(mail.split('@').next().unwrap_or_default())
}

fn is_in(word: &str, letters: &str) -> bool {
    word.chars().count() >= TELLING && letters.contains(word)
}

/// Companies by their legal form or by the domain of mail and web.
#[must_use]
pub fn companies(document: &Document) -> Vec<Candidate> {
    let rows = &document.layout.rows;
    let mails = rows
        .iter()
        .flat_map(|row| contact::emails(&row.text))
        .filter_map(|spot| spot.value.split_once('@').map(|(_, host)| host.to_owned()));
    let webs = rows.iter().flat_map(|row| contact::webs(&row.text)).map(|spot| spot.value);
    let hosts: Vec<String> = mails.chain(webs).map(|host| spelling::compact(&host)).collect();
    let person = names(document).into_iter().max_by(|a, b| a.score.total_cmp(&b.score));
    let is_person = |line: &str| person.as_ref().is_some_and(|person| text(&person.value) == line.trim());
    segments(document)
        .filter_map(|(at, index, row, segment)| {
            let line = row.text_of(segment);
            let words: Vec<String> = line.split_whitespace().map(spelling::compact).collect();
            let told = words.iter().any(|word| hosts.iter().any(|host| is_in(word, host)));
            let legal = party::is_legal(line);
            let reach = line.contains(['@', '/'])
                || line.contains("www.")
                || line.chars().filter(char::is_ascii_digit).count() > 3;
            if !(told || legal)
                || reach
                || is_person(line)
                || address::is_line(line) && !legal
                || is_labelled(document, at, index)
                || words.len() > 8
            {
                return None;
            }
            let score = UNLABELLED
                + if told { IN_DOMAIN } else { 0.0 }
                + if legal { 0.2 } else { 0.0 }
                + size(document, segment) * 0.3;
            Some(stacked(document, at, segment, candidate(document, at, segment, score)))
        })
        .collect()
}

/// Is a word of the trade in the name?
#[must_use]
pub fn sounds(name: &str, sounds: &[String]) -> bool {
    let letters = spelling::compact(name);
    let words: Vec<String> = name.split([' ', '-', '/', ',']).map(spelling::compact).collect();
    sounds.iter().any(|sound| {
        let unspaced = sound.chars().next().is_some_and(spelling::is_unspaced);
        let part = |word: &String| word == sound || sound.len() >= TELLING && word.ends_with(sound.as_str());
        words.iter().any(part) || (unspaced || sound.len() > 2 * TELLING) && letters.contains(sound.as_str())
    })
}

/// Names anywhere that a word of the trade gives away; those at the head and with a legal form before others.
#[must_use]
pub fn sounding(document: &Document, words: &[String]) -> Vec<Candidate> {
    if words.is_empty() {
        return Vec::new();
    }
    segments(document)
        .filter_map(|(at, index, row, segment)| {
            let line = row.text_of(segment);
            let short = line.split_whitespace().count() <= 7 && line.chars().filter(char::is_ascii_digit).count() < 4;
            let prose = line.trim_end().ends_with(['.', ':', '?']) && !party::is_legal(line);
            if !short || prose || !sounds(line, words) || is_labelled(document, at, index) || line.contains('@') {
                return None;
            }
            let score =
                0.3 + size(document, segment) + if party::is_legal(line) { 0.1 } else { 0.0 } - 0.2 * segment.bbox.y;
            Some(candidate(document, at, segment, score))
        })
        .collect()
}

/// A name in a stack of short centred lines, as in a logo, is one name.
fn stacked(document: &Document, row: usize, segment: &Segment, name: Candidate) -> Candidate {
    let member = |row: &Row, near: &Segment| {
        row.segments.iter().position(|other| {
            (other.bbox.center_x() - near.bbox.center_x()).abs() < 0.02
                && (other.bbox.height - near.bbox.height).abs() < 0.3 * near.bbox.height
                && row.text_of(other).split_whitespace().count() <= 3
        })
    };
    if segment.bbox.width > 0.3 {
        return name;
    }
    let (mut whole, mut places, mut last) = (text(&name.value).to_owned(), name.places.clone(), segment);
    for (at, below) in document.layout.below(row).take(4) {
        let Some(index) = member(below, last) else { continue };
        let next = &below.segments[index];
        if next.bbox.y - last.bbox.bottom() > 0.9 * last.bbox.height || look::job(below.text_of(next)).is_some() {
            break;
        }
        whole.push(' ');
        whole.push_str(below.text_of(next));
        places.push(Place { row: at, range: next.range.clone() });
        last = next;
    }
    Candidate { value: json!(single_spaced(&whole)), places, score: name.score }
}

/// "Leeds, United Kingdom" beside the means to reach someone.
#[must_use]
pub fn towns(document: &Document) -> Vec<Candidate> {
    let rows = &document.layout.rows;
    let reaches: Vec<usize> = rows
        .iter()
        .enumerate()
        .filter(|(_, row)| !contact::emails(&row.text).is_empty() || !contact::phones(&row.text).is_empty())
        .map(|(at, _)| at)
        .collect();
    let mut found = Vec::new();
    for (at, _, row, segment) in segments(document) {
        if !reaches.iter().any(|reach| reach.abs_diff(at) <= NEAR) {
            continue;
        }
        let line = row.text_of(segment);
        for part in line.split(['|', '•', '·', '●']) {
            let part = part.trim();
            if TOWN.is_match(part) {
                let start = segment.range.start + (part.as_ptr() as usize - line.as_ptr() as usize);
                let places = vec![Place { row: at, range: start..start + part.len() }];
                found.push(Candidate { value: json!(part), places, score: UNLABELLED });
            }
        }
    }
    found
}

/// Lines with a street or a postcode.
#[must_use]
pub fn addresses(document: &Document) -> Vec<Candidate> {
    let first = segments(document).find(|(at, index, row, segment)| {
        let line = row.text_of(segment);
        address::is_line(line) && contact::emails(line).is_empty() && !is_labelled(document, *at, *index)
    });
    let whole = first.map(|(at, _, _, segment)| wrapped::lines(document, candidate(document, at, segment, UNLABELLED)));
    whole.into_iter().collect()
}

/// The tallest line at the head, one that speaks of an agreement before others.
#[must_use]
pub fn title(document: &Document) -> Option<Candidate> {
    segments(document)
        .filter(|(.., segment)| segment.bbox.y < HEAD)
        .filter(|(_, _, row, segment)| row.text_of(segment).chars().filter(|c| c.is_alphabetic()).count() >= 4)
        .map(|(at, _, row, segment)| {
            let line = row.text_of(segment);
            let words = line.split_whitespace().count();
            let spoken = if AGREEMENT.is_match(line) && words <= 10 { 0.25 } else { 0.0 };
            candidate(document, at, segment, UNLABELLED + size(document, segment) + spoken - 0.1 * segment.bbox.y)
        })
        .max_by(|a, b| a.score.total_cmp(&b.score))
}

/// A scan may have lost the space: `MiriamCastellanos`.
#[must_use]
pub fn parted(name: &Value) -> Value {
    const SHORTEST: usize = 3;
    let Some(name) = name.as_str() else { return name.clone() };
    let letters: Vec<char> = name.chars().collect();
    let mut whole = String::new();
    for (at, letter) in letters.iter().enumerate() {
        let lower = letters[..at].iter().rev().take_while(|c| c.is_lowercase()).count();
        if letter.is_uppercase() && lower >= SHORTEST {
            whole.push(' ');
        }
        whole.push(*letter);
    }
    json!(whole)
}

#[cfg(test)]
mod tests {
    use super::super::super::sample::page;
    use super::*;

    #[test]
    fn a_card_tells_its_people_from_its_company() {
        let pages = [page(&[
            (40.0, 40.0, "Fernhill"),
            (40.0, 52.0, "Studio"),
            (240.0, 60.0, "Tomasina Achterberg"),
            (240.0, 90.0, "Senior Architect"),
            (240.0, 130.0, "t.achterberg@fernhill.example.com"),
            (240.0, 160.0, "5 Glasshouse Road, London EC99 1ZZ"),
        ])];
        let document = Document::read(&pages, &[]);
        let best = |found: Vec<Candidate>| {
            found
                .into_iter()
                .max_by(|a, b| a.score.total_cmp(&b.score))
                .map(|c| text(&c.value).to_owned())
                .unwrap_or_default()
        };
        assert_eq!(best(names(&document)), "Tomasina Achterberg");
        assert_eq!(best(companies(&document)), "Fernhill Studio");
        assert_eq!(best(addresses(&document)), "5 Glasshouse Road, London EC99 1ZZ");
    }

    #[test]
    fn lost_spaces_are_put_back_into_names() {
        assert_eq!(parted(&json!("Dr. MiriamCastellanos")), json!("Dr. Miriam Castellanos"));
        assert_eq!(parted(&json!("Ian McDonald")), json!("Ian McDonald"));
    }
}
