//! A picture as plain bytes in several sizes, so that shrinking a part of it does not skip pixels.

use image::DynamicImage;

/// RGB rows of one size.
pub(super) struct Level {
    pub rgb: Vec<u8>,
    pub width: usize,
    pub height: usize,
}

/// The picture, then half, quarter … of it.
pub(super) struct Pixels(Vec<Level>);

/// Lines are never thicker than what this many halvings bring down to the recogniser's height.
const LEVELS: usize = 4;

impl Pixels {
    pub fn new(image: &DynamicImage) -> Self {
        let mut levels = vec![Level::new(image.to_rgb8())];
        let mut image = image.thumbnail_exact((image.width() / 2).max(1), (image.height() / 2).max(1));
        while levels.len() < LEVELS {
            levels.push(Level::new(image.to_rgb8()));
            image = image.thumbnail_exact((image.width() / 2).max(1), (image.height() / 2).max(1));
        }
        Self(levels)
    }

    /// The smallest size in which a step of `step` pixels of the full picture is still at least one pixel.
    pub fn level(&self, step: f32) -> &Level {
        let halvings = step.max(1.0).log2() as usize;
        &self.0[halvings.min(LEVELS - 1)]
    }

    pub fn full(&self) -> &Level {
        &self.0[0]
    }
}

impl Level {
    fn new(image: image::RgbImage) -> Self {
        let (width, height) = (image.width() as usize, image.height() as usize);
        Self { rgb: image.into_raw(), width, height }
    }
}
