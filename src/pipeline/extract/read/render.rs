//! The picture of a page, for the viewer that shows where a value stands.

use super::guard::guarded;
use super::{Limits, MediaType, ReadError, einvoice, pdf, picture, sniffed, svg};
use image::DynamicImage;
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
            let image = picture::decode(bytes, media, page, limits)?;
            jpeg(&narrowed(image, width_px.max(1)))
        }
    })
}

/// The page (from 1) as sharp as recognition wants it; an image file as large as it is.
///
/// # Errors
/// As for [`render`].
pub fn pixels(bytes: &[u8], page: u32, limits: &Limits) -> Result<DynamicImage, ReadError> {
    guarded("render", || match sniffed(bytes)? {
        MediaType::Pdf => {
            let pdf = pdf::open(bytes)?;
            within(page, pdf::count(&pdf))?;
            pdf::raster_for_ocr(&pdf, page, limits)
        }
        // Data has no look of its own.
        MediaType::Xml => Err(ReadError::Unsupported),
        media => {
            within(page, picture::count(bytes, media)?)?;
            picture::decode(bytes, media, page, limits)
        }
    })
}

fn within(page: u32, pages: u32) -> Result<(), ReadError> {
    if (1..=pages).contains(&page) { Ok(()) } else { Err(ReadError::PageOutOfRange { page, pages }) }
}

fn narrowed(image: DynamicImage, width: u32) -> DynamicImage {
    if image.width() <= width {
        return image;
    }
    let height = (u64::from(image.height()) * u64::from(width) / u64::from(image.width())).max(1) as u32;
    image.thumbnail_exact(width, height)
}

/// Drawn pages have few colours: PNG is sharp, quick and small.
fn png(image: &DynamicImage) -> Result<RenderedPage, ReadError> {
    let mut bytes = Cursor::new(Vec::new());
    image.write_to(&mut bytes, image::ImageFormat::Png).map_err(|_| ReadError::Corrupt)?;
    Ok(RenderedPage { bytes: bytes.into_inner(), mime: "image/png", width: image.width(), height: image.height() })
}

fn jpeg(image: &DynamicImage) -> Result<RenderedPage, ReadError> {
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, JPEG_QUALITY).encode_image(image).map_err(|_| ReadError::Corrupt)?;
    Ok(RenderedPage { bytes, mime: "image/jpeg", width: image.width(), height: image.height() })
}
