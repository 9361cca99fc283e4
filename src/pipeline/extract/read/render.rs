//! The picture of a page, for the viewer that shows where a value stands.

use super::guard::guarded;
use super::{Limits, MediaType, ReadError, einvoice, pdf, picture, sniffed, svg};
use image::RgbImage;
use image::codecs::jpeg::JpegEncoder;
use std::io::Cursor;

/// Photos look the same from here on, at a fifth of the size.
const JPEG_QUALITY: u8 = 82;

/// An encoded picture of one page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RenderedPage {
    pub bytes: Vec<u8>,
    pub mime: &'static str,
    pub width: u32,
    pub height: u32,
}

impl RenderedPage {
    /// As a JPEG where it is heavier than so many bytes; drawings stay drawings.
    ///
    /// # Errors
    /// When it is not one of our own pictures.
    pub fn within_bytes(self, heaviest: u64) -> Result<Self, ReadError> {
        if self.bytes.len() as u64 <= heaviest || self.mime != "image/png" {
            return Ok(self);
        }
        jpeg(&image::load_from_memory(&self.bytes).map_err(|_| ReadError::Corrupt)?.into_rgb8())
    }
}

/// The page (from 1), `width_px` pixels wide; an image file is never enlarged, a file of data is drawn in vectors.
///
/// # Errors
/// As for reading; also when the picture would have more pixels than `limits` allows.
pub fn render(bytes: &[u8], page: u32, width_px: u32, limits: &Limits) -> Result<RenderedPage, ReadError> {
    guarded("render", || match sniffed(bytes)? {
        MediaType::Pdf => {
            let pdf = pdf::open(bytes)?;
            within(page, pdf::count(&pdf))?;
            png(&pdf::raster(&pdf, page, width_px.max(1), limits)?)
        }
        MediaType::Xml => {
            let (_, pages) = einvoice::open(bytes)?;
            within(page, pages.len() as u32)?;
            Ok(svg::draw(&pages[page as usize - 1], width_px.max(1)))
        }
        media => {
            within(page, picture::count(bytes, media)?)?;
            let picture = picture::decode(bytes, media, page, limits)?;
            let (width, height) = narrowed(picture.size(), width_px.max(1));
            jpeg(&picture.within(width, height).upright())
        }
    })
}

/// The page (from 1) as sharp as recognition wants it; an image file as large as it is.
///
/// # Errors
/// As for [`render`]; a file of data has no picture.
pub fn pixels(bytes: &[u8], page: u32, limits: &Limits) -> Result<RgbImage, ReadError> {
    guarded("render", || match sniffed(bytes)? {
        MediaType::Pdf => {
            let pdf = pdf::open(bytes)?;
            within(page, pdf::count(&pdf))?;
            pdf::raster_for_ocr(&pdf, page, limits)
        }
        MediaType::Xml => Err(ReadError::NoPicture),
        media => {
            within(page, picture::count(bytes, media)?)?;
            Ok(picture::decode(bytes, media, page, limits)?.upright())
        }
    })
}

fn within(page: u32, pages: u32) -> Result<(), ReadError> {
    if (1..=pages).contains(&page) { Ok(()) } else { Err(ReadError::PageOutOfRange { page, pages }) }
}

fn narrowed((width, height): (u32, u32), width_px: u32) -> (u32, u32) {
    if width <= width_px {
        return (width, height);
    }
    (width_px, (u64::from(height) * u64::from(width_px) / u64::from(width)).max(1) as u32)
}

/// Drawn pages have few colours: PNG is sharp, quick and small.
fn png(image: &RgbImage) -> Result<RenderedPage, ReadError> {
    let mut bytes = Cursor::new(Vec::new());
    image.write_to(&mut bytes, image::ImageFormat::Png).map_err(|_| ReadError::Corrupt)?;
    Ok(RenderedPage { bytes: bytes.into_inner(), mime: "image/png", width: image.width(), height: image.height() })
}

fn jpeg(image: &RgbImage) -> Result<RenderedPage, ReadError> {
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, JPEG_QUALITY).encode_image(image).map_err(|_| ReadError::Corrupt)?;
    Ok(RenderedPage { bytes, mime: "image/jpeg", width: image.width(), height: image.height() })
}
