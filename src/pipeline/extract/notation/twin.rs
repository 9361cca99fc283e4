//! A scan sees accents in dirt: a word that is printed without them elsewhere on the page has none.

use super::spelling::unaccented;
use std::collections::HashSet;

/// Shorter runs of letters meet a twin by chance.
const SHORTEST: usize = 4;

/// The words of one page that are printed without an accent, in lower case.
#[derive(Clone, Debug, Default)]
pub struct Plain(HashSet<String>);

/// Those among `words`.
#[must_use]
pub fn plain<'a>(words: impl Iterator<Item = &'a str>) -> Plain {
    // Web and mail addresses are never written with accents.
    let runs = words.filter(|word| !is_address(word)).flat_map(|word| word.split(|c: char| !c.is_alphabetic()));
    Plain(runs.filter(|run| run.len() >= SHORTEST && run.is_ascii()).map(str::to_lowercase).collect())
}

fn is_address(word: &str) -> bool {
    let dotted = |pair: &[char]| matches!(pair, [a, '.', b] if a.is_alphanumeric() && b.is_lowercase());
    word.contains('@') || word.contains("//") || word.chars().collect::<Vec<_>>().windows(3).any(dotted)
}

impl Plain {
    /// `Tampoí,81200` beside `Tampoi` is `Tampoi,81200`.
    #[must_use]
    pub fn mend(&self, word: &str) -> Option<String> {
        if word.is_ascii() {
            return None;
        }
        let mut mended = String::with_capacity(word.len());
        for run in word.split_inclusive(|c: char| !c.is_alphabetic()) {
            let bare: String = run.chars().map(unaccented).collect();
            let letters = bare.trim_end_matches(|c: char| !c.is_alphabetic()).to_lowercase();
            mended.push_str(if self.0.contains(&letters) { &bare } else { run });
        }
        (mended != word).then_some(mended)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_accent_goes_where_its_word_is_printed_without() {
        let page = plain(["Tampoi", "7/4,", "TAMAN", "cafe"].into_iter());
        for (word, want) in [
            ("Tampoí,81200", Some("Tampoi,81200")),
            ("TÀMAN", Some("TAMAN")),
            ("Café", Some("Cafe")),
            ("Müller", None),
            ("Tampoi", None),
        ] {
            assert_eq!(page.mend(word).as_deref(), want, "{word}");
        }
        assert_eq!(plain(["www.cafe-mueller.de"].into_iter()).mend("Café"), None);
        assert_eq!(plain(["été"].into_iter()).mend("été"), None);
    }
}
