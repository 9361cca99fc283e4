//! Parties without a label: the shop at the head of a receipt, the sender and the addressee of a letter.

use super::super::super::notation::{number, spelling};
use super::super::address;
use super::super::document::{Candidate, Document};
use super::super::label::Subject;
use super::super::layout::{Segment, overlap};
use super::super::role::Role;
use super::name::{has_form, is_honoured, is_legal, is_registration, is_tail, name_at};
use crate::domain::page::BBox;
use serde_json::json;

/// The line of the sender says who sells, whoever else stands at the head.
const SENDER: f32 = 0.95;
/// What the addressee's place is worth.
const WINDOW_LEFT: f32 = 0.5;
const WINDOW_RIGHT: f32 = 0.42;
/// Words that stand above an addressee.
const SALUTATIONS: &[&str] = &[
    "herrn", "herr", "frau", "firma", "familie", "an", "mr", "mrs", "ms", "monsieur", "madame", "senor", "senora",
    "spettle", "attn", "to",
];
/// Lines of one name stand closer than this many line heights.
const HEADED_GAP: f32 = 1.5;
/// And share this part of the shorter one's width.
const COVERED: f32 = 0.7;
/// What is taken from a word that is too short for a name.
const SHORT: f32 = 0.15;
/// What a legal form adds, and what a trade.
const FORM: f32 = 0.25;
const TRADE: f32 = 0.2;
/// What a registration number adds: of a brand and its owner the owner has it.
const REGISTERED: f32 = 0.06;
/// What an address below adds: what stands apart at the top of a scan was written there by someone else.
const ABOVE_ADDRESS: f32 = 0.08;
/// What a second line adds to a name that it ends.
const WHOLE: f32 = 0.3;
/// What is taken from a line that only ends a name.
const NAME_END: f32 = 0.3;
/// Letters of a logo are this many times taller than most, and alike to this share.
const TALL: f32 = 1.4;
const SAME_SIZE: f32 = 0.15;
/// The head of a receipt: names stand within these rows.
const HEAD_ROWS: usize = 9;
/// The head of a letter, as a share of the page.
const HEAD: f32 = 0.35;

/// Names at the head of the first page, and in the line of the sender above an address.
pub fn heads(document: &Document) -> Vec<Candidate> {
    let mut found = Vec::new();
    let mut rank = 0;
    for (at, row) in document.layout.rows.iter().enumerate().take_while(|(_, row)| row.page == 0) {
        let in_head = at < HEAD_ROWS || row.bbox.y < HEAD;
        for (index, segment) in row.segments.iter().enumerate() {
            let text = row.text_of(segment);
            if let Some(first) = sender(text) {
                let range = segment.range.start..segment.range.start + first.len();
                found.extend(name_at(document, at, range, SENDER));
                continue;
            }
            let labelled =
                document.labels_in(at).any(|label| label.segment == index && label.leads && label.weight > 0.8);
            if labelled && !is_legal(text)
                || number::find(text, document.habits.decimal).iter().any(|spot| spot.value.decimals == 2)
            {
                continue;
            }
            let near_top = if in_head { 0.25 - 0.02 * (rank as f32).min(8.0) } else { -0.1 };
            let trade = match () {
                () if has_form(text) => FORM,
                () if is_legal(text) => TRADE,
                () => 0.0,
            };
            let score = 0.35 + near_top + trade - if is_tail(text) { NAME_END } else { 0.0 };
            if let Some(candidate) =
                name_at(document, at, segment.range.clone(), score).map(|name| headed(document, at, segment, name))
            {
                rank += 1;
                // A single short word is a logo or noise more often than a name.
                let short = candidate.value.as_str().is_some_and(|name| name.chars().count() < 4);
                if is_legal(text) || in_head {
                    let placed = candidate.places.last().is_some_and(|place| address::below(document, place).is_some());
                    let score = candidate.score - if short { SHORT } else { 0.0 }
                        + if placed { ABOVE_ADDRESS } else { 0.0 }
                        + if is_registered(document, &candidate) { REGISTERED } else { 0.0 };
                    found.push(Candidate { score, ..candidate });
                }
            }
        }
    }
    found
}

/// Does a registration number stand behind the name or on the line below it?
fn is_registered(document: &Document, name: &Candidate) -> bool {
    let rows = &document.layout.rows;
    name.places.last().is_some_and(|place| {
        let behind = rows[place.row].text.get(place.range.end..).unwrap_or_default();
        let below = document.layout.below(place.row).next().map_or("", |(_, row)| row.text.as_str());
        is_registration(behind) || is_registration(below)
    })
}

/// "POPULAR" above "BOOK CO. SDN BHD", "HARDWARE" above "& ELECTRICAL": a line that cannot begin a name ends the one above.
fn headed(document: &Document, at: usize, segment: &Segment, name: Candidate) -> Candidate {
    let Some(below) = document.layout.rows.get(at + 1).filter(|row| row.page == document.layout.rows[at].page) else {
        return name;
    };
    let Some(next) = below
        .segments
        .iter()
        .find(|next| overlap(&next.bbox, &segment.bbox) > COVERED * next.bbox.width.min(segment.bbox.width))
    else {
        return name;
    };
    let text = below.text_of(next);
    let open = document.layout.rows[at].text_of(segment).trim_end().ends_with('&');
    if !(is_tail(text) || open || is_logo(document, &segment.bbox, &next.bbox))
        || next.bbox.y - segment.bbox.bottom() > HEADED_GAP * segment.bbox.height.max(next.bbox.height)
    {
        return name;
    }
    match name_at(document, at + 1, next.range.clone(), name.score) {
        Some(tail) => Candidate {
            value: json!(format!(
                "{} {}",
                name.value.as_str().unwrap_or_default(),
                tail.value.as_str().unwrap_or_default()
            )),
            places: name.places.into_iter().chain(tail.places).collect(),
            score: name.score + WHOLE,
        },
        None => name,
    }
}

/// Lines of one size, far taller than the rest, are one name above the address.
fn is_logo(document: &Document, first: &BBox, second: &BBox) -> bool {
    let mut heights: Vec<f32> = document.layout.rows.iter().map(|row| row.bbox.height).collect();
    heights.sort_by(f32::total_cmp);
    let usual = heights.get(heights.len() / 2).copied().unwrap_or(f32::MAX);
    first.height > TALL * usual && (first.height - second.height).abs() < SAME_SIZE * first.height
}

/// The name in a sender's line, "Name · Street · Town", as letters print above the addressee.
fn sender(text: &str) -> Option<&str> {
    let separators = [" · ", " • ", " | ", " - ", ", ", " * ", "; "];
    let (separator, parts) = separators.iter().map(|s| (s, text.split(s).count())).max_by_key(|(_, parts)| *parts)?;
    let first = text.split(separator).next()?;
    if address::is_foreign(text) {
        return None;
    }
    // Commas part the lines of any address; only a company's name before them makes it a sender's.
    let names = *separator != ", " || is_legal(first);
    (parts >= 3 && names && address::has_postcode(text)).then_some(first)
}

/// Whom a Japanese letter honours behind the name.
pub fn honoured(document: &Document) -> Vec<Candidate> {
    let rows = document.layout.rows.iter().enumerate().take_while(|(_, row)| row.page == 0 && row.bbox.y < 0.5);
    let segments = rows.flat_map(|(at, row)| row.segments.iter().map(move |segment| (at, row, segment)));
    segments
        .filter(|(_, row, segment)| is_honoured(row.text_of(segment)))
        .filter_map(|(at, _, segment)| name_at(document, at, segment.range.clone(), SENDER))
        .collect()
}

/// Who stands above a postcode at the head of a letter.
pub fn addressee(document: &Document) -> Vec<Candidate> {
    let mut found = Vec::new();
    let rows = &document.layout.rows;
    for (at, row) in rows.iter().enumerate().take_while(|(_, row)| row.page == 0 && row.bbox.y < 0.45) {
        for segment in &row.segments {
            let text = row.text_of(segment);
            if !address::has_postcode(text) || sender(text).is_some() {
                continue;
            }
            // Envelopes have their window on the left in most countries, on the right in some.
            let side = if segment.bbox.x < 0.45 { WINDOW_LEFT } else { WINDOW_RIGHT };
            let mut top: Option<Candidate> = None;
            let mut last = segment.bbox;
            for above in (at.saturating_sub(6)..at).rev() {
                let Some(member) = rows[above].segments.iter().find(|s| (s.bbox.x - segment.bbox.x).abs() < 0.02)
                else {
                    continue;
                };
                if last.y - member.bbox.bottom() > 1.2 * segment.bbox.height
                    || sender(rows[above].text_of(member)).is_some()
                {
                    break;
                }
                last = member.bbox;
                if SALUTATIONS.contains(&spelling::compact(rows[above].text_of(member)).as_str()) {
                    break;
                }
                let index = rows[above].segment_at(member.range.start);
                if document.labels_in(above).any(|label| {
                    label.segment == index && label.closed && label.subject == Subject::Role(Role::OtherParty)
                }) {
                    top = None;
                    break;
                }
                top = name_at(document, above, member.range.clone(), side).or(top);
            }
            found.extend(top);
        }
    }
    found
}
