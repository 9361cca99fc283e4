//! Glyphs become words: by angle, along each baseline, split at spaces and gaps.

use super::content::Glyph;
use super::pieces::{self, Piece};
use crate::domain::page::{BBox, Word};
use crate::pipeline::extract::read::rows::reading_order;
use std::collections::BTreeMap;

/// Fonts reach about this far above and below the baseline, in shares of their size.
const ASCENT: f32 = 0.74;
const DESCENT: f32 = 0.22;

/// The words of a page in reading order: text in the page's main direction first, then the turned pieces.
pub(super) fn assemble<'g>(glyphs: &[&'g Glyph], width: f32, height: f32) -> Vec<Word> {
    let mut by_angle: BTreeMap<i32, Vec<&'g Glyph>> = BTreeMap::new();
    let mut degrees = 0;
    for &glyph in glyphs {
        degrees = angle(glyph).unwrap_or(degrees);
        by_angle.entry(degrees).or_default().push(glyph);
    }
    let mut groups: Vec<_> = by_angle.into_iter().collect();
    groups.sort_by_key(|(_, glyphs)| std::cmp::Reverse(glyphs.len()));
    groups.into_iter().flat_map(|(degrees, glyphs)| words_at(degrees, &glyphs, width, height)).collect()
}

/// In whole degrees, so that rounding errors of one line stay together; accents that do not move the pen have none.
fn angle(glyph: &Glyph) -> Option<i32> {
    let moves = glyph.dx != 0.0 || glyph.dy != 0.0;
    moves.then(|| (glyph.dy.atan2(glyph.dx).to_degrees().round() as i32).rem_euclid(360))
}

fn words_at(degrees: i32, glyphs: &[&Glyph], width: f32, height: f32) -> Vec<Word> {
    let (sin, cos) = (degrees as f32).to_radians().sin_cos();
    let pieces = pieces::of(glyphs, |x, y| (x * cos + y * sin, y * cos - x * sin));
    let boxes: Vec<BBox> = pieces
        .iter()
        .map(|p| BBox::new(p.left, p.baseline - ASCENT * p.size, p.right - p.left, (ASCENT + DESCENT) * p.size))
        .collect();
    reading_order(&boxes, 0.0)
        .into_iter()
        .filter_map(|i| {
            let on_page = turned_back(&boxes[i], sin, cos);
            let bbox = BBox::new(on_page.x / width, on_page.y / height, on_page.width / width, on_page.height / height);
            let middle_is_on_page = (0.0..=1.0).contains(&bbox.center_x()) && (0.0..=1.0).contains(&bbox.center_y());
            let Piece { text, bold, .. } = &pieces[i];
            // Fonts draw sara am in two parts; people type it as one.
            let text = text.trim().replace("\u{e4d}\u{e32}", "\u{e33}");
            middle_is_on_page.then(|| Word { text, bbox: clamped(bbox), confidence: 1.0, bold: *bold })
        })
        .collect()
}

/// The upright box around a box of the turned frame.
fn turned_back(b: &BBox, sin: f32, cos: f32) -> BBox {
    let corner = |x: f32, y: f32| BBox::new(x * cos - y * sin, x * sin + y * cos, 0.0, 0.0);
    let (r, low) = (b.right(), b.bottom());
    corner(b.x, b.y).union(&corner(r, b.y)).union(&corner(b.x, low)).union(&corner(r, low))
}

fn clamped(b: BBox) -> BBox {
    let (x, y) = (b.x.clamp(0.0, 1.0), b.y.clamp(0.0, 1.0));
    BBox::new(x, y, b.right().clamp(0.0, 1.0) - x, b.bottom().clamp(0.0, 1.0) - y)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Text of 10 points, each glyph 5 wide, from (x, y) on, turned by `degrees`.
    fn draw(text: &str, x: f32, y: f32, degrees: f32) -> Vec<Glyph> {
        set(text, 5.0, x, y, degrees)
    }

    /// The same with letters `pitch` apart.
    fn set(text: &str, pitch: f32, x: f32, y: f32, degrees: f32) -> Vec<Glyph> {
        let (sin, cos) = degrees.to_radians().sin_cos();
        let (dx, dy, size, bold, hidden) = (5.0 * cos, 5.0 * sin, 10.0, false, false);
        let glyph = |(i, c): (usize, char)| {
            let (x, y) = (x + pitch / 5.0 * dx * i as f32, y + pitch / 5.0 * dy * i as f32);
            Glyph { text: c.to_string(), x, y, dx, dy, size, bold, hidden }
        };
        text.chars().enumerate().map(glyph).collect()
    }

    fn assembled(glyphs: &[Glyph]) -> Vec<Word> {
        assemble(&glyphs.iter().collect::<Vec<_>>(), 200.0, 100.0)
    }

    fn texts(glyphs: &[Glyph]) -> Vec<String> {
        assembled(glyphs).into_iter().map(|word| word.text).collect()
    }

    #[test]
    fn spaces_and_gaps_end_words_and_kerning_does_not() {
        assert_eq!(texts(&draw("Total due", 10.0, 20.0, 0.0)), ["Total", "due"]);
        let mut kerned = draw("Ver", 10.0, 20.0, 0.0);
        kerned.extend(draw("käufer", 26.3, 20.0, 0.0)); // 1.3 points = 0.13 em
        assert_eq!(texts(&kerned), ["Verkäufer"]);
        let mut apart = draw("Ver", 10.0, 20.0, 0.0);
        apart.extend(draw("käufer", 27.0, 20.0, 0.0)); // 0.2 em
        assert_eq!(texts(&apart), ["Ver", "käufer"]);
    }

    #[test]
    fn cells_that_almost_touch_stay_apart() {
        let mut cells = draw("Price", 10.0, 20.0, 0.0);
        cells.extend(draw("5.00", 36.5, 20.0, 0.0)); // 0.15 em
        assert_eq!(texts(&cells), ["Price", "5.00"]);
    }

    #[test]
    fn widely_set_words_are_words() {
        assert_eq!(texts(&set("INVOICE", 8.0, 10.0, 20.0, 0.0)), ["INVOICE"]);
        assert_eq!(texts(&draw("I N V O I C E", 10.0, 20.0, 0.0)), ["INVOICE"]);
        assert_eq!(texts(&draw("1 2 3 4 5 6", 10.0, 20.0, 0.0)), ["1", "2", "3", "4", "5", "6"]);
        assert_eq!(texts(&draw("A to B or C", 10.0, 20.0, 0.0)), ["A", "to", "B", "or", "C"]);
    }

    #[test]
    fn drawing_order_does_not_matter() {
        let mut glyphs = draw("9.50", 150.0, 40.0, 0.0);
        glyphs.extend(draw("No.", 10.0, 20.0, 0.0));
        glyphs.extend(draw("17", 15.0, 40.0, 0.0));
        glyphs.extend(draw("x", 10.0, 40.0, 0.0));
        assert_eq!(texts(&glyphs), ["No.", "x17", "9.50"]);
    }

    #[test]
    fn a_narrow_space_glyph_still_ends_a_word() {
        let mut glyphs = draw("a b", 10.0, 20.0, 0.0);
        glyphs[1].dx = 1.0;
        glyphs[2].x = 16.0;
        assert_eq!(texts(&glyphs), ["a", "b"]);
    }

    #[test]
    fn a_mark_without_a_character_does_not_split_the_word_and_sara_am_is_one_letter() {
        let mut glyphs = draw("น \u{e4d}\u{e32}", 10.0, 20.0, 0.0);
        glyphs[1].dx = 0.0;
        for (i, glyph) in glyphs[2..].iter_mut().enumerate() {
            glyph.x = 15.0 + 5.0 * i as f32;
        }
        assert_eq!(texts(&glyphs), ["นำ"]);
    }

    #[test]
    fn text_printed_twice_is_one_bold_word() {
        let mut glyphs = draw("Total", 10.0, 20.0, 0.0);
        glyphs.extend(draw("Total", 10.3, 20.0, 0.0));
        let words = assembled(&glyphs);
        assert_eq!(words.len(), 1);
        assert!(words[0].bold);
    }

    #[test]
    fn turned_text_stays_whole_and_keeps_its_place() {
        let mut glyphs = draw("Margin note", 30.0, 90.0, -90.0);
        glyphs.extend(draw("A first line here", 50.0, 20.0, 0.0));
        let words = assembled(&glyphs);
        let all: Vec<_> = words.iter().map(|word| word.text.as_str()).collect();
        assert_eq!(all, ["A", "first", "line", "here", "Margin", "note"]);
        // Upwards from y 90: six letters reach y 60; the ascent points to the left.
        let b = words[4].bbox;
        let near = |a: f32, b: f32| (a - b).abs() < 1e-3;
        assert!(near(b.x, 22.6 / 200.0) && near(b.right(), 32.2 / 200.0), "{b:?}");
        assert!(near(b.y, 60.0 / 100.0) && near(b.bottom(), 90.0 / 100.0), "{b:?}");
    }

    #[test]
    fn text_outside_of_the_page_is_not_on_it() {
        assert_eq!(texts(&draw("gone", 10.0, 140.0, 0.0)), Vec::<String>::new());
    }
}
