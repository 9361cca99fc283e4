//! Pages as pictures.

use crate::pipeline::extract::read::{self, Limits, ReadError};
use image::codecs::jpeg::JpegEncoder;

/// Letters keep their edges.
const QUALITY: u8 = 88;
/// The long side of A4 in points: what a photo of a page is stretched to.
const LONG_SIDE: f32 = 842.0;

pub struct Picture {
    pub jpeg: Vec<u8>,
    pub width: u32,
    pub height: u32,
}

impl Picture {
    /// The page (from 1) of a file.
    pub fn of(file: &[u8], page: u32, limits: &Limits) -> Result<Self, ReadError> {
        let pixels = read::pixels(file, page, limits)?;
        let mut jpeg = Vec::new();
        JpegEncoder::new_with_quality(&mut jpeg, QUALITY).encode_image(&pixels).map_err(|_| ReadError::Corrupt)?;
        Ok(Self { jpeg, width: pixels.width(), height: pixels.height() })
    }

    /// How large it is on paper, in points; a small picture has a pixel per point.
    pub fn paper(&self) -> (f32, f32) {
        let (width, height) = (self.width as f32, self.height as f32);
        let scale = (LONG_SIDE / width.max(height)).min(1.0);
        (width * scale, height * scale)
    }
}
