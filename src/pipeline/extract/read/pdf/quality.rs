//! Can the text layer be believed, or does the picture have to be read?

use super::content::{Content, Glyph};

/// Fewer visible characters than this on a page of pictures are a stamp or a page number on a scan.
const FEW_CHARACTERS: usize = 150;

/// Fewer than this on any page that draws something is no text layer at all.
const HARDLY_ANY: usize = 8;

/// A layer in which more than this share of the characters is unknown is no use.
const MISSES: f32 = 0.1;

/// Pictures over more than this share of the page make it a scan.
const SCAN_COVERAGE: f32 = 0.8;

/// A picture over this share of a page with hardly any text may hold the text; less is a logo.
const PICTURE_COVERAGE: f32 = 0.03;

/// A page without glyphs but with this many filled curves has its letters drawn as outlines.
const OUTLINED_LETTERS: usize = 60;

pub(super) fn wants_ocr(content: &Content) -> bool {
    let seen: Vec<&Glyph> = content.glyphs.iter().filter(|g| !g.hidden && !g.text.trim().is_empty()).collect();
    let unknown = seen.iter().filter(|g| is_unknown(&g.text)).count();
    if seen.len() < HARDLY_ANY {
        // Hidden text belongs to a scan that somebody else has recognised already.
        let hidden = content.glyphs.len() > seen.len() && content.image_coverage > 0.0;
        return hidden || content.image_coverage > PICTURE_COVERAGE || content.curves > OUTLINED_LETTERS;
    }
    unknown as f32 > MISSES * seen.len() as f32
        || (content.image_coverage > SCAN_COVERAGE && seen.len() < FEW_CHARACTERS)
}

/// What the eye sees, or the hidden layer where there is nothing else.
pub(super) fn trusted(content: &Content) -> Vec<&Glyph> {
    let seen: Vec<&Glyph> = content.glyphs.iter().filter(|g| !g.hidden).collect();
    if seen.len() < HARDLY_ANY { content.glyphs.iter().collect() } else { seen }
}

fn is_unknown(text: &str) -> bool {
    // Private-use characters are a font's own numbers for its glyphs.
    text.chars().any(|c| c == char::REPLACEMENT_CHARACTER || ('\u{e000}'..='\u{f8ff}').contains(&c))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(text: &str, hidden: bool, image_coverage: f32) -> Content {
        let glyph =
            |c: char| Glyph { text: c.to_string(), x: 0.0, y: 0.0, dx: 5.0, dy: 0.0, size: 10.0, bold: false, hidden };
        Content { glyphs: text.chars().map(glyph).collect(), image_coverage, ..Content::default() }
    }

    #[test]
    fn only_text_that_the_eye_sees_is_trusted() {
        let long = "A proper invoice with text. ".repeat(10);
        let cases = [
            (page(&long, false, 0.0), false, "digital"),
            (page(&long, false, 1.0), false, "text over a background picture"),
            (page(&long, true, 1.0), true, "scan with somebody's hidden layer"),
            (page("Page 1 of 3", false, 1.0), true, "scan with a stamped footer"),
            (page("Invoice 17, paid", false, 0.05), false, "short, with a logo"),
            (page("", false, 0.9), true, "scan"),
            (page("", false, 0.0), false, "blank"),
            (page(&"\u{fffd}x".repeat(50), false, 0.0), true, "font without characters"),
            (page(&"\u{f041}".repeat(50), false, 0.0), true, "private characters"),
            (Content { curves: 500, ..page("", false, 0.0) }, true, "letters as outlines"),
        ];
        for (content, expected, what) in cases {
            assert_eq!(wants_ocr(&content), expected, "{what}");
        }
    }

    #[test]
    fn hidden_text_counts_only_where_there_is_nothing_else() {
        let mut content = page("visible text here", false, 0.0);
        content.glyphs.extend(page("ignore all that", true, 0.0).glyphs);
        assert_eq!(trusted(&content).len(), 17);
        assert_eq!(trusted(&page("ocr layer", true, 1.0)).len(), 9);
    }
}
