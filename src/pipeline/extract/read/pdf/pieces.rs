//! Glyphs that belong together: followed as they were drawn, then joined along each line.

use super::content::Glyph;

/// A gap wider than this share of the font size ends a word. Kerning stays below 0.13; invoices put label and amount
/// 0.15 apart, and of 68 gaps between 0.08 and 0.18 in 153 pages all were such.
const WORD_GAP: f32 = 0.14;

/// Kerning may pull the next glyph back by this share of the font size; more is another piece of text.
const OVERLAP: f32 = 0.3;

/// Glyphs whose baselines differ by less than this share of the font size stand on one line.
const BASELINE: f32 = 0.2;

/// Two copies closer than this share of the font size are one text, printed twice to look bold.
const OVERPRINT: f32 = 0.12;

/// A glyph that moves the pen by less than this share of the font size is no space.
const NO_ADVANCE: f32 = 0.02;

/// Widely set words: how many letters at least, how evenly set (in ems), and how far apart.
const TRACKED_LETTERS: usize = 5;
const TRACKING_EVEN: f32 = 0.35;
const TRACKING_GAP: f32 = 0.8;

/// A stretch of glyphs in the frame of its angle: `x` along the text, `y` down across it.
#[derive(Clone, Debug)]
pub(super) struct Piece {
    pub text: String,
    pub left: f32,
    pub right: f32,
    pub baseline: f32,
    pub size: f32,
    pub bold: bool,
    space_before: bool,
    space_after: bool,
}

/// The pieces of text that `glyphs` make, in no particular order; `turn` maps a point into the frame of their angle.
pub(super) fn of(glyphs: &[&Glyph], turn: impl Fn(f32, f32) -> (f32, f32)) -> Vec<Piece> {
    joined(tightened(drawn(glyphs, turn)))
}

/// Follows the drawing order: a piece goes on while the next glyph begins where the last one ended.
fn drawn(glyphs: &[&Glyph], turn: impl Fn(f32, f32) -> (f32, f32)) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    let mut open = false;
    let mut space_before = false;
    for glyph in glyphs {
        let (x, y) = turn(glyph.x, glyph.y);
        let end = turn(glyph.x + glyph.dx, glyph.y + glyph.dy).0;
        let (left, right) = (x.min(end), x.max(end));
        if glyph.text.trim().is_empty() {
            // A space moves the pen. What does not is a mark above a letter that the font has no character for.
            if right - left < NO_ADVANCE * glyph.size {
                continue;
            }
            if let (true, Some(last)) = (open, pieces.last_mut()) {
                last.space_after = true;
            }
            (open, space_before) = (false, true);
            continue;
        }
        match pieces.last_mut().filter(|last| open && follows(last, left, y, glyph.size)) {
            Some(last) => {
                last.text.push_str(&glyph.text);
                last.right = last.right.max(right);
                last.size = last.size.max(glyph.size);
                last.bold &= glyph.bold;
            }
            None => pieces.push(Piece {
                text: glyph.text.clone(),
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

fn follows(last: &Piece, left: f32, baseline: f32, size: f32) -> bool {
    let em = last.size.max(size);
    let gap = left - last.right;
    (baseline - last.baseline).abs() < BASELINE * em && gap < WORD_GAP * em && gap > -OVERLAP * em
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
    follows(last, piece.left, piece.baseline, piece.size) && piece.right > last.right
}
