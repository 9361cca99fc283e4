//! Labels are the printed names of values; this finds every one on the page, whatever it means.

mod stacked;

use super::super::notation::spelling::{Folded, compact, distance, fold, is_unspaced, look_alike};
use super::layout::{Layout, Row};
use super::lexicon;
use super::role::Role;
use std::{collections::HashMap, ops::Range, sync::LazyLock};

/// What a label speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Subject {
    Role(Role),
    /// A field of the template by its place in the list of leaves.
    Field(usize),
}

/// One label on the page.
#[derive(Clone, Debug)]
pub struct Label {
    pub subject: Subject,
    pub row: usize,
    /// Bytes of the row's text.
    pub range: Range<usize>,
    pub segment: usize,
    /// How clearly it means its subject, 0–1.
    pub weight: f32,
    /// Does it begin its segment?
    pub leads: bool,
    /// Is it followed by a colon, or alone in its segment?
    pub closed: bool,
}

/// Labels of a template's own fields: folded letters, place of the field, weight.
pub type OwnLabel = (Vec<char>, usize, f32);

/// Shorter labels must be spelled exactly.
const FORGIVING_LENGTH: usize = 5;
/// What a label is worth that is spelled right, and one with three letters wrong.
const SPELLED: f32 = 0.97;
const BARELY: f32 = 0.7;
/// One misread letter in this many is forgiven.
const LETTERS_PER_ERROR: usize = 6;

/// What a word that only says "number" is worth where nothing else claims it.
const NUMBER_WORD: f32 = 0.6;
/// Two labels of one subject this many words apart are one.
const JOINED_WORDS: usize = 4;
/// German joins what an invoice is for with the word itself: Mietrechnung, Schlussrechnung.
const COMPOUND: [char; 8] = ['r', 'e', 'c', 'h', 'n', 'u', 'n', 'g'];

type Index = HashMap<char, Vec<usize>>;

static BY_FIRST: LazyLock<Index> =
    LazyLock::new(|| index(lexicon::labels().iter().map(|(letters, ..)| letters.as_slice())));

fn index<'a>(labels: impl Iterator<Item = &'a [char]>) -> Index {
    let mut index = Index::new();
    for (at, letters) in labels.enumerate() {
        if let Some(first) = letters.first() {
            index.entry(look_alike(*first)).or_default().push(at);
        }
    }
    index
}

/// Every label of the lexicon and of the template, by row and place; at each place the longest wins.
#[must_use]
pub fn find(layout: &Layout, own: &[OwnLabel]) -> Vec<Label> {
    let own_index = index(own.iter().map(|(letters, ..)| letters.as_slice()));
    let mut found = Vec::new();
    for (at, row) in layout.rows.iter().enumerate() {
        find_in_row(at, row, layout.ocr, own, &own_index, &mut found);
    }
    stacked::join(layout, &mut found);
    found
}

fn find_in_row(at: usize, row: &Row, ocr: bool, own: &[OwnLabel], own_index: &Index, all: &mut Vec<Label>) {
    let found = &mut Vec::new();
    for (segment_at, segment) in row.segments.iter().enumerate() {
        let text = row.text_of(segment);
        let folded = fold(text);
        let mut place = 0;
        while place < folded.letters.len() {
            if !begins_word(&folded, place) {
                place += 1;
                continue;
            }
            let mine = own_index.get(&look_alike(folded.letters[place])).into_iter().flatten().filter_map(|label| {
                let (letters, field, weight) = &own[*label];
                matches(text, &folded, place, letters, ocr)
                    .map(|(end, worth)| Hit { end, subject: Subject::Field(*field), weight: weight * worth, worth })
            });
            let known = BY_FIRST.get(&look_alike(folded.letters[place])).into_iter().flatten().filter_map(|label| {
                let (letters, role, weight) = &lexicon::labels()[*label];
                matches(text, &folded, place, letters, ocr)
                    .map(|(end, worth)| Hit { end, subject: Subject::Role(*role), weight: weight * worth, worth })
            });
            let hits = best(mine.chain(known).collect());
            let Some(longest) = hits.first().map(|hit| hit.end) else {
                place += 1;
                continue;
            };
            let end = folded.ends[longest - 1];
            // Marks that are no letters of their own (a Thai tone) belong to the letter before.
            let marks = text[end..].chars().take_while(|c| is_unspaced(*c) && !c.is_alphanumeric());
            let end = end + marks.map(char::len_utf8).sum::<usize>();
            let range = segment.range.start + folded.starts[place]..segment.range.start + end;
            let rest = row.text[range.end..segment.range.end].trim_start_matches([' ', '.', ')', '#']);
            let closed = rest.is_empty() || rest.starts_with(':');
            let leads = place == 0 || text[..folded.starts[place]].trim_end().ends_with([':', '/', '|', '(', ',', ';']);
            let before = &text[..folded.starts[place]];
            let behind = row.text.get(range.end..segment.range.end).unwrap_or_default();
            for Hit { subject, weight, .. } in hits {
                if is_included(before) || begins_code(behind, &row.text[range.clone()]) {
                    continue;
                }
                let subject = if excludes_tax(behind) { without_tax(subject) } else { subject };
                found.push(Label {
                    subject,
                    row: at,
                    range: range.clone(),
                    segment: segment_at,
                    weight,
                    leads,
                    closed,
                });
            }
            place = longest;
        }
    }
    all.extend(joined(row, found));
}

/// A label of the lexicon that fits at a place.
struct Hit {
    /// In folded letters.
    end: usize,
    subject: Subject,
    weight: f32,
    /// How well the letters agree, 1 for every one.
    worth: f32,
}

/// The longest, and of these the best spelled, one for each subject: "Subtotal" is not a misread "Sum total".
fn best(mut hits: Vec<Hit>) -> Vec<Hit> {
    // "Registration No. MED" is no misread "registration number" where "registration no" is spelled right.
    if hits.iter().any(|hit| hit.worth > SPELLED) {
        hits.retain(|hit| hit.worth > BARELY);
    }
    let longest = hits.iter().map(|hit| hit.end).max().unwrap_or(0);
    hits.retain(|hit| hit.end == longest);
    let worth = hits.iter().map(|hit| hit.worth).fold(0.0, f32::max);
    hits.retain(|hit| hit.worth >= worth);
    hits.dedup_by_key(|hit| hit.subject);
    hits
}

/// "Rechnung (380) Nr. 471102", "วันที่ / Date": labels of one subject that follow each other are one, and surer.
fn joined(row: &Row, found: &[Label]) -> Vec<Label> {
    let mut joined: Vec<Label> = Vec::new();
    for (at, label) in found.iter().enumerate() {
        let segment = &row.text[row.segments[label.segment].range.clone()];
        let head = &segment[..label.range.start - row.segments[label.segment].range.start];
        if is_number_word(label) && head.ends_with('/') {
            continue; // "S/N", "c/n"
        }
        let before = joined
            .iter_mut()
            .rev()
            .find(|other| other.segment == label.segment && other.range.end <= label.range.start);
        let between = |other: &Label| &row.text[other.range.end..label.range.start];
        match before {
            Some(before) if before.subject == label.subject && is_thin(between(before)) => {
                before.range.end = label.range.end;
                before.weight = (before.weight + label.weight).min(1.0);
                before.closed = label.closed;
            }
            // "Rechnung Nr.": what the document is and its number.
            Some(before)
                if before.subject == Subject::Role(Role::Title)
                    && label.subject == Subject::Role(Role::InvoiceNumber)
                    && is_thin(between(before)) =>
            {
                (before.subject, before.weight) = (label.subject, 1.0);
                (before.range.end, before.closed) = (label.range.end, label.closed);
            }
            // "Albarán nº": the number of something else.
            Some(before)
                if is_number_word(label) && !between(before).contains(|c: char| c.is_alphanumeric() || c == ':') =>
            {
                before.range.end = label.range.end;
                before.closed = label.closed;
                before.subject = match before.subject {
                    Subject::Role(Role::Buyer) => Subject::Role(Role::CustomerNumber),
                    Subject::Role(Role::Seller | Role::OtherParty) => Subject::Role(Role::OtherNumber),
                    other => other,
                };
            }
            _ if is_number_word(label) && !is_of_its_own(row, label, head, found.get(at + 1)) => {}
            _ if is_number_word(label) => joined.push(Label { weight: NUMBER_WORD, ..label.clone() }),
            _ => joined.push(label.clone()),
        }
    }
    // "Rechnung Nr. 17 vom 5.6.2018": behind a number the small word is clear.
    let titles: Vec<(usize, usize)> = joined
        .iter()
        .filter(|label| {
            matches!(label.subject, Subject::Role(Role::InvoiceNumber | Role::Title)) && label.leads
        })
        .map(|label| (label.segment, label.range.end))
        .collect();
    for label in joined.iter_mut().filter(|label| label.subject == Subject::Role(Role::IssueDate)) {
        if titles.iter().any(|(segment, end)| *segment == label.segment && *end <= label.range.start) {
            (label.weight, label.leads) = (1.0, true);
        }
    }
    joined
}

/// "No.", "Nr.", "เลขที่": a word that says number, but not of what.
fn is_number_word(label: &Label) -> bool {
    label.subject == Subject::Role(Role::InvoiceNumber) && label.weight <= lexicon::WEAK
}

/// "Nr. 17" is the number of the document; "Nr zamówienia: 17" and "Zähler Nr. 17" are numbers of other things.
fn is_of_its_own(row: &Row, label: &Label, head: &str, next: Option<&Label>) -> bool {
    let behind = &row.text[label.range.end..row.segments[label.segment].range.end];
    let word = behind.trim_start_matches(|c: char| !c.is_alphanumeric()).split(' ').next().unwrap_or_default();
    let follows = next.is_some_and(|next| {
        next.segment == label.segment && !row.text[label.range.end..next.range.start].contains(char::is_alphanumeric)
    });
    let named = head.trim_end_matches([' ', '(', '/', '|', '-']).ends_with(char::is_alphabetic) && !label.leads;
    // "Smoker: no" is an answer.
    let answer = word.is_empty() && head.trim_end().ends_with(':');
    !follows && !named && !answer && (word.is_empty() || word.contains(|c: char| c.is_ascii_digit()))
}

/// Nothing but a few words, and figures only in brackets?
fn is_thin(between: &str) -> bool {
    let mut depth = 0i32;
    let figures = between.chars().any(|c| {
        depth = (depth + i32::from(c == '(') - i32::from(c == ')')).max(0);
        depth == 0 && c.is_ascii_digit()
    });
    !figures && !between.contains(':') && between.split_whitespace().count() <= JOINED_WORDS
}

/// "Total incl. 7 % VAT": what is included or not is part of another label, not one of its own.
fn is_included(before: &str) -> bool {
    let mut words = before
        .split_whitespace()
        .rev()
        .skip_while(|word| word.contains('%') || word.chars().all(|c| !c.is_alphabetic()));
    let word = words.next().map(compact).unwrap_or_default();
    let included = matches!(
        word.as_str(),
        "incl"
            | "inkl"
            | "inc"
            | "including"
            | "inclusive"
            | "inclusiveof"
            | "einschl"
            | "einschliesslich"
            | "inclus"
            | "incluido"
            | "excl"
            | "exkl"
            | "excluding"
            | "exclusive"
            | "ohne"
    );
    included && words.next().is_some()
}

/// "EXP-2026-0087", "INV-17": letters that begin a code are no label.
fn begins_code(behind: &str, label: &str) -> bool {
    let mut next = behind.chars();
    let glued = matches!(next.next(), Some('-' | '_' | '/')) && next.next().is_some_and(|c| c.is_ascii_digit());
    glued && label.chars().count() <= 5 && label.chars().all(|c| c.is_ascii_uppercase())
}

/// "Total (excl. VAT)".
fn excludes_tax(behind: &str) -> bool {
    let head = behind.split(|c: char| c.is_ascii_digit() || c == ':').next().unwrap_or_default();
    let mut words = head.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.any(|word| {
        matches!(
            word.to_lowercase().as_str(),
            "excl"
                | "exkl"
                | "excluding"
                | "exclusive"
                | "exclude"
                | "ohne"
                | "hors"
                | "ht"
                | "netto"
                | "sin"
                | "senza"
                | "zonder"
                | "sem"
                | "before"
        )
    })
}

fn without_tax(subject: Subject) -> Subject {
    match subject {
        Subject::Role(Role::Total) => Subject::Role(Role::Subtotal),
        other => other,
    }
}

/// Where a label that begins at `place` ends, and how well it fits.
fn matches(text: &str, folded: &Folded, place: usize, label: &[char], ocr: bool) -> Option<(usize, f32)> {
    let letters = &folded.letters[place..];
    if letters.starts_with(label) {
        return ends_word(text, folded, place + label.len()).then_some((place + label.len(), 1.0));
    }
    if !ocr || label.len() < FORGIVING_LENGTH {
        return None;
    }
    let limit = label.len() / LETTERS_PER_ERROR;
    (label.len().saturating_sub(limit)..=label.len() + limit)
        .filter(|length| *length <= letters.len() && *length > 0 && ends_word(text, folded, place + length))
        .filter_map(|length| distance(&letters[..length], label, limit).map(|edits| (length, edits)))
        .min_by_key(|(_, edits)| *edits)
        .map(|(length, edits)| (place + length, 0.95 - 0.1 * edits as f32))
}

/// Does a word, or a run of another script, begin here?
fn begins_word(folded: &Folded, place: usize) -> bool {
    if place > 0 && folded.letters[place] == '%' && folded.letters[place - 1].is_ascii_digit() {
        return false; // "22 % IVA" is a tax, not a heading of rates.
    }
    if place == 0 || folded.starts[place] > folded.ends[place - 1] {
        return true;
    }
    turns(folded.letters[place - 1], folded.letters[place]) || folded.letters[place..].starts_with(&COMPOUND)
}

/// Does a word, or a run of one script, end before this letter?
fn ends_word(text: &str, folded: &Folded, place: usize) -> bool {
    let Some(start) = folded.starts.get(place) else { return true };
    let last = folded.letters[place - 1];
    // A mark that is no letter (a Thai tone, a dot) may stand between.
    // Both may come of one letter that is written out: № is "no".
    let gap = text.get(folded.ends[place - 1]..*start).unwrap_or_default();
    gap.chars().any(|c| !is_unspaced(c)) || is_unspaced(last) || turns(last, folded.letters[place])
}

/// From letters to digits or from one script to another.
fn turns(a: char, b: char) -> bool {
    is_unspaced(a) != is_unspaced(b) || (a.is_alphabetic() && b.is_ascii_digit()) || a == '#'
}

#[cfg(test)]
mod tests {
    use super::super::sample::page;
    use super::*;
    use crate::domain::page::PageSource;

    fn roles(text: &str, ocr: bool) -> Vec<Role> {
        let mut sheet = page(&[(10.0, 10.0, text)]);
        sheet.source = if ocr { PageSource::Ocr } else { PageSource::TextLayer };
        let labels = find(&Layout::of(&[sheet]), &[]);
        labels
            .iter()
            .filter_map(|label| if let Subject::Role(role) = label.subject { Some(role) } else { None })
            .collect()
    }

    #[test]
    fn the_longest_label_wins() {
        for (text, want) in [
            ("Invoice No.: 4711", vec![Role::InvoiceNumber]),
            ("Sub Total 9.00", vec![Role::Subtotal]),
            ("Lieferdatum: 1.1.2020", vec![Role::DeliveryDate]),
            ("Rechnungs-Nr.: 1", vec![Role::InvoiceNumber]),
            ("TOTAL:RM9.00", vec![Role::Total]),
            ("เลขที่ใบกำกับภาษี:IV001", vec![Role::InvoiceNumber]),
            ("Totally different", vec![]),
            ("Mietrechnung (380) Nr. 471102 vom 1.2.2020", vec![Role::InvoiceNumber, Role::IssueDate]),
            ("Gesamtbetrag (inkl. 19% MwSt): 119,00", vec![Role::Total]),
            ("Total (excl. VAT): 100.00", vec![Role::Subtotal]),
            ("22 % IVA", vec![Role::Tax]),
            ("Smoker: no", vec![]),
            ("FACTURE 617976", vec![Role::Title]),
            ("Albarán nº: 962556", vec![Role::DeliveryNumber]),
            ("Nr nieznany: 17", vec![]),
            ("S/N: 605344", vec![Role::OtherNumber]),
            ("เลขที่: SI-580", vec![Role::InvoiceNumber]),
        ] {
            assert_eq!(roles(text, false), want, "{text}");
        }
    }

    #[test]
    fn letters_of_a_code_are_no_label() {
        assert_eq!(roles("EXP-2026-0087", false), []);
        assert_eq!(roles("Exp: 2026-08-01", false), [Role::ExpiryDate]);
    }

    #[test]
    fn misread_labels_are_known_on_scans_only() {
        assert_eq!(roles("lnvoice Nunber 12", true), [Role::InvoiceNumber]);
        assert_eq!(roles("lnvoice Nunber 12", false), []);
        // What is spelled right is not taken for another label with a slip in it.
        for (text, want) in [("Sub Total 68.87", Role::Subtotal), ("CHANGE 5.00", Role::Change), ("Cash 5.00", Role::Cash)] {
            assert_eq!(roles(text, true), [want], "{text}");
        }
    }

    #[test]
    fn labels_of_the_template_are_found() {
        let layout = Layout::of(&[page(&[(10.0, 10.0, "Policy number: X-1")])]);
        let own = vec![("policynumber".chars().collect(), 3, 1.0)];
        let labels = find(&layout, &own);
        assert_eq!(labels[0].subject, Subject::Field(3));
        assert!(labels[0].closed && labels[0].leads);
    }
}
