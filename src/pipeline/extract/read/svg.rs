//! A page of words drawn in vectors, for files that are data and have no picture.

use super::render::RenderedPage;
use crate::domain::page::Page;
use quick_xml::escape::escape;
use std::fmt::Write as _;

/// How far below the top of its box a word's baseline lies, in parts of the box.
const BASELINE: f32 = 0.8;

/// The page, `width_px` pixels wide. It is seen as a picture: nothing in it runs, and nothing is fetched.
pub(super) fn draw(page: &Page, width_px: u32) -> RenderedPage {
    let (width, height) = (page.width, page.height);
    let height_px = (height / width * width_px as f32).round() as u32;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width_px}\" height=\"{height_px}\" \
         viewBox=\"0 0 {width} {height}\" font-family=\"Helvetica, Arial, sans-serif\" fill=\"#1a1a1a\">\
         <rect width=\"{width}\" height=\"{height}\" fill=\"#fff\"/>"
    );
    for rule in &page.rules {
        let (x, y, long, high) = (rule.x * width, rule.y * height, rule.width * width, rule.height * height);
        push(&mut svg, format_args!("<rect x=\"{x:.2}\" y=\"{y:.2}\" width=\"{long:.2}\" height=\"{high:.2}\"/>"));
    }
    for word in &page.words {
        let (x, size, long) = (word.bbox.x * width, word.bbox.height * height, word.bbox.width * width);
        let y = word.bbox.y * height + BASELINE * size;
        let weight = if word.bold { " font-weight=\"bold\"" } else { "" };
        let drawable: String = word.text.chars().map(|c| if is_drawable(c) { c } else { '\u{fffd}' }).collect();
        let text = escape(&drawable);
        push(
            &mut svg,
            format_args!(
                "<text x=\"{x:.2}\" y=\"{y:.2}\" font-size=\"{size:.2}\" textLength=\"{long:.2}\" \
                 lengthAdjust=\"spacingAndGlyphs\"{weight}>{text}</text>"
            ),
        );
    }
    svg.push_str("</svg>");
    RenderedPage { bytes: svg.into_bytes(), mime: "image/svg+xml", width: width_px, height: height_px }
}

fn push(svg: &mut String, element: std::fmt::Arguments) {
    svg.write_fmt(element).expect("writing to a string does not fail");
}

/// May it stand in XML?
fn is_drawable(c: char) -> bool {
    !c.is_control() && !matches!(c, '\u{fffe}' | '\u{ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::page::{BBox, PageSource, Word};

    #[test]
    fn what_a_word_says_stays_a_word() {
        let text = "</text><script>alert(1)</script>&\"'\u{8}\u{ffff}".to_owned();
        let word = Word { text, bbox: BBox::new(0.1, 0.1, 0.5, 0.02), confidence: 1.0, bold: true };
        let (words, rules) = (vec![word], vec![BBox::new(0.1, 0.2, 0.8, 0.001)]);
        let page = Page { number: 1, width: 200.0, height: 100.0, source: PageSource::Data, words, rules };
        let drawn = draw(&page, 600);
        assert_eq!((drawn.mime, drawn.width, drawn.height), ("image/svg+xml", 600, 300));
        let svg = String::from_utf8(drawn.bytes).unwrap();
        assert!(!svg.contains("<script") && svg.contains("&lt;script&gt;alert(1)"), "{svg}");
        assert!(svg.contains("font-weight=\"bold\"") && svg.matches("<rect").count() == 2);
        assert!(!svg.contains('\u{8}') && !svg.contains('\u{ffff}'), "{svg}");
    }
}
