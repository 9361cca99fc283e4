//! An address is the lines below a name, from the street to the postcode.

use super::document::{Candidate, Document, Place};
use super::label::Subject;
use super::layout::{Row, Segment};
use super::role::Role;
use super::shape::single_spaced;
use regex::Regex;
use serde_json::json;
use std::sync::LazyLock;

/// Lines below a name that may belong to its address.
const LINES: usize = 9;
/// A gap of this many line heights ends an address.
const GAP: f32 = 2.5;

static POSTCODE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?x)(?:^|[\s,.·|-])(?:[A-Z]{1,2}\s?-?\s?)?\d{4,6}[\s,.]+\p{Lu}[\p{L}.'-]{2,} | \b[A-Z]{2}\s\d{5}\b | \b[A-Z]{1,2}\d[A-Z\d]?\s\d[A-Z]{2}\b |
        \b\d{4}\s[A-Z]{2}\s+\p{Lu} | 〒\s?\d{3} | (?:จังหวัด|จ\.|กรุงเทพ)[^\d]*\d{5} | \p{L}{3,}[\s,]+\d{5}(?:-\d{4})?$ | \b\d{5}-\d{3}\b",
    )
    .expect("a constant pattern compiles")
});
static STREET: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?ix)(?:stra(?:ss|ß)e|str\.|weg|platz|allee|gasse|ring|damm|ufer)\s*\d | \b(?:street|road|rd|avenue|ave|lane|drive|blvd|boulevard|highway|
        jalan|jln|jl|lorong|lrg|taman|tmn|bandar|kampung|persiaran|lebuh|seksyen|section|rue|calle|via|viale|piazza|plaza|plz|rua|avenida|laan|floor|flr|level|
        lot|suite|block|blk|blok|p\.?\s?o\.?\s?box|postfach|selangor|johor|kuala\s?lumpur)\b | \b(?:no|unit)\.?:?\s?\d | straat\s\d |
        ถนน|ซอย|แขวง|เขต|ตำบล|อำเภอ|จังหวัด|丁目|番地",
    )
    .expect("a constant pattern compiles")
});
/// A name and a number, in either order.
static HOUSE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^\p{Lu}[\p{L}.' -]+ \d{1,4} ?[a-zA-Z]?(?: ?[-/] ?\d{1,4})?$|^\d{1,5} ?[a-zA-Z]?,? \p{Lu}[\p{L}.' -]+$").expect("a constant pattern compiles")
});
static STOP: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?ix)^\W*(?:tel|phone|fax|hp|hotline|e-?mail|gst|vat|ust|tax|reg|co\.?\s?(?:reg|no)|company|roc|invoice|receipt|date|bill|cash|tin|www|http|
        table|order|cashier|welcome|owned|simplified|customer|member|doc|time|gln|steuer|iban|contact|nummer|telefon|โทร|เลขประจำตัว|document|counter|
        terminal|sst|trn|slip|pos|staff|served|operator|business|sales|description|item|qty|quantity|server|covers|pax|attn|br|mon|tue|wed|thu|fri|sat|sun|open|opening|hours|branch\s?code|house\s?no)\b | \(\s*co | ^\W*\(?\d{4,}-[A-Z]\)?\W*$ | @",
    )
    .expect("a constant pattern compiles")
});
static KEY: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^\s*(?:address|anschrift|adresse|dirección|indirizzo|adres|endereço|ที่อยู่|住所|地址|addr)\s*:?\s*")
        .expect("a constant pattern compiles")
});

/// Is it a line with a street or a postcode?
#[must_use]
pub fn is_line(text: &str) -> bool {
    has_postcode(text) || STREET.is_match(text)
}

/// Does a postcode with its town stand in it?
#[must_use]
pub fn has_postcode(text: &str) -> bool {
    POSTCODE.is_match(text)
}

/// The address below the name that stands at `name`.
#[must_use]
pub fn below(document: &Document, name: &Place) -> Option<Candidate> {
    let rows = &document.layout.rows;
    let row = rows.get(name.row)?;
    let anchor = row.bbox_of(&name.range)?;
    let mut places: Vec<Place> = Vec::new();
    let (mut last, mut began, mut complete) = (anchor, false, false);
    // "Am Mühlteich 7" is a street only because a postcode follows.
    let mut street: Option<Place> = None;
    for (at, below) in document.layout.below(name.row).take(LINES) {
        let Some(segment) = member(below, &anchor) else { continue };
        let text = below.text_of(segment);
        if segment.bbox.y - last.bottom() > GAP * anchor.height {
            break;
        }
        last = segment.bbox;
        let address = is_line(text);
        let stops = STOP.is_match(text) || ends_block(document, at, below, segment);
        if stops {
            if began {
                break;
            }
            continue;
        }
        // A line after the postcode is part of the address only if it looks like one.
        if complete && !address && (!is_place(text) || super::party::is_title(text)) {
            break;
        }
        if !began && !address {
            street = HOUSE.is_match(text).then(|| Place { row: at, range: segment.range.clone() });
            continue;
        }
        if !began && has_postcode(text) && !STREET.is_match(text) {
            places.extend(street.take());
        }
        began = true;
        complete |= has_postcode(text);
        let skip = KEY.find(text).map_or(0, |key| key.end());
        places.push(Place { row: at, range: segment.range.start + skip..segment.range.end });
    }
    let text = joined(places.iter().map(|place| rows[place.row].text[place.range.clone()].trim()));
    let score = if complete { 0.75 } else { 0.5 };
    (!text.is_empty()).then(|| Candidate { value: json!(single_spaced(&text)), places, score })
}

/// The lines on one line; a Thai line may break between "district" and its name, which are one word.
pub fn joined<'t>(lines: impl Iterator<Item = &'t str>) -> String {
    const OPEN: [&str; 8] = ["เขต", "แขวง", "อำเภอ", "ตำบล", "จังหวัด", "ถนน", "ซอย", "หมู่บ้าน"];
    lines.fold(String::new(), |whole, line| {
        let open = whole.is_empty() || OPEN.iter().any(|word| whole.ends_with(word));
        if open { whole + line } else { whole + " " + line }
    })
}

/// The segment of a row that continues the column of `anchor`: left edges or centres agree, or one covers the other.
fn member<'a>(row: &'a Row, anchor: &crate::domain::page::BBox) -> Option<&'a Segment> {
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
            && !matches!(label.subject, Subject::Role(Role::SellerAddress | Role::BuyerAddress | Role::Address) | Subject::Field(_))
    })
}

/// A town, a state or a country alone on a line.
fn is_place(text: &str) -> bool {
    let words = text.split_whitespace().count();
    words <= 4
        && !text.contains(':')
        && text.chars().all(|c| c.is_alphabetic() || matches!(c, ' ' | ',' | '.' | '-' | '(' | ')'))
        && text.chars().any(char::is_alphabetic)
}

#[cfg(test)]
mod tests {
    use super::super::sample::lines;
    use super::*;

    #[test]
    fn lines_of_addresses_are_known() {
        for (text, want) in [
            ("80333 München", true),
            ("D-10115 Berlin", true),
            ("Lieferantenstraße 20", true),
            ("NO 5, JALAN BESAR", true),
            ("London SW1A 1AA", true),
            ("99 ถนนสุขุมวิท แขวงคลองเตย", true),
            ("Alpha GmbH", false),
            ("Total 12.00", false),
        ] {
            assert_eq!(is_line(text), want, "{text}");
        }
    }

    #[test]
    fn an_address_runs_from_street_to_town() {
        let pages = [lines(&[
            "HAPPY BOOKS SDN BHD",
            "(123456-A)",
            "NO 5, JALAN BESAR,",
            "81100 JOHOR BAHRU,",
            "JOHOR.",
            "Tel: 07-1234567",
            "GST: 1",
        ])];
        let document = Document::read(&pages, &[]);
        let found = below(&document, &Place { row: 0, range: 0..5 }).unwrap();
        assert_eq!(found.value, json!("NO 5, JALAN BESAR, 81100 JOHOR BAHRU, JOHOR."));
    }
}
