//! Parties are the names of who sells and who buys, found by label, by address block or at the head of the page.

use super::super::notation::{date, number, spelling};
use super::address;
use super::document::{Candidate, Document, Place};
use super::label::{Label, Subject};
use super::layout::{Row, Segment, share_column};
use super::near;
use super::role::Role;
use super::shape::single_spaced;
use regex::Regex;
use serde_json::json;
use std::sync::LazyLock;

/// Rows below a label that are searched for a name.
const BLOCK_ROWS: usize = 8;
/// A gap of this many line heights ends a block.
const BLOCK_GAP: f32 = 2.2;
/// The line of the sender says who sells, whoever else stands at the head.
const SENDER: f32 = 0.95;
/// Words that stand above an addressee.
const SALUTATIONS: &[&str] = &[
    "herrn", "herr", "frau", "firma", "familie", "an", "mr", "mrs", "ms", "monsieur", "madame", "senor", "senora",
    "spettle", "attn", "to",
];
/// Lines of one name stand closer than this many line heights.
const HEADED_GAP: f32 = 1.5;
/// What is taken from a line that only ends a name.
const NAME_END: f32 = 0.3;
/// A label in the last row is worth this much less than one in the first.
const LATE: f32 = 0.4;
/// The head of a receipt: names stand within these rows.
const HEAD_ROWS: usize = 9;
/// The head of a letter, as a share of the page.
const HEAD: f32 = 0.35;

static LEGAL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?ix)\b(?:gmbh|mbh|ohg|gbr|e\.\s?k\.|e\.\s?v\.|e\.?g\.|ltd|limited|inc|llc|llp|plc|corp|corporation|sdn\.?\s?bhd|s/b|bhd|pte|pty|sarl|s\.a\.r\.l|
        eurl|sas|s\.\s?l|s\.\s?r\.\s?l|srl|s\.\s?p\.\s?a|spa|b\.\s?v|n\.\s?v|aps|a/s|oyj?|sp\.\s?z\s?o\.?o|lda|ltda|eireli|enterprise|trading|
        holdings?|group|industries|versicherung\w*|stadtwerke|verlag|hotel|restaurant|restoran|supermarket|pharmacy|apotheke|hardware|stationery|
        bakery|cafe|syarikat|perniagaan|pasaraya|kedai|mart|company|co\.|m\.?b\.?h|a\.g\.)(?:\W|$)
        |\b(?-i:AG|KG|SE|SA|SL|BV|NV|AB|AS|UG|SPA|EG|EK|KGaA|SNC|KK)\b|บริษัท|ห้างหุ้นส่วน|จำกัด|ร้าน|株式会社|有限会社|合同会社|公司",
    )
    .expect("a constant pattern compiles")
});
static REGISTRATION: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\s*[(\[]?\s*(?:co(?:mpany)?\.?\s*(?:reg\.?|no\.?)|reg\.?\s*no|roc|gst|ssm)\b.*$|\s*[(\[]\s*[A-Z]{0,4}\d{4,}[\w\s-]*[)\]]?.*$|\s+\d{5,}-[A-Z]\b.*$")
        .expect("a constant pattern compiles")
});

/// Words that head a page or a letter and are nobody's name.
const NOT_NAMES: &[&str] = &[
    "invoice",
    "taxinvoice",
    "receipt",
    "rechnung",
    "gutschrift",
    "facture",
    "factura",
    "fattura",
    "factuur",
    "fatura",
    "faktura",
    "original",
    "copy",
    "page",
    "seite",
    "bill",
    "cashbill",
    "cashsales",
    "cash",
    "welcome",
    "thankyou",
    "simplifiedtaxinvoice",
    "officialreceipt",
    "creditnote",
    "duplicate",
    "kopie",
    "herrn",
    "herr",
    "frau",
    "firma",
    "mr",
    "mrs",
    "ms",
    "an",
    "to",
    "from",
    "attn",
    "deutschland",
    "germany",
    "malaysia",
    "thailand",
    "france",
    "espana",
    "italia",
    "osterreich",
    "schweiz",
    "ใบกำกับภาษี",
    "ใบเสร็จรับเงิน",
    "ใบแจ้งหนี้",
    "ตนฉบับ",
    "สำเนา",
    "請求書",
    "領収書",
    "发票",
    "御中",
    "handelsrechnung",
    "quotation",
    "purchaseorder",
    "deliveryorder",
    "statement",
    "customercopy",
    "merchantcopy",
    "taxinvoicereceipt",
    "reprint",
    "simplifiedinvoice",
    "invoicereceipt",
];

/// Those who may be meant by `role`, the likeliest first.
#[must_use]
pub fn candidates(document: &Document, role: Role, own: &[(Subject, f32)]) -> Vec<Candidate> {
    let mut found = Vec::new();
    for label in &document.labels {
        let by_role = (label.subject == Subject::Role(role)).then_some(1.0);
        let worth =
            by_role.or_else(|| own.iter().find(|(subject, _)| *subject == label.subject).map(|(_, worth)| *worth));
        // "Supplier GmbH" is a name that begins like a label; "sold to X" is a label.
        let spaced = document.layout.rows.get(label.row).is_some_and(|row| row.text[label.range.clone()].contains(' '));
        if let Some(worth) = worth.filter(|_| label.leads && (label.closed || spaced && label.weight > 0.8)) {
            // Parties are named before anything else; further down the same words head other things.
            let late = label.row as f32 / document.layout.rows.len().max(1) as f32;
            found.extend(labelled(document, label, worth * label.weight * (1.0 - LATE * late)));
        }
    }
    match role {
        Role::Seller => found.extend(heads(document)),
        Role::Buyer => found.extend(addressee(document)),
        _ => {}
    }
    near::merge(found)
}

/// The first name beside or below a label.
fn labelled(document: &Document, label: &Label, worth: f32) -> Option<Candidate> {
    let row = document.layout.rows.get(label.row)?;
    for zone in near::zones(document, label).into_iter().filter(|zone| zone.beside) {
        // A heading shares its row with other headings; only what stands behind a colon is its value.
        let same = row.text[label.range.end..].trim_start().starts_with(':') || zone.range.start == label.range.end;
        if same && let Some(candidate) = name_at(document, zone.row, zone.range, worth * zone.worth) {
            return Some(candidate);
        }
    }
    let anchor = row.bbox_of(&label.range)?;
    let mut last = anchor;
    for (at, below) in document.layout.below(label.row).take(BLOCK_ROWS) {
        let Some((index, segment)) =
            below.segments.iter().enumerate().find(|(_, segment)| share_column(&segment.bbox, &anchor))
        else {
            continue;
        };
        if segment.bbox.y - last.bottom() > BLOCK_GAP * anchor.height || is_party_heading(document, at, index) {
            break;
        }
        last = segment.bbox;
        if let Some(name) = entry(document, at, below, index, segment, worth) {
            return Some(name);
        }
    }
    None
}

/// A line of a block: "Name: X" is X, "Number: 5" is nothing, a plain line is a name.
fn entry(document: &Document, at: usize, row: &Row, index: usize, segment: &Segment, worth: f32) -> Option<Candidate> {
    let text = row.text_of(segment);
    let next = row.segments.get(index + 1).map_or("", |next| row.text_of(next));
    let parts = text.split_once(':').or_else(|| next.starts_with(':').then_some((text, "")));
    if let Some((key, value)) = parts {
        let key = spelling::compact(key);
        if !matches!(
            key.as_str(),
            "name" | "firma" | "company" | "companyname" | "nom" | "nombre" | "nome" | "naam" | "ชื่อ" | "firmenname"
        ) {
            return None;
        }
        let range = if value.trim().is_empty() {
            row.segments.get(index + 1)?.range.clone()
        } else {
            segment.range.end - value.len()..segment.range.end
        };
        let holder = row.segments.iter().find(|segment| segment.range.contains(&range.start))?;
        return Some(continued(document, at, holder, name_at(document, at, range, worth)?));
    }
    // "Supplier GmbH" begins like a label, but is none.
    let is_label = |label: &Label| {
        label.closed
            || !matches!(
                label.subject,
                Subject::Role(Role::Seller | Role::Buyer | Role::Total | Role::Tax | Role::Cash)
            )
    };
    if document
        .labels_in(at)
        .any(|label| label.segment == index && label.leads && label.weight > 0.8 && is_label(label))
    {
        return None;
    }
    let name = name_at(document, at, segment.range.clone(), worth * 0.95)?;
    Some(continued(document, at, segment, name))
}

/// A name without a legal form runs on into the line below that has one.
fn continued(document: &Document, at: usize, segment: &Segment, name: Candidate) -> Candidate {
    let text = name.value.as_str().unwrap_or_default();
    let below = document.layout.below(at).next();
    let next = below.and_then(|(at, row)| {
        let next = row.segments.iter().find(|next| (next.bbox.x - segment.bbox.x).abs() < 0.01)?;
        let close = next.bbox.y - segment.bbox.bottom() < 0.8 * segment.bbox.height;
        (close && is_legal(row.text_of(next))).then(|| name_at(document, at, next.range.clone(), name.score)).flatten()
    });
    match next {
        Some(next) if !is_legal(text) => Candidate {
            value: json!(format!("{text} {}", next.value.as_str().unwrap_or_default())),
            places: name.places.into_iter().chain(next.places).collect(),
            score: name.score,
        },
        _ => name,
    }
}

fn is_party_heading(document: &Document, row: usize, segment: usize) -> bool {
    document.labels_in(row).any(|label| {
        label.segment == segment
            && label.leads
            && label.closed
            && label.weight > 0.8
            && matches!(label.subject, Subject::Role(Role::Seller | Role::Buyer | Role::OtherParty))
    })
}

fn name_at(document: &Document, row: usize, range: std::ops::Range<usize>, score: f32) -> Option<Candidate> {
    let text = document.layout.rows.get(row)?.text.get(range.clone())?;
    let trimmed = text.trim_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '.' | ')' | '(' | '"' | '\''));
    let name = tidy(trimmed);
    if !is_name(&name) {
        return None;
    }
    let start = range.start + (trimmed.as_ptr() as usize - text.as_ptr() as usize);
    let range = start..(start + name.len()).min(range.end);
    Some(Candidate { value: json!(single_spaced(&name)), places: vec![Place { row, range }], score })
}

/// Without the registration number behind it.
fn tidy(text: &str) -> String {
    REGISTRATION.replace(text, "").trim_end_matches([' ', ',', ';', '-', ':']).to_owned()
}

/// Could this be what someone is called?
fn is_name(text: &str) -> bool {
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let others = text.chars().filter(|c| !c.is_alphabetic() && !c.is_whitespace()).count();
    let folded = spelling::compact(text);
    letters >= 2
        && letters >= others
        && text.chars().count() <= 90
        && !text.contains(['@', ':'])
        && !folded.starts_with("www")
        && !is_title(text)
        && (!address::is_line(text) || is_legal(text) && !text.chars().any(|c| c.is_ascii_digit()))
        && date::find(text, date::Habit::default()).is_empty()
}

/// Is it a word that heads a page, or a country?
#[must_use]
pub fn is_title(text: &str) -> bool {
    NOT_NAMES.contains(&spelling::compact(text).as_str())
}

/// Has it a legal form or a trade in it?
#[must_use]
pub fn is_legal(text: &str) -> bool {
    LEGAL.is_match(text)
}

/// Names at the head of the first page, and in the line of the sender above an address.
fn heads(document: &Document) -> Vec<Candidate> {
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
            let ends =
                LEGAL.find(text).is_some_and(|legal| legal.start() == 0 && legal.end() < 9) || text.starts_with('&');
            let score = 0.35 + near_top + if is_legal(text) { 0.25 } else { 0.0 } - if ends { NAME_END } else { 0.0 };
            if let Some(candidate) =
                name_at(document, at, segment.range.clone(), score).map(|name| headed(document, at, segment, name))
            {
                rank += 1;
                // A single short word is a logo or noise more often than a name.
                let short = candidate.value.as_str().is_some_and(|name| name.chars().count() < 4);
                if is_legal(text) || in_head {
                    found.push(Candidate { score: if short { score - 0.15 } else { score }, ..candidate });
                }
            }
        }
    }
    found
}

/// "POPULAR" above "BOOK CO. SDN BHD", "HARDWARE" above "& ELECTRICAL": a line that cannot begin a name ends the one above.
fn headed(document: &Document, at: usize, segment: &Segment, name: Candidate) -> Candidate {
    let Some(below) = document.layout.rows.get(at + 1).filter(|row| row.page == document.layout.rows[at].page) else {
        return name;
    };
    let Some(next) = below.segments.iter().find(|next| {
        (next.bbox.center_x() - segment.bbox.center_x()).abs() < 0.12 || (next.bbox.x - segment.bbox.x).abs() < 0.02
    }) else {
        return name;
    };
    let text = below.text_of(next);
    let begins = LEGAL.find(text).is_some_and(|legal| legal.start() == 0) || text.starts_with('&');
    let open = document.layout.rows[at].text_of(segment).trim_end().ends_with('&');
    if !(begins || open) || next.bbox.y - segment.bbox.bottom() > HEADED_GAP * segment.bbox.height.max(next.bbox.height)
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
            score: name.score + 0.3,
        },
        None => name,
    }
}

/// The name in a sender's line, "Name · Street · Town", as letters print above the addressee.
fn sender(text: &str) -> Option<&str> {
    let separators = [" · ", " • ", " | ", " - ", ", ", " * ", "; "];
    let (separator, parts) = separators.iter().map(|s| (s, text.split(s).count())).max_by_key(|(_, parts)| *parts)?;
    let first = text.split(separator).next()?;
    // Commas part the lines of any address; only a company's name before them makes it a sender's.
    let names = *separator != ", " || is_legal(first);
    (parts >= 3 && names && address::has_postcode(text)).then_some(first)
}

/// Who stands above a postcode at the head of a letter, in the left half.
fn addressee(document: &Document) -> Vec<Candidate> {
    let mut found = Vec::new();
    let rows = &document.layout.rows;
    for (at, row) in rows.iter().enumerate().take_while(|(_, row)| row.page == 0 && row.bbox.y < 0.45) {
        for segment in row.segments.iter().filter(|segment| segment.bbox.x < 0.45) {
            let text = row.text_of(segment);
            if !address::has_postcode(text) || sender(text).is_some() {
                continue;
            }
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
                top = name_at(document, above, member.range.clone(), 0.5).or(top);
            }
            found.extend(top);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::sample::{lines, page};
    use super::*;

    fn first(pages: &[crate::domain::page::Page], role: Role) -> Option<String> {
        let document = Document::read(pages, &[]);
        candidates(&document, role, &[]).first().and_then(|c| c.value.as_str().map(str::to_owned))
    }

    #[test]
    fn labelled_parties_are_found() {
        let sheet = lines(&[
            "Verkäufer: | | Käufer:",
            "Nummer: 12 | | Nummer: 9",
            "Alpha GmbH | | Beta AG",
            "Weg 1 | | Platz 2",
            "80333 München | | 10115 Berlin",
        ]);
        assert_eq!(first(&[sheet.clone()], Role::Seller).as_deref(), Some("Alpha GmbH"));
        assert_eq!(first(&[sheet], Role::Buyer).as_deref(), Some("Beta AG"));
    }

    #[test]
    fn a_letter_has_a_sender_and_an_addressee() {
        let sheet = page(&[
            (40.0, 100.0, "Muster GmbH · Hauptstr. 1 · 80333 München"),
            (40.0, 114.0, "Herrn"),
            (40.0, 126.0, "Max Beispiel"),
            (40.0, 138.0, "Nebenweg 3"),
            (40.0, 150.0, "10115 Berlin"),
        ]);
        assert_eq!(first(&[sheet.clone()], Role::Seller).as_deref(), Some("Muster GmbH"));
        assert_eq!(first(&[sheet], Role::Buyer).as_deref(), Some("Max Beispiel"));
    }

    #[test]
    fn a_receipt_is_headed_by_its_shop() {
        let sheet = lines(&[
            "TAX INVOICE",
            "HAPPY BOOKS SDN BHD (123456-A)",
            "NO 5, JALAN BESAR",
            "81100 JOHOR BAHRU",
            "Tel: 07-1234567",
        ]);
        assert_eq!(first(&[sheet], Role::Seller).as_deref(), Some("HAPPY BOOKS SDN BHD"));
    }
}
