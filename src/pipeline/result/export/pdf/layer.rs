//! The invisible text of one page.

use super::font::{Font, UNITS};
use crate::domain::page::{BBox, Page, Word};
use pdf_writer::{Content, Name, Str, types::TextRenderingMode};

/// The box of a word reaches so far above and below its baseline, in shares of the font size, as the reader has it.
const ASCENT: f32 = 0.74;
const DESCENT: f32 = 0.22;

/// Viewers tell words by the white between them, in shares of the height; boxes of recognised words stand closer.
const WHITE: f32 = 0.22;
/// No word gives up more of its width for it.
const GIVEN_UP: f32 = 0.25;

/// Lays the words of `page` over a page of `size` points, each where it was read.
pub fn write(content: &mut Content, name: Name<'_>, font: &mut Font, page: &Page, size: (f32, f32)) {
    content.begin_text().set_text_rendering_mode(TextRenderingMode::Invisible);
    let words: Vec<(&Word, BBox)> =
        page.words.iter().filter(|word| is_drawable(word)).map(|word| (word, in_points(&word.bbox, size))).collect();
    for (at, &(word, b)) in words.iter().enumerate() {
        let b = words.get(at + 1).map_or(b, |(_, next)| set_off(b, next));
        let is_turned = word.text.chars().count() >= 4 && b.height > 2.0 * b.width;
        let (length, thickness) = if is_turned { (b.height, b.width) } else { (b.width, b.height) };
        let points = thickness / (ASCENT + DESCENT);
        let baseline = DESCENT * points;
        // Words up a margin mostly read from the bottom.
        let matrix = if is_turned {
            [0.0, 1.0, -1.0, 0.0, b.right() - baseline, b.y]
        } else {
            [1.0, 0.0, 0.0, 1.0, b.x, b.y + baseline]
        };
        let (mut codes, width) = font.encode(&word.text);
        // Whoever copies the text needs the space; it takes no part in the width.
        codes.extend(font.encode(" ").0);
        content.set_font(name, points);
        content.set_horizontal_scaling(100.0 * length / (width / UNITS * points));
        content.set_text_matrix(matrix).show(Str(&codes));
    }
    content.end_text();
}

/// From the bottom left.
fn in_points(b: &BBox, (width, height): (f32, f32)) -> BBox {
    BBox::new(b.x * width, (1.0 - b.bottom()) * height, b.width * width, b.height * height)
}

/// The box less what it needs to keep from the next word of its line.
fn set_off(b: BBox, next: &BBox) -> BBox {
    let follows = (b.center_y() - next.center_y()).abs() < b.height / 2.0 && next.x > b.x;
    let wanted = WHITE * b.height - (next.x - b.right());
    let given = if follows { wanted.clamp(0.0, GIVEN_UP * b.width) } else { 0.0 };
    BBox::new(b.x, b.y, b.width - given, b.height)
}

fn is_drawable(word: &Word) -> bool {
    let b = word.bbox;
    let finite = [b.x, b.y, b.width, b.height].iter().all(|n| n.is_finite());
    finite && b.width > 0.0 && b.height > 0.0 && !word.text.trim().is_empty()
}
