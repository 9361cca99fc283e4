//! A line of an address is known by its street, its postcode or its country; others are known not to belong.

use super::super::super::notation::spelling;
use super::super::lexicon;
use regex::Regex;
use std::sync::LazyLock;

/// A telephone number has at least this many.
const PHONE_FIGURES: usize = 7;

static POSTCODE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?x)(?:^|[\s,.·|-])(?:[A-Z]{1,2}\s?-?\s?)?\d{4,6}[\s,.]+\p{Lu}[\p{L}.'-]{2,} | \b[A-Z]{2}\s\d{5}\b | \b[A-Z]{1,2}\d[A-Z\d]?\s\d[A-Z]{2}\b |
        \b\d{4}\s[A-Z]{2}\s+\p{Lu} | (?:^|[\s,.])\d{5}\p{Lu}\p{L}{2,} | 〒\s?\d{3} | (?:จังหวัด|จ\.|กรุงเทพ)[^\d]*\d{5} | \p{L}{3,}[\s,]+\d{5}(?:-\d{4})?$ | \b\d{5}-\d{3}\b |
        \b\d{4}-\d{3}\s+\p{Lu} | \b\d{2}-\d{3}\s+\p{Lu} | \b\d{3}\s\d{2}\s+\p{Lu}\p{L} | \p{Han}\s?\d{6}$ | ^\d{6}\s?\p{Han} | ^\d{3}-\d{4}\s*\p{Han} |
        \p{Thai}\s*\d{5}$ | \b[A-CEGHJ-NPR-TVXY]\d[A-Z]\s?\d[A-Z]\d\b | \b(?:NSW|VIC|QLD|WA|SA|TAS|ACT|NT)\s+\d{4}\b | \b[A-Z]{2},?\s\d{5}-\d{4}\b",
    )
    .expect("a constant pattern compiles")
});
static STREET: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?ix)(?:stra(?:ss|ß)e|str\.|weg|platz|allee|gasse|ring|damm|ufer)\s*\d | \b(?:street|road|rd|avenue|ave|lane|drive|blvd|boulevard|highway|
        jalan|jln|jl|lorong|lrg|taman|tmn|bandar|kampung|kg|persiaran|lebuh|lebuhraya|lingkaran|solok|dataran|seksyen|section|wisma|menara|bangunan|kompleks|mukim|gedung|brgy|barangay|rue|quai|chemin|boulevard|calle|avda|paseo|via|viale|piazza|corso|plaza|plz|rua|travessa|praça|avenida|ulica|laan|floor|flr|level|
        lot|suite|block|blk|blok|p\.?\s?o\.?\s?box|postfach|selangor|johor|kuala\s?lumpur)\b | \b(?:no|unit)\.?:?\s?\d | straat\s\d | ^\W*\d{1,5}[a-z]?,?\s(?:\S+\s){0,3}(?:st|place|pl|ct|court|square|sq|close|crescent|terrace|way|impasse|passage|route|cours)\b |
        ^\W*\d{1,5}(?:-?[a-z\d]{1,4})?\s?,\s?\p{L} | \bc/\s?\p{L} | [都道府県市区町村].*\d | \p{Han}[路街道巷]\p{Han}{0,3}\d | \d+号 | หมู่\s?\d |
        \b(?:pol[ií]gono|ctra|carretera|zi|zac|largo|strada|contrada|estrada|alameda|rodovia|zona\sindustrial|postbus|le\sbourg|lieu-dit|industrial\s(?:park|estate))\b |
        \b(?:ul|al|os|av|bd)\.\s?\p{L} | \b(?:box|place|platz)\s\d |
        \p{L}(?:gatan|vägen|gränden|torget|vej|veien|gade|katu|tie|gracht|kade|singel|dijk|plein|hof|weg|laan)\s\d |
        \d.*\b(?:close|court|crescent|terrace|square|mews|gardens|parkway|pkwy|circle|trail|row|hill)\b |
        ถนน|ซอย|แขวง|เขต|ตำบล|อำเภอ|จังหวัด|丁目|番地",
    )
    .expect("a constant pattern compiles")
});
static STOP: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?ix)^\W*(?:tel(?:\s?&\s?fax)?(?:\s?no)?|te1|telp|telephone|phone|fax|hp|hotline|e-?mail|gst|vat|ust|tax|reg|co\.?\s?(?:reg|no)|company|roc|invoice|receipt|date|bill|cash|tin|www|http|
        table|order|cashier|welcome|owned|simplified|customer|member|doc|time|gln|steuer|iban|contact|nummer|telefon|โทร|เลขประจำตัว|document|counter|
        terminal|sst|trn|slip|pos|staff|served|operator|business|sales|description|item|qty|quantity|server|covers|pax|attn|br|mon|tue|wed|thu|fri|sat|sun|open|opening|hours|branch\s?code|house\s?no)\b | \(\s*co | ^\W*\(?\d{4,}-[A-Z]\)?\W*$ | @",
    )
    .expect("a constant pattern compiles")
});
static KEY: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^\s*(?:address|anschrift|adresse|dirección|indirizzo|adres|endereço|ที่อยู่|住所|地址|addr)\s*:?\s*")
        .expect("a constant pattern compiles")
});

static COUNTRY: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?ix)(?:^|[\s,.])(?:malaysia|singapore|thailand|indonesia|philippines|viet\s?nam|china|hong\s?kong|taiwan|japan|korea|india|australia|new\s?zealand|
        canada|u\.?s\.?a|united\s(?:states|kingdom)|england|scotland|ireland|germany|deutschland|austria|österreich|switzerland|schweiz|suisse|france|
        belgi(?:um|que|ë)|netherlands|nederland|spain|españa|italy|italia|portugal|bra[sz]il|méxico|mexico|poland|polska|sweden|sverige|denmark|danmark|
        norway|norge)[\s.]*$ | ประเทศไทย | 日本国?$",
    )
    .expect("a constant pattern compiles")
});

/// Is it a line with a street or a postcode?
#[must_use]
pub fn is_line(text: &str) -> bool {
    has_postcode(text) || has_street(text)
}

/// Does a street, a building or a part of a town stand in it?
#[must_use]
pub fn has_street(text: &str) -> bool {
    STREET.is_match(text)
}

/// Does a postcode with its town stand in it?
#[must_use]
pub fn has_postcode(text: &str) -> bool {
    POSTCODE.is_match(text)
}

/// Does it end with the name of a country?
#[must_use]
pub fn has_country(text: &str) -> bool {
    COUNTRY.is_match(text)
}

/// A telephone number, a heading or anything else that no address holds.
#[must_use]
pub fn is_foreign(text: &str) -> bool {
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let figures = text.chars().filter(char::is_ascii_digit).count();
    STOP.is_match(text) || letters < 2 && figures >= PHONE_FIGURES
}

/// Behind "Address:", where its own text begins.
#[must_use]
pub fn key_end(text: &str) -> usize {
    KEY.find(text).map_or(0, |key| key.end())
}

/// A town, a state or a country alone on a line, and no heading of a column.
#[must_use]
pub fn is_place(text: &str) -> bool {
    let words = text.split_whitespace().count();
    words <= 4
        && lexicon::headings(&spelling::compact(text)).is_empty()
        && !text.contains(':')
        && text.chars().all(|c| c.is_alphabetic() || matches!(c, ' ' | ',' | '.' | '-' | '(' | ')'))
        && text.chars().any(char::is_alphabetic)
}

#[cfg(test)]
mod tests {
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
            ("52200Kuala Lumpur", true),
            ("3 place de la Mairie", true),
            ("1715 S STATE ST", true),
            ("C/ VALENCIA 5", true),
            ("109, SS21/1A,", true),
            ("東京都渋谷区道玄坂1-2-3", true),
            ("Wisma Sentral", true),
            ("1250-147 Lisboa", true),
            ("00-514 Warszawa", true),
            ("SE-831 21 Östersund", true),
            ("广东省广州市 510620", true),
            ("浦东新区张江路188号", true),
            ("〒530-0001 大阪府大阪市北区梅田3-1-3", true),
            ("เขตวัฒนา กรุงเทพมหานคร 10110", true),
            ("ul. Leśna 14", true),
            ("Storgatan 18", true),
            ("C/ Mayor, 45 2ºB", true),
            ("9 Queen's Road", true),
            ("Alpha GmbH", false),
            ("Piekarnia Złoty Kłos", false),
            ("Bright Way Trading", false),
            ("Total 12.00", false),
        ] {
            assert_eq!(is_line(text), want, "{text}");
        }
    }

    #[test]
    fn what_ends_an_address_is_known() {
        for (text, want) in [("Tel: 07-1234567", true), ("03-3279 1851.", true), ("JOHOR BAHRU", false), ("5-7", false)]
        {
            assert_eq!(is_foreign(text), want, "{text}");
        }
        assert!(
            has_country("56000 Kuala Lumpur, Malaysia")
                && has_country("DEUTSCHLAND")
                && !has_country("Malaysia Street 5")
        );
    }
}
