//! Thai: PP-OCRv6 does not know the script, so Tesseract reads those pages, in a process of its own.

mod tesseract;

use super::rows::reading_order;
use crate::domain::page::{BBox, Word};
use image::RgbImage;

/// Latin letters and digits that PP-OCR is this sure of are better than Tesseract's.
const SURE: f32 = 0.9;

/// Two readings of one place: the smaller box lies in the other by more than this share.
const SAME_PLACE: f32 = 0.5;

/// Without so many Thai characters the page was not Thai but merely hard to read.
const THAI_CHARACTERS: usize = 10;

/// Thai is written without spaces; parts closer than this share of their line's height are one stretch. Letters stand
/// up to 0.19 apart, words from 0.25 on.
const JOINED: f32 = 0.22;

/// `words` with the Thai that they lack; unchanged where the page is not Thai or Tesseract is not there.
pub(super) fn completed(image: &RgbImage, words: Vec<Word>) -> Vec<Word> {
    let Some(tokens) = tesseract::read(image) else { return words };
    let thai = tokens.iter().flat_map(|t| t.text.chars()).filter(|&c| is_thai(c)).count();
    if thai < THAI_CHARACTERS {
        return words;
    }
    merged(words, &tokens, image.width() as f32, image.height() as f32)
}

/// What Tesseract made of one place, in pixels.
#[derive(Clone, Debug, PartialEq)]
struct Token {
    text: String,
    bbox: BBox,
    confidence: f32,
    /// Tesseract's line; parts of different lines never join.
    line: [u32; 4],
    /// A syllable's own box is low where it has no mark above or below.
    line_height: f32,
}

fn merged(words: Vec<Word>, tokens: &[Token], width: f32, height: f32) -> Vec<Word> {
    let in_pixels = |b: &BBox| BBox::new(b.x * width, b.y * height, b.width * width, b.height * height);
    let kept: Vec<Word> = words
        .into_iter()
        .filter(|word| word.confidence >= SURE)
        .map(|word| Word { bbox: in_pixels(&word.bbox), ..word })
        .filter(|word| !tokens.iter().any(|t| t.text.chars().any(is_thai) && overlap(&t.bbox, &word.bbox)))
        .collect();
    let missing = tokens.iter().filter(|t| !kept.iter().any(|word| overlap(&t.bbox, &word.bbox)));
    let mut all = stretches(missing);
    all.extend(kept);
    let boxes: Vec<BBox> = all.iter().map(|word| word.bbox).collect();
    let fraction = |b: &BBox| BBox::new(b.x / width, b.y / height, b.width / width, b.height / height);
    reading_order(&boxes, 0.0).into_iter().map(|i| Word { bbox: fraction(&boxes[i]), ..all[i].clone() }).collect()
}

/// Tesseract gives syllables; people and values know stretches between spaces.
fn stretches<'t>(tokens: impl Iterator<Item = &'t Token>) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let mut last: Option<&Token> = None;
    for token in tokens {
        let joins = |before: &Token| {
            before.line == token.line
                && token.bbox.x - before.bbox.right() < JOINED * token.line_height
                && is_thai_side(before.text.chars().next_back())
                && is_thai_side(token.text.chars().next())
        };
        match words.last_mut().filter(|_| last.is_some_and(joins)) {
            Some(word) => {
                word.text.push_str(&token.text);
                word.bbox = word.bbox.union(&token.bbox);
                word.confidence = word.confidence.min(token.confidence);
            }
            None => words.push(Word {
                text: token.text.clone(),
                bbox: token.bbox,
                confidence: token.confidence,
                bold: false,
            }),
        }
        last = Some(token);
    }
    for word in &mut words {
        // The sign AM comes taken apart; everybody types it whole.
        word.text = word.text.replace("\u{e4d}\u{e32}", "\u{e33}");
    }
    words
}

fn is_thai(c: char) -> bool {
    ('\u{e01}'..='\u{e5b}').contains(&c)
}

/// Brackets and the like lean on the Thai next to them; letters and digits of others do not.
fn is_thai_side(c: Option<char>) -> bool {
    c.is_some_and(|c| is_thai(c) || !c.is_alphanumeric())
}

fn overlap(a: &BBox, b: &BBox) -> bool {
    let width = a.right().min(b.right()) - a.x.max(b.x);
    let height = a.bottom().min(b.bottom()) - a.y.max(b.y);
    let smaller = (a.width * a.height).min(b.width * b.height);
    width > 0.0 && height > 0.0 && width * height > SAME_PLACE * smaller
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token(text: &str, x: f32, width: f32) -> Token {
        Token {
            text: text.into(),
            bbox: BBox::new(x, 10.0, width, 20.0),
            confidence: 0.9,
            line: [1; 4],
            line_height: 20.0,
        }
    }

    #[test]
    fn syllables_join_and_sure_latin_wins() {
        let tokens =
            [token("เลข", 0.0, 20.0), token("ท", 24.0, 6.0), token("ี่", 30.0, 1.0), token("1NV-2568", 50.0, 60.0)];
        let word = |text: &str, x: f32, width: f32, confidence: f32| Word {
            text: text.into(),
            bbox: BBox::new(x / 200.0, 0.1, width / 200.0, 0.2),
            confidence,
            bold: false,
        };
        let words =
            vec![word("Lavi", 0.0, 30.0, 0.95), word("INV-2568", 50.0, 60.0, 0.99), word("??", 150.0, 9.0, 0.4)];
        let merged = merged(words, &tokens, 200.0, 100.0);
        let texts: Vec<_> = merged.iter().map(|word| word.text.as_str()).collect();
        assert_eq!(texts, ["เลขที่", "INV-2568"]);
        assert_eq!(merged[0].bbox, BBox::new(0.0, 0.1, 31.0 / 200.0, 0.2));
    }

    #[test]
    fn the_sign_am_is_whole() {
        let words =
            stretches([token("จ", 0.0, 9.0), token("\u{e4d}", 9.0, 2.0), token("\u{e32}กัด", 10.0, 20.0)].iter());
        assert_eq!(words[0].text, "จำกัด");
    }
}
