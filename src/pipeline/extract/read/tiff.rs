//! The pages of a TIFF: a chain of directories; the decoder opens whichever the header points at.

/// A chain longer than this is a loop or a trap.
const PAGES_AT_MOST: u32 = 20_000;
/// A directory has some twenty.
const ENTRIES_AT_MOST: usize = 1_000;
/// Tags of the places of pixels and of their lengths in bytes (TIFF 6.0, sections 3 and 15).
const STRIPS: (u64, u64) = (273, 279);
const TILES: (u64, u64) = (324, 325);
/// Kinds of numbers.
const SHORT: u64 = 3;
const LONG: u64 = 4;
const LONG8: u64 = 16;

/// How a file writes its numbers.
struct Layout {
    little: bool,
    /// `BigTIFF`: 64-bit offsets.
    big: bool,
}

impl Layout {
    fn of(bytes: &[u8]) -> Option<Self> {
        let little = match bytes.get(..2)? {
            b"II" => true,
            b"MM" => false,
            _ => return None,
        };
        let plain = Self { little, big: false };
        Some(Self { little, big: plain.number(bytes, 2, 2)? == 43 })
    }

    fn number(&self, bytes: &[u8], at: usize, width: usize) -> Option<u64> {
        let digits = bytes.get(at..at.checked_add(width)?)?;
        let fold = |n: u64, &b: &u8| n << 8 | u64::from(b);
        Some(if self.little { digits.iter().rev().fold(0, fold) } else { digits.iter().fold(0, fold) })
    }

    /// Where the header keeps the first directory's offset, and how wide offsets are.
    fn first(&self) -> (usize, usize) {
        if self.big { (8, 8) } else { (4, 4) }
    }

    /// How the directory at `offset` is laid out: where its entries begin, how many, how wide one is.
    fn entries(&self, bytes: &[u8], offset: u64) -> Option<(usize, usize, usize)> {
        let at = usize::try_from(offset).ok()?;
        let (count_width, entry_width) = if self.big { (8, 20) } else { (2, 12) };
        let count = usize::try_from(self.number(bytes, at, count_width)?).ok()?;
        Some((at.checked_add(count_width)?, count, entry_width))
    }

    /// The last value of the entry `tag` in the directory at `offset`.
    fn last_value(&self, bytes: &[u8], offset: u64, tag: u64) -> Option<u64> {
        let (first, count, width) = self.entries(bytes, offset)?;
        let entry = (0..count.min(ENTRIES_AT_MOST))
            .map(|i| first + i * width)
            .find(|&entry| self.number(bytes, entry, 2) == Some(tag))?;
        let size = match self.number(bytes, entry + 2, 2)? {
            SHORT => 2,
            LONG => 4,
            LONG8 => 8,
            _ => return None,
        };
        let (count_width, offset_width) = if self.big { (8, 8) } else { (4, 4) };
        let values = usize::try_from(self.number(bytes, entry + 4, count_width)?).ok()?;
        let field = entry + 4 + count_width;
        // Few values stand in the entry itself.
        let fits = values.checked_mul(size)? <= offset_width;
        let start = if fits { field } else { usize::try_from(self.number(bytes, field, offset_width)?).ok()? };
        self.number(bytes, start.checked_add(values.checked_sub(1)?.checked_mul(size)?)?, size)
    }

    /// Does the last strip or tile of the directory at `offset` lie in the file?
    fn has_pixels(&self, bytes: &[u8], offset: u64) -> bool {
        [STRIPS, TILES].iter().any(|(places, lengths)| {
            let place = self.last_value(bytes, offset, *places);
            let end = place
                .zip(self.last_value(bytes, offset, *lengths))
                .and_then(|(place, length)| place.checked_add(length));
            end.is_some_and(|end| end <= bytes.len() as u64)
        })
    }

    /// The directory after the one at `offset`; `Some(0)` at the end of the chain.
    fn next(&self, bytes: &[u8], offset: u64) -> Option<u64> {
        let (first, count, width) = self.entries(bytes, offset)?;
        let link = first.checked_add(count.checked_mul(width)?)?;
        self.number(bytes, link, if self.big { 8 } else { 4 })
    }
}

/// Does the chain of directories hold to its end, with the pixels of each?
pub(super) fn is_whole(bytes: &[u8]) -> bool {
    let Some(layout) = Layout::of(bytes) else { return false };
    let directories = directories(bytes);
    let Some(&last) = directories.last() else { return false };
    let ends = directories.len() == PAGES_AT_MOST as usize || layout.next(bytes, last) == Some(0);
    ends && directories.iter().all(|&directory| layout.has_pixels(bytes, directory))
}

/// The offsets of the directories, as far as the chain holds.
fn directories(bytes: &[u8]) -> Vec<u64> {
    let Some(layout) = Layout::of(bytes) else { return Vec::new() };
    let (at, width) = layout.first();
    let mut found = Vec::new();
    let mut next = layout.number(bytes, at, width);
    while let Some(offset) = next.filter(|&offset| offset != 0 && found.len() < PAGES_AT_MOST as usize) {
        next = layout.next(bytes, offset);
        if next.is_some() {
            found.push(offset);
        }
    }
    found
}

pub(super) fn count(bytes: &[u8]) -> u32 {
    u32::try_from(directories(bytes).len()).unwrap_or(PAGES_AT_MOST)
}

/// The same file with its header pointing at page `number` (from 1).
pub(super) fn starting_at(bytes: &[u8], number: u32) -> Option<Vec<u8>> {
    let layout = Layout::of(bytes)?;
    let offset = *directories(bytes).get(number.checked_sub(1)? as usize)?;
    let (at, width) = layout.first();
    let digits = if layout.little { offset.to_le_bytes() } else { offset.to_be_bytes() };
    let digits = if layout.little { &digits[..width] } else { &digits[8 - width..] };
    let mut copy = bytes.to_vec();
    copy.get_mut(at..at + width)?.copy_from_slice(digits);
    Some(copy)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pipeline::extract::read::{Limits, MediaType, picture};
    use image::{DynamicImage, ImageFormat};
    use std::io::Cursor;

    /// Two pages, 3 × 2 and 5 × 4: the second file is appended and linked from the first.
    fn two_pages() -> Vec<u8> {
        let one = |width, height| {
            let mut bytes = Cursor::new(Vec::new());
            DynamicImage::new_rgb8(width, height).write_to(&mut bytes, ImageFormat::Tiff).unwrap();
            bytes.into_inner()
        };
        let (mut first, second) = (one(3, 2), one(5, 4));
        let layout = Layout::of(&first).unwrap();
        assert!(layout.little && !layout.big);
        let shift = first.len() as u32;
        let directory = layout.number(&second, 4, 4).unwrap() as usize;
        let entries = layout.number(&second, directory, 2).unwrap() as usize;
        let mut second = second;
        for at in (0..entries).map(|i| directory + 2 + i * 12) {
            let kind = layout.number(&second, at + 2, 2).unwrap();
            let items = layout.number(&second, at + 4, 4).unwrap();
            let size = items * [0, 1, 1, 2, 4, 8][kind as usize];
            let strip_offsets = layout.number(&second, at, 2).unwrap() == 273;
            if size > 4 || strip_offsets {
                let value = layout.number(&second, at + 8, 4).unwrap() as u32 + shift;
                second[at + 8..at + 12].copy_from_slice(&value.to_le_bytes());
            }
        }
        let link = {
            let directory = layout.number(&first, 4, 4).unwrap() as usize;
            directory + 2 + 12 * layout.number(&first, directory, 2).unwrap() as usize
        };
        first[link..link + 4].copy_from_slice(&(shift + directory as u32).to_le_bytes());
        first.extend(second);
        first
    }

    #[test]
    fn every_page_of_a_tiff_is_read() {
        let file = two_pages();
        assert_eq!(count(&file), 2);
        let size = |number| {
            let image = picture::decode(&file, MediaType::Tiff, number, &Limits::default()).unwrap().upright();
            (image.width(), image.height())
        };
        assert_eq!([size(1), size(2)], [(3, 2), (5, 4)]);
        assert_eq!(starting_at(&file, 3), None);
        assert!(is_whole(&file));
        assert!(!is_whole(&file[..file.len() / 2]), "its first page is there, and its second is not");
    }

    #[test]
    fn a_chain_that_bites_its_tail_ends() {
        let mut loops = two_pages();
        let layout = Layout::of(&loops).unwrap();
        let first = layout.number(&loops, 4, 4).unwrap();
        let second = layout.next(&loops, first).unwrap() as usize;
        let link = second + 2 + 12 * layout.number(&loops, second, 2).unwrap() as usize;
        loops[link..link + 4].copy_from_slice(&(first as u32).to_le_bytes());
        assert_eq!(count(&loops), PAGES_AT_MOST);
        assert_eq!(count(b"II\x2a\0\xff\xff\0\0"), 0);
    }
}
