//! A name is what someone is called: letters, perhaps a legal form, and no street, date or heading.

use super::super::super::notation::{date, spelling};
use super::super::address;
use super::super::document::{Candidate, Document, Place};
use super::super::lexicon;
use super::super::shape::single_spaced;
use regex::Regex;
use serde_json::json;
use std::sync::LazyLock;

static FORM: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?ix)\b(?:gmbh|mbh|ohg|gbr|e\.\s?k\.|e\.\s?v\.|e\.?g\.|ltd|limited|inc|llc|llp|plc|plt|corp|corporation|sdn\.?\s?bhd|s/b|bhd|pte|pty|sarl|s\.a\.r\.l|
        eurl|sas|s\.\s?l|s\.\s?r\.\s?l|srl|s\.\s?p\.\s?a|spa|b\.\s?v|n\.\s?v|aps|a/s|oyj?|sp\.\s?z\s?o\.?o|lda|ltda|eireli|genossenschaft|co\.|
        s\.?\s?a\.?\s?de\s?c\.?\s?v|s\.?\s?r\.?\s?o|d\.\s?o\.\s?o|kft|zrt|nyrt|s\.\s?a|s\.\s?c|m\.?b\.?h|a\.g\.)(?:\W|$)
        |\b(?-i:AG|KG|SE|SA|SL|BV|NV|AB|AS|UG|SPA|EG|EK|KGaA|SNC|KK)\b|^(?-i:PT|CV)\s|บริษัท|ห้างหุ้นส่วน|จำกัด|株式会社|有限会社|合同会社|公司|\(มหาชน\)|法人",
    )
    .expect("a constant pattern compiles")
});
/// What Japanese letters put behind the name of the one they address.
static HONORIFIC: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"[\s\u{3000}]*(?:御中|様|殿)$").expect("a constant pattern compiles"));
static TRADE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?ix)\b(?:enterprise|trading|holdings?|group|industries|versicherung\w*|stadtwerke|verlag|hotel|restaurant|restoran|supermarket|pharmacy|
        apotheke|hardware|stationery|bakery|cafe|bistro|kitchen|catering|syarikat|perniagaan|pasaraya|kedai|mart|market|company)(?:\W|$)|ร้าน",
    )
    .expect("a constant pattern compiles")
});
/// A registration number alone on its line: (123456-X), 789417-W, Co. Reg. No. 12345.
static NUMBER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^\W*(?:co(?:mpany)?\W{0,2}(?:reg|no)|roc|reg(?:istration)?\.?\s?no|br\sno|siret|abn|npwp|[A-Z]{0,4}\d{5,}\W?[A-Z]?\W*$)")
        .expect("a constant pattern compiles")
});
static REGISTRATION: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\s*[(\[]?\s*(?:co(?:mpany)?\.?\s*(?:reg\.?|no\.?)|reg\.?\s*no|roc|gst|ssm)\b.*$|\s*[(\[]\s*[A-Z]{0,4}\d{4,}[\w\s-]*[)\]]?.*$|\s+\d{5,}-[A-Z]\b.*$")
        .expect("a constant pattern compiles")
});

static BRACKET: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\([^)]{1,20}\)").expect("a constant pattern compiles"));

/// Words that head a page or a letter and are nobody's name, beside titles, labels and countries.
const NOT_NAMES: &[&str] = &[
    "original",
    "copy",
    "page",
    "seite",
    "cashbill",
    "cashsales",
    "cash",
    "welcome",
    "thankyou",
    "simplifiedtaxinvoice",
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
    "ตนฉบับ",
    "สำเนา",
    "御中",
    "statement",
    "customercopy",
    "merchantcopy",
    "taxinvoicereceipt",
    "reprint",
    "simplifiedinvoice",
    "invoicereceipt",
];

/// The name that stands in these bytes of a row, if they hold one.
pub fn name_at(document: &Document, row: usize, range: std::ops::Range<usize>, score: f32) -> Option<Candidate> {
    let text = document.layout.rows.get(row)?.text.get(range.clone())?;
    let trimmed = text.trim_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '.' | ')' | '(' | '"' | '\''));
    let name = tidy(trimmed);
    let name = HONORIFIC.replace(&name, "").into_owned();
    if !is_name(&name) {
        return None;
    }
    let start = range.start + (trimmed.as_ptr() as usize - text.as_ptr() as usize);
    let range = start..(start + name.len()).min(range.end);
    let value = if document.layout.ocr { spelled(&name) } else { single_spaced(&name) };
    Some(Candidate { value: json!(value), places: vec![Place { row, range }], score })
}

/// Legal forms that a scan reads with figures in them, as they are spelled.
const FORMS: [&str; 6] = ["S/B", "SDN", "BHD", "LTD", "GMBH", "PTE"];

/// The words of a name, legal forms put right: 5/B is S/B.
fn spelled(name: &str) -> String {
    let alike = |form: &&str, word: &str| {
        word.chars().any(|c| c.is_ascii_digit())
            && form
                .to_lowercase()
                .chars()
                .map(spelling::look_alike)
                .eq(word.to_lowercase().chars().map(spelling::look_alike))
    };
    let words =
        name.split_whitespace().map(|word| FORMS.iter().find(|form| alike(form, word)).copied().unwrap_or(word));
    words.collect::<Vec<_>>().join(" ")
}

/// Without the registration number behind it.
fn tidy(text: &str) -> String {
    REGISTRATION.replace(text, "").trim_end_matches([' ', ',', ';', '-', ':']).to_owned()
}

/// Does it only end a name: a legal form, a trade or a place in brackets, and nothing that a name begins with?
#[must_use]
pub fn is_tail(text: &str) -> bool {
    if text.starts_with('&') {
        return true;
    }
    let text = REGISTRATION.replace(text, "");
    let rest = BRACKET.replace_all(&text, "");
    let rest = TRADE.replace_all(&rest, " ");
    is_legal(&text) && FORM.replace_all(&rest, " ").chars().filter(|c| c.is_alphabetic()).count() < 2
}

/// Is it the number under which a company is registered, alone on its line?
#[must_use]
pub fn is_registration(text: &str) -> bool {
    NUMBER.is_match(text)
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
        && (!is_attention(text) || is_tail(text))
        && (!address::is_line(text) || is_company(text))
        && date::find(text, date::Habit::default()).is_empty()
}

/// Is it a word that heads a page, or a country?
#[must_use]
pub fn is_title(text: &str) -> bool {
    let folded = spelling::compact(text);
    NOT_NAMES.contains(&folded.as_str()) || lexicon::is_country(&folded) || lexicon::is_printed(&folded)
}

/// "z. Hd. Frau Weber": a person at a company.
fn is_attention(text: &str) -> bool {
    let words: Vec<&str> = text
        .split(|c: char| c.is_whitespace() || matches!(c, ':' | '.' | '/' | '\''))
        .filter(|word| !word.is_empty())
        .collect();
    (1..=words.len().min(4))
        .any(|length| lexicon::is_attention(&spelling::compact(&words[..length].concat())) && words.len() > length)
}

/// Has it a legal form or a trade, and no number as an address has?
#[must_use]
pub fn is_company(text: &str) -> bool {
    is_legal(text) && !text.chars().any(|c| c.is_ascii_digit())
}

/// Does it end in the words that honour the one who is addressed?
#[must_use]
pub fn is_honoured(text: &str) -> bool {
    HONORIFIC.is_match(text.trim_end())
}

/// Has it a legal form or a trade in it?
#[must_use]
pub fn is_legal(text: &str) -> bool {
    has_form(text) || TRADE.is_match(text)
}

/// Has it a legal form in it?
#[must_use]
pub fn has_form(text: &str) -> bool {
    FORM.is_match(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_a_name_is_no_name() {
        for (text, want) in [
            ("(M) SDN BHD", true),
            ("CO. (M) SDN BHD", true),
            ("RESTAURANT SDN BHD", true),
            ("& ELECTRICAL", true),
            ("CO. LTD", true),
            ("GmbH & Co. KG", true),
            ("Trading Enterprise (123456-X)", true),
            ("MARKET", true),
            ("RESTAURANT SIN DU", false),
            ("Alpha GmbH", false),
            ("KEDAI PAPAN YEW CHUAN", false),
            ("Alpha", false),
        ] {
            assert_eq!(is_tail(text), want, "{text}");
        }
    }

    #[test]
    fn registration_numbers_are_known() {
        for (text, want) in [
            ("(123456-X)", true),
            ("1202152-P", true),
            ("JM0325955-V", true),
            ("(CO.REG : 860671-D)", true),
            ("NO 5, JALAN BESAR", false),
            ("81100 JOHOR BAHRU", false),
            ("Tel 1234567", false),
        ] {
            assert_eq!(is_registration(text), want, "{text}");
        }
    }

    #[test]
    fn a_misread_legal_form_is_put_right() {
        for (text, want) in
            [("99 SPEED MART 5/B", "99 SPEED MART S/B"), ("ALPHA 5DN BHD", "ALPHA SDN BHD"), ("ROOM 5", "ROOM 5")]
        {
            assert_eq!(spelled(text), want);
        }
    }
}
