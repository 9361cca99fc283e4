//! Recognition: PP-OCRv6 finds the lines in a picture, then spells each one.

mod crop;
mod ctc;
mod detect;
mod direction;
mod head;
mod letters;
mod models;
mod pixels;
mod regions;
mod spell;

use crate::domain::page::{BBox, Word};
use crate::pipeline::extract::read::rows::reading_order;
use direction::Direction;
use image::RgbImage;
pub(super) use models::Ocr;
use pixels::Pixels;
use regions::Region;
use spell::Line;

/// Recognition below this mean confidence is noise: texture, logos, handwriting strokes.
const NOISE: f32 = 0.5;

/// Below this a line was seen but hardly understood; a page full of them is in a script that the alphabet lacks.
const DOUBTFUL: f32 = 0.7;

/// So many of the lines have to be doubtful before another engine is asked.
const FOREIGN_SHARE: f32 = 0.25;

/// A line this many times longer than thick has an angle worth trusting.
const LONG_LINE: f32 = 3.0;

/// The words of one picture.
pub(super) struct Recognised {
    /// In reading order, boxes as fractions of the picture.
    pub words: Vec<Word>,
    /// Many lines were seen but hardly understood.
    pub foreign: bool,
}

impl Ocr {
    /// Never fails: a picture without text has no words.
    pub fn recognise(&self, image: &RgbImage) -> Recognised {
        let pixels = Pixels::new(image);
        let mut regions = self.detect(&pixels);
        let (direction, lines) = self.read_in_direction(&pixels, &mut regions);
        let words: Vec<Word> = regions.iter().zip(&lines).flat_map(|(region, line)| words(region, line)).collect();
        let boxes: Vec<BBox> = words.iter().map(|word| direction.upright(&word.bbox)).collect();
        let (width, height) = (image.width() as f32, image.height() as f32);
        let words = reading_order(&boxes, slope(&regions, direction))
            .into_iter()
            .map(|i| Word { bbox: fraction(&words[i].bbox, width, height), ..words[i].clone() })
            .collect();
        let doubtful = lines.iter().filter(|line| line.confidence < DOUBTFUL).count();
        Recognised { words, foreign: doubtful as f32 > FOREIGN_SHARE * lines.len() as f32 }
    }
}

/// The line's words with boxes in pixels; none where it is noise.
fn words(region: &Region, line: &Line) -> impl Iterator<Item = Word> {
    let spelled = if line.confidence < NOISE { &[] } else { line.words.as_slice() };
    spelled.iter().map(|word| Word {
        text: word.text.clone(),
        bbox: region.part(word.from, word.to),
        confidence: word.confidence,
        bold: false,
    })
}

/// How far the lines of the page sink per pixel along them: the median of the long ones.
fn slope(regions: &[Region], direction: Direction) -> f32 {
    let mut slopes: Vec<f32> = regions
        .iter()
        .filter(|r| r.length() > LONG_LINE * r.thickness() && direction.is_along(r))
        .map(|r| direction.slope(r))
        .collect();
    slopes.sort_by(f32::total_cmp);
    slopes.get(slopes.len() / 2).copied().unwrap_or(0.0)
}

fn fraction(b: &BBox, width: f32, height: f32) -> BBox {
    let (x, y) = ((b.x / width).clamp(0.0, 1.0), (b.y / height).clamp(0.0, 1.0));
    let (right, bottom) = ((b.right() / width).clamp(0.0, 1.0), (b.bottom() / height).clamp(0.0, 1.0));
    BBox::new(x, y, right - x, bottom - y)
}
