//! What a scan makes of an amount: letters for figures, a lost decimal sign, a sign of currency read as a letter.

use regex::Regex;
use std::sync::LazyLock;

/// A page with fewer amounts may print none with two decimals.
const AMOUNTS: usize = 2;

static AMOUNT: LazyLock<Regex> = LazyLock::new(|| pattern(r"^\D{0,4}\d{1,7}([.,])\d{2}(?:\D{0,2})$"));
static MISREAD: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"^([^\w.,]?(?:RM|[A-Z]{3})?)([\dlI|][\dOolI|]{0,6}|[Oo])([.,])([\dOoQCDlI|c€]{2})(\*?)$")
});
static WHOLE: LazyLock<Regex> = LazyLock::new(|| pattern(r"^(?:RM|[$€£¥])?-?\d{1,4}$"));
static CENTS: LazyLock<Regex> = LazyLock::new(|| pattern(r"^\d{2}$"));
static TAX_CODE: LazyLock<Regex> = LazyLock::new(|| pattern(r"^(?:[A-Z]{1,2}|\*)$"));

fn pattern(source: &str) -> Regex {
    Regex::new(source).expect("a constant pattern compiles")
}

/// How the amounts of one page look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    decimal: char,
    dollars: bool,
}

/// The look of the amounts among `words`, if there are enough of them to tell.
#[must_use]
pub fn look<'a>(words: impl Iterator<Item = &'a str>) -> Option<Look> {
    let (mut points, mut commas, mut dollars) = (0usize, 0usize, false);
    for word in words {
        let Some(amount) = AMOUNT.captures(word) else { continue };
        *(if &amount[1] == "." { &mut points } else { &mut commas }) += 1;
        dollars |= word.starts_with('$');
    }
    (points + commas >= AMOUNTS).then_some(Look { decimal: if commas > points { ',' } else { '.' }, dollars })
}

impl Look {
    /// The amount that this word was meant to be, if it is a misread one: `15.0C`, `O.50`, `S7.10` beside `$1.10`.
    #[must_use]
    pub fn mend(self, word: &str) -> Option<String> {
        let mended =
            word.strip_prefix('S').filter(|tail| self.dollars && AMOUNT.is_match(tail)).map(|tail| format!("${tail}"));
        let word = mended.as_deref().unwrap_or(word);
        let Some(parts) = MISREAD.captures(word) else { return mended };
        let figures = parts[2].chars().chain(parts[4].chars()).filter(char::is_ascii_digit).count();
        if figures < 2 {
            return mended;
        }
        let whole: String = parts[2].chars().map(figure).collect();
        let cents: String = parts[4].chars().map(figure).collect();
        Some(format!("{}{whole}{}{cents}{}", &parts[1], &parts[3], &parts[5]))
    }

    /// What stands between two words of a cell when they are the two parts of one amount: `16 85`, `12. 50`.
    /// `before` and `after` are the other words of the cell.
    #[must_use]
    pub fn joint(self, before: &[&str], left: &str, right: &str, after: &[&str]) -> Option<&'static str> {
        let alone = before.iter().all(|word| super::currency::of(word).is_some()) && after.len() <= 1;
        if !alone || !CENTS.is_match(right) || !after.iter().all(|word| TAX_CODE.is_match(word)) {
            return None;
        }
        match left.strip_suffix(['.', ',']) {
            Some(whole) if WHOLE.is_match(whole) => Some(""),
            None if WHOLE.is_match(left) => Some(if self.decimal == ',' { "," } else { "." }),
            _ => None,
        }
    }
}

fn figure(c: char) -> char {
    match c {
        'O' | 'o' | 'Q' | 'C' | 'c' | 'D' => '0',
        'l' | 'I' | '|' => '1',
        '€' => '6',
        digit => digit,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOOK: Look = Look { decimal: '.', dollars: true };

    #[test]
    fn letters_in_amounts_become_figures() {
        for (word, want) in [
            ("15.0C", Some("15.00")),
            ("7.6€", Some("7.66")),
            ("O.50", Some("0.50")),
            ("l2.50", Some("12.50")),
            ("RM1O.5O", Some("RM10.50")),
            ("S7.10", Some("$7.10")),
            ("12.50", Some("12.50")),
            ("B5.00", None),
            ("No.12", None),
            ("v1.00", None),
            ("Co.", None),
            ("O.OO", None),
        ] {
            assert_eq!(LOOK.mend(word).as_deref(), want, "{word}");
        }
        assert_eq!(Look { dollars: false, ..LOOK }.mend("S7.10"), None);
    }

    #[test]
    fn parts_of_one_amount_are_joined() {
        for (before, left, right, after, want) in [
            (&[][..], "16", "85", &["SR"][..], Some(".")),
            (&["RM"][..], "190", "00", &[][..], Some(".")),
            (&[][..], "12.", "50", &[][..], Some("")),
            (&["7805"][..], "75", "24", &[][..], None),
            (&["Table"][..], "5", "10", &[][..], None),
            (&[][..], "2", "9.00", &[][..], None),
        ] {
            assert_eq!(LOOK.joint(before, left, right, after), want, "{before:?} {left} {right}");
        }
    }

    #[test]
    fn few_amounts_tell_nothing() {
        assert_eq!(look(["1.50", "2"].into_iter()), None);
        assert_eq!(look(["1,50", "2,50", "€3,00"].into_iter()), Some(Look { decimal: ',', dollars: false }));
    }
}
