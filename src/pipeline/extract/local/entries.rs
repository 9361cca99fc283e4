//! Entries are what a résumé has in its sections: a span of time, and two lines that say what and where.

use super::super::notation::spelling;
use super::document::{Candidate, Document, Place};
use super::leaf::Wanted;
use super::table::Item;
use super::term::Part;
use super::{look, party, shape};
use regex::Regex;
use serde_json::json;
use std::{ops::Range, sync::LazyLock};

/// Entries stand further apart than the lines inside one, by this factor.
const APART: f32 = 1.35;
/// A line of more words says what was done, not what it was.
const HEAD_WORDS: usize = 12;
/// What an entry's parts are worth.
const FOUND: f32 = 0.85;

const POINT: &str = r"(?:(?:[\p{L}\p{M}]{3,12}\.?|\d{1,2}[./]) ?)?(?:19|20|25)\d{2}";

static SPAN: LazyLock<Regex> = LazyLock::new(|| {
    let now = "present|current|now|today|to date|ongoing|heute|jetzt|laufend|aujourd'hui|actuel(?:lement)?|présent|presente|actualidad|actual|attuale|oggi|heden|nu|atual|ปัจจุบัน|至今|現在";
    Regex::new(&format!(
        r"(?i)(?:(?P<from>{POINT})\s*(?:-{{1,2}}|~|to|until|bis|à|au|a|al|hasta|tot|até|ถึง|至|～)\s*(?P<to>{POINT}|{now}))|(?:since|seit|depuis|desde|dal|sinds|ab|from)\s+(?P<since>{POINT})|(?P<once>{POINT})"
    ))
    .expect("a constant pattern compiles")
});
static PLACE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)universit|hochschul|college|school|schule|academ|akademie|institut|faculty|école|ecole|lycée|lycee|escuela|colegio|instituto|scuola|liceo|politecnic|hogeschool|bank|hotel|hospital|group|company|studio|foods|มหาวิทยาลัย|โรงเรียน|大学|学院|学校")
        .expect("a constant pattern compiles")
});
static DEGREE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:b\.?\s?sc|m\.?\s?sc|b\.?a\b|m\.?a\b|b\.?eng|m\.?eng|mba|ph\.?d|bachelor|master|diplom|abitur|licence|laurea|grado|licenciatura|maestría|degree|certificate|diploma|baccalaur|bac\b|doktor|doctor|matura|hbo|vwo|mestrado)|ปริญญา|学士|硕士")
        .expect("a constant pattern compiles")
});
/// What parts a position from an employer on one line.
static SEPARATOR: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r" (?:at|@|bei|chez|presso|bij|na|\||-|·|•) |, | {3,}").expect("a constant pattern compiles")
});

/// A piece of a row that is a line of an entry.
#[derive(Clone)]
struct Line {
    row: usize,
    range: Range<usize>,
}

/// The entries of a section, one for each span of time.
#[must_use]
pub fn read(document: &Document, wanted: &[Wanted]) -> Vec<Item> {
    let spans: Vec<(usize, Range<usize>)> = document
        .layout
        .rows
        .iter()
        .enumerate()
        .filter(|(_, row)| !is_bullet(&row.text) && row.text.split_whitespace().count() <= HEAD_WORDS + 4)
        .filter_map(|(at, row)| Some((at, span(&row.text)?)))
        .collect();
    let starts = starts(document, &spans);
    spans
        .iter()
        .enumerate()
        .map(|(index, (row, range))| {
            let end = starts.get(index + 1).copied().unwrap_or(document.layout.rows.len());
            entry(document, wanted, *row, range, starts[index]..end)
        })
        .filter(|item: &Item| item.iter().any(Option::is_some))
        .collect()
}

/// The printed span: with both ends rather than a lone year.
fn span(text: &str) -> Option<Range<usize>> {
    let hits: Vec<regex::Captures> = SPAN.captures_iter(text).collect();
    let whole = hits.iter().find(|hit| hit.name("once").is_none()).or(hits.last())?;
    whole.get(0).map(|hit| hit.range())
}

fn is_bullet(text: &str) -> bool {
    text.trim_start().starts_with(['•', '●', '▪', '‣', '·', '*', '–', '-', '○', '■', '►'])
}

/// Where each entry begins: at the row of its span, or at the first line above it that stands closer to it than to the rest.
fn starts(document: &Document, spans: &[(usize, Range<usize>)]) -> Vec<usize> {
    let rows = &document.layout.rows;
    let gap = |at: usize| rows[at].bbox.y - rows[at - 1].bbox.bottom();
    let mut gaps: Vec<f32> = (1..rows.len()).filter(|at| rows[*at].page == rows[*at - 1].page).map(gap).collect();
    gaps.sort_by(f32::total_cmp);
    let usual = gaps.get(gaps.len() / 3).copied().unwrap_or(0.0).max(0.002);
    spans
        .iter()
        .enumerate()
        .map(|(index, (row, _))| {
            let before = if index == 0 { 0 } else { spans[index - 1].0 + 1 };
            let mut start = *row;
            let closed = |at: usize| {
                gap(at) > APART * usual || rows[at].page != rows[at - 1].page || is_bullet(&rows[at - 1].text)
            };
            while start > before && !closed(start) {
                start -= 1;
            }
            // Lines that are close to what is above and below alike belong above, unless the section begins with them.
            let parted = start == before && index > 0 || start > 0 && start != *row && !closed(start) && index > 0;
            if parted { *row } else { start }
        })
        .collect()
}

fn entry(document: &Document, wanted: &[Wanted], span_row: usize, span: &Range<usize>, body: Range<usize>) -> Item {
    let heads = heads(document, span_row, span, &body);
    let (position, organization) = sides(document, &heads);
    let text = &document.layout.rows[span_row].text;
    let hit = SPAN.captures(&text[span.clone()]);
    let part_of_span = |names: [&str; 2]| {
        let hit = hit.as_ref()?;
        let found = names.iter().find_map(|name| hit.name(name))?;
        let range = span.start + found.start()..span.start + found.end();
        Some(Candidate {
            value: json!(found.as_str().trim()),
            places: vec![Place { row: span_row, range }],
            score: FOUND,
        })
    };
    let whole = |line: &Option<Line>| {
        let line = line.as_ref()?;
        let text =
            document.layout.rows[line.row].text[line.range.clone()].trim_matches([' ', ',', '-', '|', ':', '(', ')']);
        (!text.is_empty()).then(|| Candidate {
            value: json!(shape::single_spaced(text)),
            places: vec![Place { row: line.row, range: line.range.clone() }],
            score: FOUND,
        })
    };
    wanted
        .iter()
        .map(|wanted| match wanted.term.and_then(|term| term.part) {
            Some(Part::Position) => whole(&position),
            Some(Part::Organization) => whole(&organization),
            Some(Part::From) => part_of_span(["from", "since"]),
            Some(Part::To) => part_of_span(["to", "once"]),
            Some(Part::Text) => rest(document, &body, span_row, &heads),
            _ => None,
        })
        .collect()
}

/// The lines that name the entry, without its span; a single line that holds both is parted.
fn heads(document: &Document, span_row: usize, span: &Range<usize>, body: &Range<usize>) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    for row in body.clone() {
        let text = &document.layout.rows[row].text;
        if is_bullet(text) || lines.len() >= 2 && row > span_row {
            break;
        }
        let ranges = if row == span_row { [0..span.start, span.end..text.len()] } else { [0..text.len(), 0..0] };
        for range in ranges {
            let line = text[range.clone()].trim_matches([' ', ',', '-', '|', ':', '(', ')']);
            let words = line.split_whitespace().count();
            if line.chars().filter(|c| c.is_alphabetic()).count() < 2 {
                continue;
            }
            if words > HEAD_WORDS || line.ends_with('.') && words > 4 {
                return part(document, lines);
            }
            let start = line.as_ptr() as usize - text.as_ptr() as usize;
            lines.push(Line { row, range: start..start + line.len() });
        }
    }
    part(document, lines)
}

/// One line for both is parted at "at", a comma or a stroke.
fn part(document: &Document, mut lines: Vec<Line>) -> Vec<Line> {
    lines.truncate(2);
    if let [line] = lines.as_slice() {
        let text = &document.layout.rows[line.row].text[line.range.clone()];
        if let Some(hit) = SEPARATOR.find(text) {
            let (row, start) = (line.row, line.range.start);
            return vec![
                Line { row, range: start..start + hit.start() },
                Line { row, range: start + hit.end()..line.range.end },
            ];
        }
    }
    lines
}

/// Which line is what was done, and which is where.
fn sides(document: &Document, heads: &[Line]) -> (Option<Line>, Option<Line>) {
    let text = |line: &Line| document.layout.rows[line.row].text[line.range.clone()].to_owned();
    let place = |line: &Line| {
        let text = text(line);
        let does = look::job(&text).is_some() || DEGREE.is_match(&text);
        i32::from(party::is_legal(&text) || PLACE.is_match(&text)) - i32::from(does)
    };
    match heads {
        [first, second] if place(first) > place(second) => (Some(second.clone()), Some(first.clone())),
        [first, second] => (Some(first.clone()), Some(second.clone())),
        [only] if place(only) > 0 => (None, Some(only.clone())),
        [only] => (Some(only.clone()), None),
        _ => (None, None),
    }
}

/// What else is said, on one line.
fn rest(document: &Document, body: &Range<usize>, span_row: usize, heads: &[Line]) -> Option<Candidate> {
    let used = |row: usize| row == span_row || heads.iter().any(|line| line.row == row);
    let places: Vec<Place> = body
        .clone()
        .filter(|row| !used(*row))
        .map(|row| Place { row, range: 0..document.layout.rows[row].text.len() })
        .collect();
    let text: Vec<&str> = places
        .iter()
        .map(|place| document.layout.rows[place.row].text.trim_matches([' ', '•', '●', '▪', '-', '*']))
        .collect();
    let text = shape::single_spaced(&text.join(" "));
    (!spelling::compact(&text).is_empty()).then(|| Candidate { value: json!(text), places, score: FOUND })
}

#[cfg(test)]
mod tests {
    use super::super::sample::page;
    use super::super::term::Trades;
    use super::*;
    use crate::domain::{
        preset,
        schema::{Kind, Schema},
    };

    fn jobs(cells: &[(f32, f32, &str)]) -> Vec<Vec<String>> {
        let schema = Schema::parse(&preset::named("resume").unwrap().schema).unwrap();
        let names: Vec<&str> = schema.fields.iter().map(|field| field.name.as_str()).collect();
        let list = schema.fields.iter().find(|field| field.name == "workExperience").unwrap();
        let Kind::Rows(fields) = &list.kind else { panic!("rows") };
        let pages = [page(cells)];
        let document = Document::read(&pages, &[]);
        read(&document, &Wanted::all(fields, &Trades::of(names.into_iter())))
            .into_iter()
            .map(|item| {
                item.into_iter()
                    .map(|cell| cell.and_then(|c| c.value.as_str().map(str::to_owned)).unwrap_or_default())
                    .collect()
            })
            .collect()
    }

    #[test]
    fn entries_of_every_fashion_are_read() {
        let want = [["Data engineer", "Alpha GmbH", "Mar 2020", "present"], ["Analyst", "Beta Ltd", "2017", "2020"]];
        for cells in [
            vec![
                (40.0, 40.0, "Data engineer"),
                (400.0, 40.0, "Mar 2020 - present"),
                (40.0, 52.0, "Alpha GmbH"),
                (40.0, 64.0, "• Built pipelines for 3 teams"),
                (40.0, 90.0, "Analyst"),
                (400.0, 90.0, "2017 - 2020"),
                (40.0, 102.0, "Beta Ltd"),
            ],
            vec![
                (40.0, 40.0, "Mar 2020 - present"),
                (200.0, 40.0, "Data engineer, Alpha GmbH"),
                (40.0, 60.0, "2017 - 2020"),
                (200.0, 60.0, "Analyst at Beta Ltd"),
            ],
        ] {
            assert_eq!(jobs(&cells), want, "{cells:?}");
        }
    }
}
