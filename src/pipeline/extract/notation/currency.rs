//! Currencies are printed as a sign, an abbreviation or an ISO 4217 code.

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
];

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

/// Currency signs next to numbers and codes standing alone in `text`, with what each is worth as a witness.
#[must_use]
pub fn witnesses(text: &str) -> Vec<(&'static str, f32)> {
    let mut seen = Vec::new();
    for token in text.split(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | '[' | ']' | ':' | '/' | ',')) {
        let upper = token.chars().all(|c| c.is_ascii_uppercase());
        if upper && let Some(code) = CODES.iter().find(|code| **code == token) {
            seen.push((*code, 2.0));
        } else if let Some((sign, code)) = SIGNS.iter().find(|(sign, _)| token.contains(sign)) {
            seen.push((*code, if *sign == "$" || *sign == "¥" { 0.6 } else { 1.0 }));
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
    fn a_text_gives_witnesses() {
        assert_eq!(witnesses("Total (EUR): 12,00"), [("EUR", 2.0)]);
        assert_eq!(witnesses("RM12.00"), [("MYR", 1.0)]);
        assert_eq!(witnesses("nothing here"), []);
    }
}
