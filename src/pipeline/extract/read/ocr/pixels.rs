//! A picture in several sizes, so that shrinking a part of it does not skip pixels.

use image::{RgbImage, imageops};

/// The picture, and half, quarter … of it.
pub(super) struct Pixels<'p> {
    full: &'p RgbImage,
    halves: Vec<RgbImage>,
}

/// Lines are never thicker than what this many halvings bring down to the recogniser's height.
const HALVINGS: usize = 3;

impl<'p> Pixels<'p> {
    pub fn new(full: &'p RgbImage) -> Self {
        let mut halves: Vec<RgbImage> = Vec::with_capacity(HALVINGS);
        for _ in 0..HALVINGS {
            let last = halves.last().unwrap_or(full);
            halves.push(imageops::thumbnail(last, (last.width() / 2).max(1), (last.height() / 2).max(1)));
        }
        Self { full, halves }
    }

    /// The smallest size in which a step of `step` pixels of the full picture is still at least one pixel.
    pub fn level(&self, step: f32) -> &RgbImage {
        let halvings = (step.max(1.0).log2() as usize).min(HALVINGS);
        if halvings == 0 { self.full } else { &self.halves[halvings - 1] }
    }

    pub fn full(&self) -> &RgbImage {
        self.full
    }
}
