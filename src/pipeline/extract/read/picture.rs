//! Image files: decoded within limits, turned the way the camera was held, one picture per TIFF page.

mod whole;

use super::{Limits, MediaType, ReadError, tiff};
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageReader, RgbImage};
use std::borrow::Cow;
use std::io::Cursor;

/// Decoded size allowed for each pixel of the limit: a picture of 64 bits a pixel may have half as many.
const MAX_BYTES_A_PIXEL: u64 = 4;
/// No paper is that long: A0 at 600 dpi has 28,000 pixels on its long side.
const MAX_SIDE: u32 = 32_000;

/// The pages of an image file: one, or as many as a TIFF holds.
pub(super) fn count(bytes: &[u8], media: MediaType) -> Result<u32, ReadError> {
    let pages = if media == MediaType::Tiff { tiff::count(bytes) } else { 1 };
    if pages == 0 { Err(ReadError::Corrupt) } else { Ok(pages) }
}

/// Refuses what cannot be decoded or is too large, by its header alone.
pub(super) fn check(bytes: &[u8], media: MediaType, limits: &Limits) -> Result<(), ReadError> {
    decoder(bytes, media, limits).map(drop)
}

/// A decoded picture as it is stored: not turned, not yet on paper. Large ones are shrunk first, for the rest copies.
pub(super) struct Picture {
    image: DynamicImage,
    orientation: Orientation,
}

impl Picture {
    /// Width and height, upright.
    pub fn size(&self) -> (u32, u32) {
        let (width, height) = (self.image.width(), self.image.height());
        if self.is_on_its_side() { (height, width) } else { (width, height) }
    }

    /// At most `width` × `height` pixels, upright.
    pub fn within(self, width: u32, height: u32) -> Self {
        let (full_width, full_height) = self.size();
        if full_width <= width && full_height <= height {
            return self;
        }
        let (width, height) = if self.is_on_its_side() { (height, width) } else { (width, height) };
        Self { image: self.image.thumbnail_exact(width.max(1), height.max(1)), orientation: self.orientation }
    }

    /// As the camera was held, on white.
    pub fn upright(self) -> RgbImage {
        let mut image = DynamicImage::ImageRgb8(opaque(self.image));
        image.apply_orientation(self.orientation);
        image.into_rgb8()
    }

    fn is_on_its_side(&self) -> bool {
        use Orientation::{Rotate90, Rotate90FlipH, Rotate270, Rotate270FlipH};
        matches!(self.orientation, Rotate90 | Rotate270 | Rotate90FlipH | Rotate270FlipH)
    }
}

/// The page `number` (from 1).
pub(super) fn decode(bytes: &[u8], media: MediaType, number: u32, limits: &Limits) -> Result<Picture, ReadError> {
    let bytes = match media {
        MediaType::Tiff if number > 1 => Cow::Owned(tiff::starting_at(bytes, number).ok_or(ReadError::Corrupt)?),
        _ => Cow::Borrowed(bytes),
    };
    let mut decoder = decoder(&bytes, media, limits)?;
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let image = DynamicImage::from_decoder(decoder).map_err(|_| ReadError::Corrupt)?;
    Ok(Picture { image, orientation })
}

fn decoder<'b>(bytes: &'b [u8], media: MediaType, limits: &Limits) -> Result<impl ImageDecoder + 'b, ReadError> {
    let format = media.image_format().ok_or(ReadError::Unsupported)?;
    if whole::is_cut_off(bytes, media) {
        return Err(ReadError::Corrupt);
    }
    let decoder =
        ImageReader::with_format(Cursor::new(bytes), format).into_decoder().map_err(|_| ReadError::Corrupt)?;
    let (width, height) = decoder.dimensions();
    let pixels = u64::from(width) * u64::from(height);
    let too_deep = decoder.total_bytes() > limits.max_pixels.saturating_mul(MAX_BYTES_A_PIXEL);
    if pixels > limits.max_pixels || too_deep || width.max(height) > MAX_SIDE {
        return Err(ReadError::ImageTooLarge { width, height });
    }
    Ok(decoder)
}

/// Screenshots and signatures come with transparent backgrounds; paper is white.
fn opaque(image: DynamicImage) -> RgbImage {
    if !image.color().has_alpha() {
        return image.into_rgb8();
    }
    let rgba = image.into_rgba8();
    let (width, height) = rgba.dimensions();
    let mut rgb = Vec::with_capacity(rgba.len() / 4 * 3);
    for pixel in rgba.as_raw().chunks_exact(4) {
        let alpha = u32::from(pixel[3]);
        for &channel in &pixel[..3] {
            rgb.push(((u32::from(channel) * alpha + 255 * (255 - alpha)) / 255) as u8);
        }
    }
    RgbImage::from_raw(width, height, rgb).expect("three bytes per pixel")
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::{ImageFormat, Rgba, RgbaImage};

    fn encoded(image: &DynamicImage, format: ImageFormat) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        image.write_to(&mut bytes, format).unwrap();
        bytes.into_inner()
    }

    #[test]
    fn transparency_becomes_paper() {
        let image = RgbaImage::from_fn(2, 1, |x, _| if x == 0 { Rgba([0, 0, 0, 0]) } else { Rgba([10, 20, 30, 255]) });
        let png = encoded(&DynamicImage::ImageRgba8(image), ImageFormat::Png);
        let decoded = decode(&png, MediaType::Png, 1, &Limits::default()).unwrap().upright();
        assert_eq!(decoded.as_raw(), &[255, 255, 255, 10, 20, 30]);
    }

    #[test]
    fn too_many_pixels_are_refused_by_the_header() {
        let png = encoded(&DynamicImage::new_rgb8(300, 200), ImageFormat::Png);
        let limits = Limits { max_pixels: 59_999, ..Limits::default() };
        let refused = ReadError::ImageTooLarge { width: 300, height: 200 };
        assert_eq!(check(&png, MediaType::Png, &limits), Err(refused.clone()));
        assert_eq!(decode(&png, MediaType::Png, 1, &limits).err(), Some(refused));
        assert_eq!(check(&png, MediaType::Png, &Limits::default()), Ok(()));
    }

    #[test]
    fn a_cut_off_picture_is_damaged() {
        let png = encoded(&DynamicImage::new_rgb8(300, 200), ImageFormat::Png);
        let outcome = decode(&png[..png.len() / 2], MediaType::Png, 1, &Limits::default());
        assert_eq!(outcome.err(), Some(ReadError::Corrupt));
    }

    #[test]
    fn a_photo_is_turned_as_the_camera_was_held() {
        let mut jpeg = encoded(&DynamicImage::new_rgb8(40, 20), ImageFormat::Jpeg);
        // An EXIF segment with one entry, orientation 6: the top of the picture is on its right.
        let exif: &[u8] = b"\xff\xe1\x00\x22Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0";
        jpeg.splice(2..2, exif.iter().copied());
        let decoded = || decode(&jpeg, MediaType::Jpeg, 1, &Limits::default()).unwrap();
        assert_eq!(decoded().size(), (20, 40));
        assert_eq!(decoded().upright().dimensions(), (20, 40));
        assert_eq!(decoded().within(10, 20).upright().dimensions(), (10, 20));
    }
}
