//! Recognition: PP-OCRv6 finds the lines in a picture, then spells each one.

mod crop;
mod ctc;
mod detect;
mod models;
mod pixels;
mod regions;
mod spell;

use crate::domain::page::{BBox, Word};
use crate::pipeline::extract::read::rows::reading_order;
use image::DynamicImage;
pub(super) use models::Ocr;
use pixels::Pixels;
use regions::Region;

/// Recognition below this mean confidence is noise: texture, logos, handwriting strokes.
const LINE_CONFIDENCE: f32 = 0.5;

/// A line this many times wider than high has an angle worth trusting.
const LONG_LINE: f32 = 6.0;

/// The words of one picture.
pub(super) struct Recognised {
    /// In reading order, boxes as fractions of the picture.
    pub words: Vec<Word>,
    /// Lines that were found but could not be spelled with confidence.
    pub doubtful_lines: usize,
    pub lines: usize,
}

impl Ocr {
    /// Never fails: a picture without text has no words.
    pub fn recognise(&self, image: &DynamicImage) -> Recognised {
        let pixels = Pixels::new(image);
        let regions = self.detect(image);
        let spelled = self.spell(&pixels, &regions);
        let (width, height) = (image.width() as f32, image.height() as f32);
        let (mut words, mut doubtful_lines) = (Vec::new(), 0);
        for (region, line) in regions.iter().zip(&spelled) {
            if line.confidence < LINE_CONFIDENCE {
                doubtful_lines += 1;
                continue;
            }
            words.extend(line.words.iter().map(|word| Word {
                text: word.text.clone(),
                bbox: region.part(word.from, word.to),
                confidence: word.confidence,
                bold: false,
            }));
        }
        let boxes: Vec<BBox> = words.iter().map(|word: &Word| word.bbox).collect();
        let words = reading_order(&boxes, slope(&regions))
            .into_iter()
            .map(|i| {
                let b = &boxes[i];
                let (x, y) = ((b.x / width).clamp(0.0, 1.0), (b.y / height).clamp(0.0, 1.0));
                let (right, bottom) = ((b.right() / width).clamp(0.0, 1.0), (b.bottom() / height).clamp(0.0, 1.0));
                Word { bbox: BBox::new(x, y, right - x, bottom - y), ..words[i].clone() }
            })
            .collect();
        Recognised { words, doubtful_lines, lines: regions.len() }
    }
}

/// How far the lines of the page sink per pixel to the right: the median of the long ones.
fn slope(regions: &[Region]) -> f32 {
    let mut slopes: Vec<f32> = regions
        .iter()
        .filter(|r| r.length() > LONG_LINE * r.thickness() && r.along.0.abs() > r.along.1.abs())
        .map(|r| r.along.1 / r.along.0)
        .collect();
    slopes.sort_by(f32::total_cmp);
    slopes.get(slopes.len() / 2).copied().unwrap_or(0.0)
}
