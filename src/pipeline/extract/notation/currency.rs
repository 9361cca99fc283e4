//! Currencies are printed as a sign, an abbreviation or an ISO 4217 code.

use regex::Regex;
use std::sync::LazyLock;

/// ISO 4217 codes that are met on documents.
const CODES: &[&str] = &[
    "EUR", "USD", "GBP", "CHF", "THB", "MYR", "SGD", "JPY", "CNY", "HKD", "TWD", "KRW", "INR", "IDR", "VND", "PHP",
    "AUD", "NZD", "CAD", "BRL", "MXN", "ARS", "CLP", "COP", "PEN", "SEK", "NOK", "DKK", "ISK", "PLN", "CZK", "HUF",
    "RON", "BGN", "TRY", "RUB", "UAH", "ILS", "AED", "SAR", "QAR", "EGP", "MAD", "ZAR", "NGN", "KES", "PKR", "BDT",
    "LKR", "MMK", "LAK", "KHR",
];

/// Signs and abbreviations, longest first where one begins another.
const SIGNS: &[(&str, &str)] = &[
    ("HK$", "HKD"),
    ("NT$", "TWD"),
    ("NZ$", "NZD"),
    ("US$", "USD"),
    ("R$", "BRL"),
    ("S$", "SGD"),
    ("A$", "AUD"),
    ("C$", "CAD"),
    ("€", "EUR"),
    ("£", "GBP"),
    ("฿", "THB"),
    ("₹", "INR"),
    ("₱", "PHP"),
    ("₫", "VND"),
    ("₩", "KRW"),
    ("₺", "TRY"),
    ("₴", "UAH"),
    ("₪", "ILS"),
    ("₽", "RUB"),
    ("¥", "JPY"),
    ("円", "JPY"),
    ("元", "CNY"),
    ("บาท", "THB"),
    ("$", "USD"),
];

/// Words that name a currency.
const NAMES: &[(&str, &str)] = &[
    ("rm", "MYR"),
    ("rp", "IDR"),
    ("rs", "INR"),
    ("euro", "EUR"),
    ("euros", "EUR"),
    ("baht", "THB"),
    ("rmb", "CNY"),
    ("zł", "PLN"),
    ("kč", "CZK"),
    ("ft", "HUF"),
    ("sfr", "CHF"),
    ("fr", "CHF"),
    ("ringgit", "MYR"),
    ("yen", "JPY"),
    ("dollars", "USD"),
    ("kr", "SEK"),
    ("lei", "RON"),
    ("rmb", "CNY"),
    ("人民币", "CNY"),
    ("人民幣", "CNY"),
    ("日元", "JPY"),
    ("đồng", "VND"),
    ("đ", "VND"),
    ("tl", "TRY"),
];

/// A sign that several countries print, what tells one of them, and its code there.
const SHARED: &[(&str, &str, &str)] = &[
    ("SEK", r"(?i)\bmva\b|\bNO\s?\d{9}|\bNO\d{2} ?\d{4}|\.no\b", "NOK"),
    ("SEK", r"(?i)\bcvr\b|\bDK\s?\d{8}|\bDK\d{2} ?\d{4}|\.dk\b", "DKK"),
    ("USD", r"(?i)m[eé]xico|\brfc\b|r\.f\.c\.", "MXN"),
    ("USD", r"(?i)\bcanada\b|\bHST\b|\bQST\b|\bTVQ\b", "CAD"),
    ("USD", r"(?i)\baustralia\b|\bABN\b", "AUD"),
    ("USD", r"(?i)new zealand", "NZD"),
    ("USD", r"(?i)singapore|\bUEN\b", "SGD"),
    ("USD", r"(?i)hong kong", "HKD"),
    ("USD", r"(?i)\bcolombia\b", "COP"),
    ("USD", r"(?i)\bargentina\b|\bCUIT\b", "ARS"),
    ("USD", r"(?i)\bchile\b|\bRUT\b", "CLP"),
    ("JPY", r"[\u{4e00}-\u{9fff}]", "CNY"),
];
/// Kana, and a few words, stand in Japanese documents alone.
const KANA: &str = r"[\u{3041}-\u{30f6}]|請求|株式会社|御中|円|消費税";

static TELLS: LazyLock<Vec<(&'static str, Regex, &'static str)>> = LazyLock::new(|| {
    SHARED
        .iter()
        .map(|(code, tell, other)| (*code, Regex::new(tell).expect("a constant pattern compiles"), *other))
        .collect()
});
static JAPANESE: LazyLock<Regex> = LazyLock::new(|| Regex::new(KANA).expect("a constant pattern compiles"));

/// Which currency a shared sign ($, ¥, kr) means in a document: by the words of the countries that print it.
#[must_use]
pub fn at_home<'a>(code: &'static str, texts: impl Iterator<Item = &'a str> + Clone) -> &'static str {
    let any = |pattern: &Regex| texts.clone().any(|text| pattern.is_match(text));
    if code == "JPY" && any(&JAPANESE) {
        return code;
    }
    TELLS.iter().find(|(shared, tell, _)| *shared == code && any(tell)).map_or(code, |(.., other)| other)
}

/// The currency that a sign, an abbreviation or a code stands for.
#[must_use]
pub fn of(token: &str) -> Option<&'static str> {
    let token = token.trim_matches(|c: char| matches!(c, '.' | ':' | '(' | ')' | '[' | ']' | ',' | '/'));
    if let Some(code) = CODES.iter().find(|code| token.eq_ignore_ascii_case(code)) {
        return Some(code);
    }
    if let Some((_, code)) = SIGNS.iter().find(|(sign, _)| token == *sign) {
        return Some(code);
    }
    let lower = token.to_lowercase();
    NAMES.iter().find(|(name, _)| lower == *name).map(|(_, code)| *code)
}

/// A sign that several countries print is a weaker witness.
const SHARED_SIGN: f32 = 0.6;

/// Currency signs next to numbers and codes standing alone in `text`, with what each is worth as a witness.
#[must_use]
pub fn witnesses(text: &str) -> Vec<(&'static str, f32)> {
    let mut seen = Vec::new();
    for token in text.split(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | '[' | ']' | ':' | '/' | ',')) {
        let upper = token.chars().all(|c| c.is_ascii_uppercase());
        if upper && let Some(code) = CODES.iter().find(|code| **code == token) {
            seen.push((*code, 2.0));
        } else if let Some((sign, code)) = SIGNS.iter().find(|(sign, _)| token.contains(sign)) {
            seen.push((*code, if matches!(*sign, "$" | "¥") { SHARED_SIGN } else { 1.0 }));
        } else {
            let word: String = token.chars().take_while(|c| c.is_alphabetic()).collect();
            if let Some((_, code)) = NAMES.iter().find(|(name, _)| word.to_lowercase() == *name) {
                let bare = word.len() == token.len();
                seen.push((*code, if word.chars().count() > 2 || !bare { 1.0 } else { 0.4 }));
            }
        }
    }
    seen
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_codes_and_names_are_known() {
        for (token, want) in [
            ("€", Some("EUR")),
            ("eur", Some("EUR")),
            ("RM", Some("MYR")),
            ("US$", Some("USD")),
            ("(THB)", Some("THB")),
            ("Total", None),
        ] {
            assert_eq!(of(token), want, "{token}");
        }
    }

    #[test]
    fn a_shared_sign_means_the_currency_of_its_country() {
        for (code, texts, want) in [
            ("USD", vec!["RFC: GFB950512AB3", "$ 12.00"], "MXN"),
            ("USD", vec!["Austin, TX"], "USD"),
            ("JPY", vec!["发票号码"], "CNY"),
            ("JPY", vec!["請求書", "サービス"], "JPY"),
            ("SEK", vec!["CVR 12345678"], "DKK"),
            ("EUR", vec!["México"], "EUR"),
        ] {
            assert_eq!(at_home(code, texts.into_iter()), want);
        }
    }

    #[test]
    fn a_text_gives_witnesses() {
        assert_eq!(witnesses("Total (EUR): 12,00"), [("EUR", 2.0)]);
        assert_eq!(witnesses("RM12.00"), [("MYR", 1.0)]);
        assert_eq!(witnesses("nothing here"), []);
    }
}
