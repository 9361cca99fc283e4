//! How tall the letters of a page are, from its dark patches: pages in large print need fewer pixels.

use super::regions;
use image::RgbImage;

/// Half the side of the square around a pixel that tells how light the paper is there.
const AROUND: usize = 12;

/// Ink is darker than the paper around it by this share of the paper's lightness.
const INK: f32 = 0.12;

/// Patches lower than this (pixels) are specks, higher ones pictures.
const HEIGHTS: std::ops::RangeInclusive<usize> = 4..=100;

/// A patch this many times wider than high is a rule.
const WIDE: usize = 10;

/// So much of the writing (by its width) may be smaller than the answer.
const SMALL_PRINT: f32 = 0.25;

/// Fewer patches than this are no text to go by.
const PATCHES_AT_LEAST: usize = 40;

/// The height in pixels of the smaller letters, as far as there is enough text to tell.
pub(super) fn height(page: &RgbImage) -> Option<f32> {
    let (width, height) = (page.width() as usize, page.height() as usize);
    let gray: Vec<u8> = page
        .as_raw()
        .chunks_exact(3)
        .map(|p| ((u16::from(p[0]) + 2 * u16::from(p[1]) + u16::from(p[2])) / 4) as u8)
        .collect();
    let mut patches: Vec<(usize, usize)> = regions::patches(&ink(&gray, width, height), width, height)
        .into_iter()
        .filter(|(w, h)| HEIGHTS.contains(h) && *w <= WIDE * h)
        .collect();
    if patches.len() < PATCHES_AT_LEAST {
        return None;
    }
    patches.sort_by_key(|&(_, height)| height);
    let all: usize = patches.iter().map(|&(width, _)| width).sum();
    let mut passed = 0;
    let reached = |&&(width, _): &&(usize, usize)| {
        passed += width;
        passed as f32 >= SMALL_PRINT * all as f32
    };
    patches.iter().find(reached).map(|&(_, height)| height as f32)
}

/// 1 where there is ink, 0 where there is paper.
fn ink(gray: &[u8], width: usize, height: usize) -> Vec<f32> {
    // Sums over all pixels above and to the left make every square's mean four look-ups.
    let stride = width + 1;
    let mut sums = vec![0u32; stride * (height + 1)];
    for y in 0..height {
        let mut row = 0;
        for x in 0..width {
            row += u32::from(gray[y * width + x]);
            sums[(y + 1) * stride + x + 1] = sums[y * stride + x + 1].wrapping_add(row);
        }
    }
    let mut ink = vec![0.0; width * height];
    for y in 0..height {
        let (top, bottom) = (y.saturating_sub(AROUND), (y + AROUND + 1).min(height));
        for x in 0..width {
            let (left, right) = (x.saturating_sub(AROUND), (x + AROUND + 1).min(width));
            let sum = sums[bottom * stride + right]
                .wrapping_add(sums[top * stride + left])
                .wrapping_sub(sums[top * stride + right])
                .wrapping_sub(sums[bottom * stride + left]);
            let paper = sum as f32 / ((bottom - top) * (right - left)) as f32;
            if f32::from(gray[y * width + x]) < (1.0 - INK) * paper {
                ink[y * width + x] = 1.0;
            }
        }
    }
    ink
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::Rgb;

    /// Rows of bars as high as letters, three wide, on paper of some lightness.
    fn page(height: u32, ink: u8, paper: u8) -> RgbImage {
        let bar = |x: u32, y: u32| x % 8 < 3 && y % (2 * height) < height;
        RgbImage::from_fn(400, 400, |x, y| Rgb([if bar(x, y) { ink } else { paper }; 3]))
    }

    #[test]
    fn letters_are_measured_on_white_and_on_grey_paper() {
        assert_eq!(super::height(&page(10, 0, 255)), Some(10.0));
        assert_eq!(super::height(&page(20, 90, 140)), Some(20.0));
    }

    #[test]
    fn an_empty_page_has_no_letters() {
        assert_eq!(super::height(&page(10, 250, 250)), None);
    }
}
