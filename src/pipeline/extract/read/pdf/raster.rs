//! A PDF page as a picture.

use crate::pipeline::extract::read::{Limits, ReadError};
use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_syntax::Pdf;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings};
use image::RgbImage;

/// Characters of 8 points get the 22 pixels that recognition needs; points are 1/72 inch.
const OCR_SCALE: f32 = 200.0 / 72.0;

/// More pixels than this along a side only cost time: recognition scales its lines to 48 pixels.
pub(in crate::pipeline::extract::read) const OCR_MAX_SIDE: u32 = 2_400;

/// The page `number` (from 1), `width` pixels wide, on white.
pub(in crate::pipeline::extract::read) fn raster(
    pdf: &Pdf,
    number: u32,
    width: u32,
    limits: &Limits,
) -> Result<RgbImage, ReadError> {
    let (points, _) = pdf.pages()[number as usize - 1].render_dimensions();
    scaled(pdf, number, width as f32 / points, limits)
}

pub(in crate::pipeline::extract::read) fn raster_for_ocr(
    pdf: &Pdf,
    number: u32,
    limits: &Limits,
) -> Result<RgbImage, ReadError> {
    let (width, height) = pdf.pages()[number as usize - 1].render_dimensions();
    scaled(pdf, number, OCR_SCALE.min(OCR_MAX_SIDE as f32 / width.max(height)), limits)
}

fn scaled(pdf: &Pdf, number: u32, scale: f32, limits: &Limits) -> Result<RgbImage, ReadError> {
    let page = &pdf.pages()[number as usize - 1];
    let (width, height) = page.render_dimensions();
    let (w, h) = ((width * scale).round().max(1.0), (height * scale).round().max(1.0));
    // The renderer counts pixels in 16 bits.
    let fits = w <= f32::from(u16::MAX) && h <= f32::from(u16::MAX);
    if !fits || f64::from(w) * f64::from(h) > limits.max_pixels as f64 {
        return Err(ReadError::ImageTooLarge { width: w as u32, height: h as u32 });
    }
    let pixels = PixmapSettings { x_scale: w / width, y_scale: h / height, bg_color: WHITE };
    let pixmap =
        hayro::render(page, &RenderCache::new(), &InterpreterSettings::default(), &RenderSettings::default(), &pixels);
    let (w, h) = (u32::from(pixmap.width()), u32::from(pixmap.height()));
    // On opaque white every pixel is opaque, so premultiplied and plain are the same.
    let rgb = pixmap.data_as_u8_slice().chunks_exact(4).flat_map(|pixel| [pixel[0], pixel[1], pixel[2]]).collect();
    Ok(RgbImage::from_raw(w, h, rgb).expect("three bytes per pixel"))
}
