//! Glyphs become words: by angle, along each baseline, split at spaces and gaps.

use super::content::Glyph;
use crate::domain::page::{BBox, Word};
use crate::pipeline::extract::read::rows::reading_order;
use std::collections::BTreeMap;

/// A gap wider than this share of the font size ends a word. Measured over 170 PDFs: 0.24 splits too little.
const WORD_GAP: f32 = 0.18;

/// Between two pieces of text that were placed apart, already this much: cells may stand 0.15 em from each other.
const RUN_GAP: f32 = 0.14;

/// Kerning may pull the next glyph back by this share of the font size; more is another piece of text.
const OVERLAP: f32 = 0.3;

/// Glyphs whose baselines differ by less than this share of the font size stand on one line.
const BASELINE: f32 = 0.2;

/// Fonts reach about this far above and below the baseline, in shares of their size.
const ASCENT: f32 = 0.74;
const DESCENT: f32 = 0.22;

/// Two copies closer than this share of the font size are one text, printed twice to look bold.
const OVERPRINT: f32 = 0.12;

/// Widely set words: how many letters at least, how evenly set (in ems), and how far apart.
const TRACKED_LETTERS: usize = 5;
const TRACKING_EVEN: f32 = 0.35;
const TRACKING_GAP: f32 = 0.8;

/// A stretch of glyphs in the frame of its angle: `x` along the text, `y` down across it.
#[derive(Clone, Debug)]
struct Piece {
    text: String,
    /// Which piece of text of the drawing program it was begun in.
    run: u32,
    left: f32,
    right: f32,
    baseline: f32,
    size: f32,
    bold: bool,
    space_before: bool,
    space_after: bool,
}

/// The words of a page in reading order: text in the page's main direction first, then the turned pieces.
pub(super) fn assemble<'g>(glyphs: &[&'g Glyph], width: f32, height: f32) -> Vec<Word> {
    let mut by_angle: BTreeMap<i32, Vec<&'g Glyph>> = BTreeMap::new();
    for &glyph in glyphs {
        by_angle.entry(angle(glyph)).or_default().push(glyph);
    }
    let mut groups: Vec<_> = by_angle.into_iter().collect();
    groups.sort_by_key(|(_, glyphs)| std::cmp::Reverse(glyphs.len()));
    groups.into_iter().flat_map(|(degrees, glyphs)| words_at(degrees, &glyphs, width, height)).collect()
}

/// In whole degrees, so that rounding errors of one line stay together.
fn angle(glyph: &Glyph) -> i32 {
    if glyph.dx == 0.0 && glyph.dy == 0.0 { 0 } else { (glyph.dy.atan2(glyph.dx).to_degrees().round() as i32) % 360 }
}

fn words_at(degrees: i32, glyphs: &[&Glyph], width: f32, height: f32) -> Vec<Word> {
    let (sin, cos) = (degrees as f32).to_radians().sin_cos();
    let pieces = joined(tightened(pieces(glyphs, |x, y| (x * cos + y * sin, y * cos - x * sin))));
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
            middle_is_on_page.then(|| Word { text: text.clone(), bbox: clamped(bbox), confidence: 1.0, bold: *bold })
        })
        .collect()
}

/// Follows the drawing order: a piece goes on while the next glyph begins where the last one ended.
fn pieces(glyphs: &[&Glyph], turn: impl Fn(f32, f32) -> (f32, f32)) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    let mut open = false;
    let mut space_before = false;
    for glyph in glyphs {
        let (x, y) = turn(glyph.x, glyph.y);
        let end = turn(glyph.x + glyph.dx, glyph.y + glyph.dy).0;
        let (left, right) = (x.min(end), x.max(end));
        if glyph.text.trim().is_empty() {
            if let (true, Some(last)) = (open, pieces.last_mut()) {
                last.space_after = true;
            }
            (open, space_before) = (false, true);
            continue;
        }
        match pieces.last_mut().filter(|last| open && follows(last, glyph.run, left, y, glyph.size)) {
            Some(last) => {
                last.text.push_str(&glyph.text);
                last.right = last.right.max(right);
                last.run = glyph.run;
                last.size = last.size.max(glyph.size);
                last.bold &= glyph.bold;
            }
            None => pieces.push(Piece {
                text: glyph.text.clone(),
                run: glyph.run,
                left,
                right,
                baseline: y,
                size: glyph.size,
                bold: glyph.bold,
                space_before,
                space_after: false,
            }),
        }
        (open, space_before) = (true, false);
        // "Total due" may be one glyph's text when a font maps it so.
        if glyph.text.ends_with(char::is_whitespace) {
            open = false;
        }
    }
    pieces
}

fn follows(last: &Piece, run: u32, left: f32, baseline: f32, size: f32) -> bool {
    let em = last.size.max(size);
    let gap = left - last.right;
    let allowed = if last.run == run { WORD_GAP } else { RUN_GAP };
    (baseline - last.baseline).abs() < BASELINE * em && gap < allowed * em && gap > -OVERLAP * em
}

/// Letters set wide apart ("I N V O I C E") are one word: single letters at one distance, five or more of them.
fn tightened(pieces: Vec<Piece>) -> Vec<Piece> {
    let mut words: Vec<Piece> = Vec::new();
    let mut rest = pieces.as_slice();
    while let [first, ..] = rest {
        let letters = tracked_letters(rest);
        let (head, tail) = rest.split_at(letters);
        let last = &head[letters - 1];
        let text = head.iter().map(|piece| piece.text.as_str()).collect();
        words.push(Piece { text, right: last.right, space_after: last.space_after, ..first.clone() });
        rest = tail;
    }
    words
}

/// How many of the first pieces belong to one widely set word; 1 where there is none.
fn tracked_letters(pieces: &[Piece]) -> usize {
    let Some(distance) = pieces.get(1).map(|second| second.left - pieces[0].left) else { return 1 };
    let spaced = pieces[0].space_after;
    let is_letter = |p: &Piece| {
        let mut characters = p.text.chars();
        let c = characters.next();
        // With real spaces between them only letters make a word: "1 2 3 4 5" is a scale.
        characters.next().is_none() && c.is_some_and(|c| !spaced || c.is_alphabetic())
    };
    let belongs = |pair: &[Piece]| {
        let [a, b] = pair else { return false };
        let even = TRACKING_EVEN * a.size;
        is_letter(b)
            && a.space_after == spaced
            && (b.baseline - a.baseline).abs() < even
            && ((b.left - a.left) - distance).abs() < even
            && b.left - a.right < TRACKING_GAP * a.size
            && b.left > a.right
    };
    let letters = 1 + pieces.windows(2).take_while(|pair| belongs(pair)).count();
    if is_letter(&pieces[0]) && letters >= TRACKED_LETTERS { letters } else { 1 }
}

/// Puts pieces together that touch on one line although they were drawn apart, and drops overprints.
fn joined(mut pieces: Vec<Piece>) -> Vec<Piece> {
    pieces.sort_by(|a, b| a.baseline.total_cmp(&b.baseline));
    let mut lines: Vec<Vec<Piece>> = Vec::new();
    for piece in pieces {
        match lines.last_mut() {
            Some(line)
                if line.last().is_some_and(|p| piece.baseline - p.baseline < BASELINE * p.size.min(piece.size)) =>
            {
                line.push(piece);
            }
            _ => lines.push(vec![piece]),
        }
    }
    let mut words: Vec<Piece> = Vec::new();
    for mut line in lines {
        line.sort_by(|a, b| a.left.total_cmp(&b.left));
        let start = words.len();
        for piece in line {
            match words[start..].last_mut() {
                Some(last) if last.text == piece.text && (piece.left - last.left).abs() < OVERPRINT * piece.size => {
                    last.bold = true;
                }
                Some(last) if !last.space_after && !piece.space_before && joins(last, &piece) => {
                    last.text.push_str(&piece.text);
                    last.right = last.right.max(piece.right);
                    last.run = piece.run;
                    last.size = last.size.max(piece.size);
                    last.bold &= piece.bold;
                    last.space_after = piece.space_after;
                }
                _ => words.push(piece),
            }
        }
    }
    words
}

fn joins(last: &Piece, piece: &Piece) -> bool {
    follows(last, piece.run, piece.left, piece.baseline, piece.size) && piece.right > last.right
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
            Glyph { text: c.to_string(), x, y, dx, dy, size, bold, hidden, run: 0 }
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
        kerned.extend(draw("käufer", 26.7, 20.0, 0.0)); // 1.7 points = 0.17 em
        assert_eq!(texts(&kerned), ["Verkäufer"]);
        let mut apart = draw("Ver", 10.0, 20.0, 0.0);
        apart.extend(draw("käufer", 27.0, 20.0, 0.0)); // 0.2 em
        assert_eq!(texts(&apart), ["Ver", "käufer"]);
    }

    #[test]
    fn cells_that_almost_touch_stay_apart() {
        let mut cells = draw("Price", 10.0, 20.0, 0.0);
        let mut second = draw("5.00", 36.5, 20.0, 0.0); // 0.15 em
        assert_eq!(texts(&[cells.clone(), second.clone()].concat()), ["Price5.00"], "one run");
        second.iter_mut().for_each(|glyph| glyph.run = 1);
        cells.extend(second);
        assert_eq!(texts(&cells), ["Price", "5.00"], "two runs");
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
