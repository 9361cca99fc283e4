//! Which characters a glyph stands for.

use hayro::hayro_interpret::font::Glyph;
use hayro::hayro_interpret::hayro_cmap::BfString;

/// The glyph's characters as people type them, so that values compare: ligatures taken apart.
pub(super) fn characters(glyph: &Glyph<'_>) -> String {
    let text = match glyph.as_unicode() {
        Some(BfString::Char(c)) => c.to_string(),
        Some(BfString::String(text)) => text,
        // Without a character and without ink it can only be a space.
        None => match glyph {
            Glyph::Outline(outline) if outline.outline().elements().is_empty() => " ".to_owned(),
            _ => char::REPLACEMENT_CHARACTER.to_string(),
        },
    };
    plain(&text)
}

/// Ligatures taken apart, shifted marks as the marks that they are.
pub(super) fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            'ﬀ' => plain.push_str("ff"),
            'ﬁ' => plain.push_str("fi"),
            'ﬂ' => plain.push_str("fl"),
            'ﬃ' => plain.push_str("ffi"),
            'ﬄ' => plain.push_str("ffl"),
            'ﬅ' | 'ﬆ' => plain.push_str("st"),
            // A soft hyphen that was drawn is a hyphen.
            '\u{ad}' => plain.push('-'),
            '\u{200b}' | '\u{feff}' => {}
            c if thai_variant(c).is_some() => plain.extend(thai_variant(c)),
            c if c.is_control() => plain.push(' '),
            c => plain.push(c),
        }
    }
    plain
}

/// Older Thai fonts keep raised and shifted marks in the private area from U+F700 on; the marks that they are, as
/// distances from U+0E00.
const THAI_VARIANTS: [u8; 27] = [
    0x10, 0x34, 0x35, 0x36, 0x37, 0x48, 0x49, 0x4a, 0x4b, 0x4c, 0x48, 0x49, 0x4a, 0x4b, 0x4c, 0x0d, 0x31, 0x4d, 0x47,
    0x48, 0x49, 0x4a, 0x4b, 0x4c, 0x38, 0x39, 0x3a,
];

fn thai_variant(c: char) -> Option<char> {
    let distance = THAI_VARIANTS.get((c as usize).checked_sub(0xf700)?)?;
    char::from_u32(0x0e00 + u32::from(*distance))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shifted_thai_marks_are_the_marks_that_they_are() {
        let cases = [('\u{f700}', Some('ฐ')), ('\u{f70f}', Some('ญ')), ('\u{f712}', Some('\u{e47}'))];
        for (c, expected) in cases.into_iter().chain([('\u{f71a}', Some('\u{e3a}')), ('\u{f71b}', None), ('a', None)]) {
            assert_eq!(thai_variant(c), expected, "{c:?}");
        }
    }
}
