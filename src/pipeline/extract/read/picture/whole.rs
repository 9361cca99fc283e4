//! Is a picture all there? Told by the lengths that its own headers name, without decoding it: what was cut off on its
//! way is refused when it comes in, and not filled with grey.

use super::MediaType;
use crate::pipeline::extract::read::tiff;

/// More chunks than this have no meaning in a PNG.
const CHUNKS_AT_MOST: usize = 1_000_000;

pub(super) fn is_cut_off(bytes: &[u8], media: MediaType) -> bool {
    let whole = match media {
        MediaType::Jpeg => jpeg(bytes),
        MediaType::Png => png(bytes),
        MediaType::WebP => webp(bytes),
        MediaType::Bmp => bmp(bytes),
        MediaType::Tiff => Some(tiff::is_whole(bytes)),
        MediaType::Pdf | MediaType::Xml => Some(true),
    };
    whole != Some(true)
}

/// An end of image after the last start of scan: inside a scan neither marker can occur.
fn jpeg(bytes: &[u8]) -> Option<bool> {
    let last = |marker: [u8; 2]| bytes.windows(2).rposition(|window| window == marker);
    Some(last([0xff, 0xda])? < last([0xff, 0xd9])?)
}

/// Chunk after chunk (length, name, data, check sum) up to the one named `IEND`.
fn png(bytes: &[u8]) -> Option<bool> {
    let mut at = 8;
    for _ in 0..CHUNKS_AT_MOST {
        let length = u32::from_be_bytes(part(bytes, at)?) as usize;
        let name: [u8; 4] = part(bytes, at + 4)?;
        at = at.checked_add(length)?.checked_add(12)?;
        if at > bytes.len() {
            return Some(false);
        }
        if &name == b"IEND" {
            return Some(true);
        }
    }
    Some(false)
}

/// The length after the first four letters is that of all that follows.
fn webp(bytes: &[u8]) -> Option<bool> {
    Some(u32::from_le_bytes(part(bytes, 4)?) as usize <= bytes.len() - 8)
}

/// Rows of pixels, each a multiple of four bytes, from the offset in the header on; of packed ones nobody knows.
fn bmp(bytes: &[u8]) -> Option<bool> {
    let offset = u64::from(u32::from_le_bytes(part(bytes, 10)?));
    let width = u64::from(i32::from_le_bytes(part(bytes, 18)?).unsigned_abs());
    let height = u64::from(i32::from_le_bytes(part(bytes, 22)?).unsigned_abs());
    let bits = u64::from(u16::from_le_bytes(part(bytes, 28)?));
    let is_packed = u32::from_le_bytes(part(bytes, 30)?) != 0;
    let row = (width * bits).div_ceil(32) * 4;
    Some(is_packed || offset.checked_add(row.checked_mul(height)?)? <= bytes.len() as u64)
}

fn part<const N: usize>(bytes: &[u8], at: usize) -> Option<[u8; N]> {
    bytes.get(at..at.checked_add(N)?)?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
    use std::io::Cursor;

    #[test]
    fn whole_pictures_are_whole_and_every_cut_is_seen() {
        let noise = RgbImage::from_fn(37, 23, |x, y| Rgb([(x * 97 + y * 31) as u8, (x * y) as u8, 0]));
        for (media, format) in [
            (MediaType::Jpeg, ImageFormat::Jpeg),
            (MediaType::Png, ImageFormat::Png),
            (MediaType::WebP, ImageFormat::WebP),
            (MediaType::Bmp, ImageFormat::Bmp),
            (MediaType::Tiff, ImageFormat::Tiff),
        ] {
            let mut bytes = Cursor::new(Vec::new());
            DynamicImage::from(noise.clone()).write_to(&mut bytes, format).unwrap();
            let bytes = bytes.into_inner();
            assert!(!is_cut_off(&bytes, media), "{media:?}");
            for cut in [bytes.len() - 2, bytes.len() / 2, 40, 9] {
                assert!(is_cut_off(&bytes[..cut], media), "{media:?} cut at {cut} of {}", bytes.len());
            }
        }
    }

    #[test]
    fn no_bitmap_is_as_large_as_numbers_go() {
        let mut header = [0; 54];
        header[..2].copy_from_slice(b"BM");
        // Pixels that end just below 2⁶⁴, from an offset of 2³² on.
        header[10..14].fill(0xff);
        header[18..22].copy_from_slice(&1_073_757_696_u32.to_le_bytes());
        header[22..26].copy_from_slice(&2_097_153_u32.to_le_bytes());
        header[28..30].fill(0xff);
        assert!(is_cut_off(&header, MediaType::Bmp));
    }
}
