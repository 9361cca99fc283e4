//! One line of text, straightened and scaled to the recogniser's height.

use super::pixels::Pixels;
use super::regions::Region;
use image::RgbImage;

/// The recogniser's input height.
pub(super) const HEIGHT: usize = 48;

/// Narrower input confuses the recogniser; wider padding only costs time.
pub(super) const MIN_WIDTH: usize = 64;

/// A line of 200 characters; longer ones are squeezed.
const MAX_WIDTH: usize = 3_200;

/// How wide the line is at the recogniser's height.
pub(super) fn width(region: &Region) -> usize {
    let width = HEIGHT as f32 * region.length() / region.thickness();
    (width.ceil() as usize).clamp(8, MAX_WIDTH)
}

/// Writes the line into three planes (blue, green, red in −1 … 1) of `stride` × [`HEIGHT`]; what is left stays 0.
pub(super) fn draw(pixels: &Pixels, region: &Region, width: usize, planes: &mut [f32], stride: usize) {
    let level = pixels.level(region.thickness() / HEIGHT as f32);
    let full = pixels.full();
    let (sx, sy) = (level.width() as f32 / full.width() as f32, level.height() as f32 / full.height() as f32);
    let (blue, rest) = planes.split_at_mut(HEIGHT * stride);
    let (green, red) = rest.split_at_mut(HEIGHT * stride);
    let step = (region.along.0 * sx / width as f32, region.along.1 * sy / width as f32);
    for y in 0..HEIGHT {
        let v = (y as f32 + 0.5) / HEIGHT as f32;
        // Pixel centres lie at halves.
        let mut px = (region.origin.0 + region.down.0 * v) * sx + step.0 * 0.5 - 0.5;
        let mut py = (region.origin.1 + region.down.1 * v) * sy + step.1 * 0.5 - 0.5;
        let row = y * stride;
        for x in row..row + width {
            let [r, g, b] = sample(level, px, py);
            (red[x], green[x], blue[x]) = (r / 127.5 - 1.0, g / 127.5 - 1.0, b / 127.5 - 1.0);
            px += step.0;
            py += step.1;
        }
    }
}

/// Bilinear; beyond the edge the edge goes on.
fn sample(level: &RgbImage, x: f32, y: f32) -> [f32; 3] {
    let (width, height) = (level.width() as usize, level.height() as usize);
    let x = x.clamp(0.0, (width - 1) as f32);
    let y = y.clamp(0.0, (height - 1) as f32);
    let (x0, y0) = (x as usize, y as usize);
    let (fx, fy) = (x - x0 as f32, y - y0 as f32);
    let right = if x0 + 1 < width { 3 } else { 0 };
    let below = if y0 + 1 < height { width * 3 } else { 0 };
    let i = (y0 * width + x0) * 3;
    let (p, rgb) = ([(1.0 - fx) * (1.0 - fy), fx * (1.0 - fy), (1.0 - fx) * fy, fx * fy], level.as_raw());
    let mix = |i: usize| {
        p[0] * f32::from(rgb[i])
            + p[1] * f32::from(rgb[i + right])
            + p[2] * f32::from(rgb[i + below])
            + p[3] * f32::from(rgb[i + below + right])
    };
    [mix(i), mix(i + 1), mix(i + 2)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::Rgb;

    #[test]
    fn a_tilted_line_comes_out_straight() {
        // A red band 20 high, sinking 1 in 5, on white.
        let image = RgbImage::from_fn(400, 200, |x, y| {
            let off = y as f32 - (50.0 + x as f32 * 0.2);
            if off.abs() < 10.0 { Rgb([255, 0, 0]) } else { Rgb([255, 255, 255]) }
        });
        let pixels = Pixels::new(&image);
        let region = Region { origin: (100.0, 60.0), along: (150.0, 30.0), down: (0.0, 20.0) };
        let mut planes = vec![0.0; 3 * HEIGHT * 100];
        draw(&pixels, &region, 80, &mut planes, 100);
        let at = |plane: usize, x: usize, y: usize| planes[(plane * HEIGHT + y) * 100 + x];
        for (x, y) in [(5, 10), (40, 24), (75, 38)] {
            assert!(at(2, x, y) > 0.99 && at(1, x, y) < -0.99 && at(0, x, y) < -0.99, "{x} {y}");
        }
        assert_eq!(at(0, 90, 24), 0.0, "beyond the line the padding stays");
    }
}
