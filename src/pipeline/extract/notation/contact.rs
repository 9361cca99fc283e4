//! Ways to reach someone: e-mail, telephone, web address.

use super::Spot;
use regex::Regex;
use std::sync::LazyLock;

fn pattern(source: &str) -> Regex {
    Regex::new(source).expect("a constant pattern compiles")
}

static EMAIL: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"[A-Za-z0-9._%+\-]{1,64} ?@ ?[A-Za-z0-9\-]+(?:\.[A-Za-z0-9\-]+)*\.[A-Za-z]{2,12}"));
static WEB: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)(?:https?://|www\.)[a-z0-9\-]+(?:\.[a-z0-9\-]+)+(?:/[^\s]*)?"));
static PHONE: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?:\+|\(|\b)\d[\d ()/.\-]{5,20}\d\b"));

/// E-mail addresses.
#[must_use]
pub fn emails(text: &str) -> Vec<Spot<String>> {
    EMAIL.find_iter(text).map(|hit| Spot::new(hit.range(), hit.as_str().replace(' ', ""))).collect()
}

/// Web addresses.
#[must_use]
pub fn webs(text: &str) -> Vec<Spot<String>> {
    WEB.find_iter(text)
        .map(|hit| Spot::new(hit.range(), hit.as_str().trim_end_matches(['.', ',', ';']).to_owned()))
        .collect()
}

/// Telephone numbers: 7 to 15 digits with the usual punctuation.
#[must_use]
pub fn phones(text: &str) -> Vec<Spot<String>> {
    PHONE
        .find_iter(text)
        .filter(|hit| (7..=15).contains(&hit.as_str().chars().filter(char::is_ascii_digit).count()))
        .map(|hit| Spot::new(hit.range(), hit.as_str().to_owned()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contacts_are_read() {
        assert_eq!(emails("E-Mail: max.muster@example.de, Tel")[0].value, "max.muster@example.de");
        assert_eq!(webs("see www.example.co.th.")[0].value, "www.example.co.th");
        for (text, want) in [
            ("Tel: +49 932 431 500", "+49 932 431 500"),
            ("(02) 123-4567", "(02) 123-4567"),
            ("03-8888 9999", "03-8888 9999"),
        ] {
            assert_eq!(phones(text)[0].value, want);
        }
        assert!(phones("12345").is_empty());
    }
}
