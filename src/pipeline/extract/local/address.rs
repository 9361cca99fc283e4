//! An address is the lines below a name, from the street to the postcode.

mod join;
mod line;

pub use join::joined;

use super::document::{Candidate, Document, Place};
use super::label::Subject;
use super::layout::{Row, Segment};
use super::role::Role;
use super::shape::{Shape, single_spaced};
use crate::domain::page::BBox;
pub use line::{has_postcode, has_street, is_foreign, is_line};
use serde_json::json;

/// Lines below a name that may belong to its address.
const LINES: usize = 9;
/// Lines of one address follow each other within this many line heights.
const NEXT_LINE: f32 = 1.0;
/// A gap of this many line heights ends an address.
const GAP: f32 = 2.5;
/// What an address is worth with its town and postcode, without, and without any sign but its place.
const COMPLETE: f32 = 0.75;
const PARTIAL: f32 = 0.5;
const BY_PLACE: f32 = 0.35;
/// An address that stands below no name.
const ALONE: f32 = 0.45;
/// Which stands at the head of the page, as a share of it.
const HEAD: f32 = 0.4;

/// Letters of the tax code behind a price.
const TAX_CODE: usize = 2;

/// The address below the name that stands at `name`.
#[must_use]
pub fn below(document: &Document, name: &Place) -> Option<Candidate> {
    let anchor = document.layout.rows.get(name.row)?.bbox_of(&name.range)?;
    from(document, name.row + 1, &anchor).or_else(|| by_place(document, name, &anchor))
}

/// The first address at the head of the page, whoever it belongs to.
#[must_use]
pub fn alone(document: &Document) -> Option<Candidate> {
    let rows = &document.layout.rows;
    let head = rows.iter().enumerate().take_while(|(_, row)| row.page == 0 && row.bbox.y < HEAD);
    let (at, segment) =
        head.flat_map(|(at, row)| row.segments.iter().map(move |segment| (at, segment))).find(|(at, segment)| {
            let text = rows[*at].text_of(segment);
            is_line(text) && !line::is_foreign(text) && !has_amount(document, &rows[*at])
        })?;
    let found = from(document, at, &segment.bbox)?;
    Some(Candidate { score: found.score * ALONE, ..found })
}

/// The address that begins at `first` or a few rows further down, in the column of `anchor`.
fn from(document: &Document, first: usize, anchor: &BBox) -> Option<Candidate> {
    let rows = &document.layout.rows;
    let page = rows.get(first)?.page;
    let mut places: Vec<Place> = Vec::new();
    let (mut last, mut complete, mut closed) = (*anchor, false, false);
    let mut above: Option<Place> = None;
    for (at, row) in rows.iter().enumerate().skip(first).take_while(|(_, row)| row.page == page).take(LINES) {
        let Some(segment) = member(row, anchor) else { continue };
        let text = row.text_of(segment);
        if segment.bbox.y - last.bottom() > GAP * anchor.height || has_amount(document, row) {
            break;
        }
        last = segment.bbox;
        // A town may be part of a company's name.
        let name = places.is_empty() && super::party::is_company(text);
        if name || line::is_foreign(text) || ends_block(document, at, row, segment) {
            if places.is_empty() {
                continue;
            }
            break;
        }
        let place = Place { row: at, range: segment.range.start + line::key_end(text)..segment.range.end };
        if places.is_empty() && !is_line(text) {
            above = (!super::party::is_title(text) && text.split_whitespace().count() > 1).then_some(place);
            continue;
        }
        if complete && !continues(text, closed) {
            break;
        }
        // A town is not yet an address: what stands right above it is its street, whatever the language.
        if places.is_empty() && has_postcode(text) && !line::has_street(text) {
            let close = |above: &Place| row.bbox.y - rows[above.row].bbox.bottom() < NEXT_LINE * segment.bbox.height;
            places.extend(above.take().filter(close));
        }
        complete |= has_postcode(text);
        closed = text.trim_end().ends_with('.');
        places.push(place);
        if line::has_country(text) {
            break;
        }
    }
    let texts = places.iter().map(|place| &rows[place.row].text[place.range.clone()]);
    let text = joined(texts, document.layout.ocr);
    let score = if complete { COMPLETE } else { PARTIAL };
    (!text.is_empty()).then(|| Candidate { value: json!(text), places, score })
}

/// Behind the postcode only what looks like part of an address is one; a full stop ends it, but for the country.
fn continues(text: &str, closed: bool) -> bool {
    let place = line::is_place(text) && !super::party::is_title(text) && (!closed || text.starts_with('('));
    line::has_country(text) || is_line(text) || place
}

/// A line of several parts between a name and a telephone number is an address, though no street is in it.
fn by_place(document: &Document, name: &Place, anchor: &BBox) -> Option<Candidate> {
    let (at, row) = document.layout.below(name.row).take(LINES / 2).find(|(at, row)| {
        member(row, anchor).is_some_and(|segment| {
            let text = row.text_of(segment);
            !line::is_foreign(text) && !ends_block(document, *at, row, segment) && text.contains(", ")
        })
    })?;
    let segment = member(row, anchor).filter(|_| !has_amount(document, row))?;
    let text = row.text_of(segment);
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    (letters * 2 > text.chars().count() && !super::party::is_title(text)).then(|| Candidate {
        value: json!(single_spaced(text.trim())),
        places: vec![Place { row: at, range: segment.range.clone() }],
        score: BY_PLACE,
    })
}

/// The items of a receipt end in prices; an address has none.
fn has_amount(document: &Document, row: &Row) -> bool {
    let cents = |text: &str| text.len() > 3 && matches!(text.as_bytes()[text.len() - 3], b'.' | b',');
    Shape::Money.read(&row.text, document.habits).last().is_some_and(|(spot, _)| {
        cents(&row.text[spot.range.clone()]) && row.text[spot.range.end..].trim().len() <= TAX_CODE
    })
}

/// The segment of a row that continues the column of `anchor`: left edges or centres agree, or one covers the other.
fn member<'a>(row: &'a Row, anchor: &BBox) -> Option<&'a Segment> {
    row.segments.iter().find(|segment| {
        let b = &segment.bbox;
        (b.x - anchor.x).abs() < 0.02
            || (b.center_x() - anchor.center_x()).abs() < 0.05
            || super::layout::overlap(b, anchor) > 0.5 * b.width.min(anchor.width)
    })
}

fn ends_block(document: &Document, at: usize, row: &Row, segment: &Segment) -> bool {
    let index = row.segment_at(segment.range.start);
    document.labels_in(at).any(|label| {
        label.segment == index
            && label.leads
            && label.closed
            && label.weight > 0.8
            && !matches!(label.subject, Subject::Role(Role::SellerAddress | Role::BuyerAddress) | Subject::Field(_))
    })
}

#[cfg(test)]
mod tests {
    use super::super::sample::lines;
    use super::*;

    fn found(rows: &[&str]) -> Option<String> {
        let pages = [lines(rows)];
        let document = Document::read(&pages, &[]);
        below(&document, &Place { row: 0, range: 0..5 })?.value.as_str().map(str::to_owned)
    }

    #[test]
    fn an_address_runs_from_street_to_town() {
        let rows = [
            "HAPPY BOOKS SDN BHD",
            "(123456-A)",
            "NO 5, JALAN BESAR,",
            "81100 JOHOR BAHRU,",
            "JOHOR.",
            "Tel: 07-1234567",
            "GST: 1",
        ];
        assert_eq!(found(&rows).as_deref(), Some("NO 5, JALAN BESAR, 81100 JOHOR BAHRU, JOHOR."));
    }

    #[test]
    fn the_line_above_the_town_is_its_street() {
        for (rows, want) in [
            (["Shop Ltd", "Jaian Lapangan Terbang", "47200 Subang", "Tel: 1"], "Jaian Lapangan Terbang 47200 Subang"),
            (["Shop Ltd", "Shop of shops Ltd", "47200 Subang", "Tel: 1"], "47200 Subang"),
            (["Shop Ltd", "TAX INVOICE", "47200 Subang", "Tel: 1"], "47200 Subang"),
        ] {
            assert_eq!(found(&rows).as_deref(), Some(want));
        }
    }

    #[test]
    fn the_country_ends_it_and_so_does_a_full_stop() {
        for (rows, want) in [
            (
                ["Shop Ltd", "12 High Street", "56000 Kota, Malaysia", "SUNWAY MALL"],
                "12 High Street 56000 Kota, Malaysia",
            ),
            (["Shop Ltd", "12 High Street", "56000 Kota.", "SUNWAY MALL"], "12 High Street 56000 Kota."),
            (["Shop Ltd", "12 High Street", "56000 Kota.", "MALAYSIA"], "12 High Street 56000 Kota. MALAYSIA"),
            (["Shop Ltd", "12 High Street", "56000 Kota", "Johor"], "12 High Street 56000 Kota Johor"),
            (["Shop Ltd", "12 High Street", "56000 Kota", "03-3279 1851"], "12 High Street 56000 Kota"),
        ] {
            assert_eq!(found(&rows).as_deref(), Some(want));
        }
    }

    #[test]
    fn items_are_no_address_though_they_begin_like_a_postcode() {
        assert_eq!(found(&["Shop Ltd", "Reg No. 12", "64542 QVS TEMPO | 17.90"]), None);
        assert_eq!(
            found(&["Shop Ltd", "Reg No. 12", "Summit, Subang", "64542 QVS | 17.90"]).as_deref(),
            Some("Summit, Subang")
        );
    }

    #[test]
    fn an_address_may_stand_alone() {
        let pages = [lines(&["★★★", "BOOKS (TAMAN DAYA) LTD", "12 High Street", "81100 Kota", "Tel: 07-1234567"])];
        let alone = alone(&Document::read(&pages, &[])).unwrap();
        assert_eq!(alone.value, json!("12 High Street 81100 Kota"));
    }
}
