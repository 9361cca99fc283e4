//! Where text stands: the detector's map of probabilities, and the regions in it.

use super::letters;
use super::models::Ocr;
use super::pixels::Pixels;
use super::regions::{self, Region};
use image::RgbImage;
use image::imageops::{self, FilterType};
use rten_tensor::NdTensor;
use rten_tensor::prelude::*;

/// The detector sees the page at this many pixels along its longer side; 2,000 took 60 % longer and found no more.
const LONG_SIDE: f32 = 1_280.0;

/// A long till receipt keeps at least this many pixels across, or its letters vanish.
const SHORT_SIDE: f32 = 480.0;

/// Memory grows with the area: not even a till receipt gets a longer side.
const LONG_SIDE_AT_MOST: f32 = 3_200.0;

/// Letters of this height (pixels) are found as well as larger ones; at three quarters of it some lines are lost.
const LETTERS: f32 = 12.0;

/// Not even the largest print is shrunk by more: what is small among it still has to be seen.
const LARGE_PRINT: f32 = 0.5;

/// The network halves its input five times.
const MULTIPLE: f32 = 32.0;

impl Ocr {
    /// The text regions of the picture, in its pixels.
    pub(super) fn detect(&self, pixels: &Pixels) -> Vec<Region> {
        let (width, height) = (pixels.full().width() as f32, pixels.full().height() as f32);
        let small = input(pixels);
        let input = planes(small.as_raw(), small.width() as usize, small.height() as usize);
        drop(small);
        let seen = self.detector.run_one(input.view().into(), None).map(NdTensor::<f32, 4>::try_from);
        let Ok(Ok(map)) = seen else {
            tracing::error!("the text detector does not fit the program");
            return Vec::new();
        };
        let [_, _, rows, columns] = map.shape();
        let scale = (width / columns as f32, height / rows as f32);
        regions::find(&map.to_vec(), columns, rows).into_iter().map(|region| region.scaled(scale)).collect()
    }
}

/// The page as small as its letters allow.
fn input(pixels: &Pixels) -> RgbImage {
    let full = pixels.full();
    let (w, h) = input_size(full.width() as f32, full.height() as f32);
    let page = imageops::resize(pixels.level(full.width() as f32 / w as f32), w, h, FilterType::Triangle);
    let shrink = letters::height(&page).map_or(1.0, |height| (LETTERS / height).clamp(LARGE_PRINT, 1.0));
    let smaller = (side(w as f32 * shrink), side(h as f32 * shrink));
    if smaller == (w, h) { page } else { imageops::resize(&page, smaller.0, smaller.1, FilterType::Triangle) }
}

fn input_size(width: f32, height: f32) -> (u32, u32) {
    let (long, short) = (width.max(height), width.min(height));
    let scale = (LONG_SIDE / long).max(SHORT_SIDE / short).min(LONG_SIDE_AT_MOST / long).min(1.0);
    (side(width * scale), side(height * scale))
}

fn side(pixels: f32) -> u32 {
    ((pixels / MULTIPLE).round().max(1.0) * MULTIPLE) as u32
}

/// Interleaved RGB bytes as the three planes blue, green, red in −1 … 1 that the networks were trained on.
fn planes(rgb: &[u8], width: usize, height: usize) -> NdTensor<f32, 4> {
    let area = width * height;
    let mut data = vec![0.0; 3 * area];
    let (blue, rest) = data.split_at_mut(area);
    let (green, red) = rest.split_at_mut(area);
    for (((pixel, b), g), r) in rgb.chunks_exact(3).zip(blue).zip(green).zip(red) {
        *r = f32::from(pixel[0]) / 127.5 - 1.0;
        *g = f32::from(pixel[1]) / 127.5 - 1.0;
        *b = f32::from(pixel[2]) / 127.5 - 1.0;
    }
    NdTensor::from_data([1, 3, height, width], data)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_input_is_bounded_and_a_multiple() {
        assert_eq!(input_size(2480.0, 3508.0), (896, 1280));
        assert_eq!(input_size(640.0, 480.0), (640, 480));
        // A till receipt of 1 : 5 keeps its width.
        assert_eq!(input_size(800.0, 4000.0), (480, 2400));
        assert_eq!(input_size(10.0, 100_000.0), (32, 3200));
    }

    #[test]
    fn planes_are_blue_green_red() {
        let tensor = planes(&[255, 0, 127, 0, 255, 127], 2, 1);
        assert_eq!(tensor.to_vec()[2..], [-1.0, 1.0, 1.0, -1.0]);
        assert!(tensor.to_vec()[..2].iter().all(|blue| blue.abs() < 0.01));
    }
}
