//! Marked text: what a stretch of glyphs says, told beside it where the font alone would not.

use super::characters::plain;
use super::content::Glyph;
use hayro::hayro_syntax::object::{Dict, String as PdfString};

/// Longer texts stand for whole lines; the glyphs know better where their words begin.
const LONGEST: usize = 12;

/// The text that the properties of a marked stretch tell, and the glyph that it begins with.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Spoken {
    text: String,
    first: usize,
}

/// What is told of the stretch that begins after `first` glyphs.
pub(super) fn begin(properties: Option<&Dict<'_>>, first: usize) -> Option<Spoken> {
    let bytes = properties?.get::<PdfString<'_>>(b"ActualText")?;
    let text = plain(&decoded(bytes.as_bytes())?);
    Some(Spoken { text, first })
}

/// UTF-16 behind its mark, else Latin.
fn decoded(bytes: &[u8]) -> Option<String> {
    match bytes {
        [0xfe, 0xff, rest @ ..] => {
            let units: Vec<u16> = rest.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect();
            String::from_utf16(&units).ok()
        }
        [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8(rest.to_vec()).ok(),
        plain => Some(plain.iter().map(|byte| char::from(*byte)).collect()),
    }
}

/// Gives the glyphs of the stretch its text, where theirs differs.
pub(super) fn end(spoken: &Spoken, glyphs: &mut Vec<Glyph>) {
    let letters: Vec<char> = spoken.text.chars().collect();
    let Some(stretch) = glyphs.get_mut(spoken.first..) else { return };
    let drawn: String = stretch.iter().map(|glyph| glyph.text.as_str()).collect();
    let told = !letters.is_empty() && letters.len() <= LONGEST && !letters.iter().any(|c| c.is_whitespace());
    if stretch.is_empty() || drawn == spoken.text || !told {
        return;
    }
    if stretch.len() == letters.len() {
        for (glyph, letter) in stretch.iter_mut().zip(letters) {
            glyph.text = letter.to_string();
        }
        return;
    }
    // Marks drawn in parts: one glyph holds the text, as wide as all of them.
    let end = stretch.iter().map(|glyph| (glyph.x + glyph.dx, glyph.y + glyph.dy)).next_back();
    if let (Some(first), Some((x, y))) = (stretch.first_mut(), end) {
        (first.dx, first.dy) = (x - first.x, y - first.y);
        first.text.clone_from(&spoken.text);
    }
    glyphs.truncate(spoken.first + 1);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn glyphs(texts: &[&str]) -> Vec<Glyph> {
        let glyph = |(i, text): (usize, &&str)| {
            Glyph { text: (*text).to_owned(), x: 5.0 * i as f32, y: 0.0, dx: 5.0, dy: 0.0, size: 10.0, bold: false, hidden: false }
        };
        texts.iter().enumerate().map(glyph).collect()
    }

    fn told(text: &str, drawn: &[&str]) -> Vec<(String, f32)> {
        let mut glyphs = glyphs(drawn);
        end(&Spoken { text: text.to_owned(), first: 1 }, &mut glyphs);
        glyphs.into_iter().map(|glyph| (glyph.text, glyph.dx)).collect()
    }

    #[test]
    fn glyphs_without_a_character_take_what_is_told() {
        let a = ("a".to_owned(), 5.0);
        assert_eq!(told("ที่", &["a", "ท", "ี", " "]), [a.clone(), ("ท".into(), 5.0), ("ี".into(), 5.0), ("่".into(), 5.0)]);
        assert_eq!(told("น้ำ", &["a", "น", "\u{e4d}", " ", "า"]), [a.clone(), ("น้ำ".into(), 20.0)]);
        assert_eq!(told("xy", &["a", "x", "y"]), [a.clone(), ("x".into(), 5.0), ("y".into(), 5.0)]);
        assert_eq!(told("a whole line", &["a", "?"]), [a.clone(), ("?".into(), 5.0)]);
        assert_eq!(told("", &["a", "b"]), [a, ("b".into(), 5.0)]);
    }

    #[test]
    fn told_text_is_read_in_its_encoding() {
        assert_eq!(decoded(b"\xfe\xff\x0e\x17\x00A").as_deref(), Some("ทA"));
        assert_eq!(decoded(b"caf\xe9").as_deref(), Some("café"));
    }
}
