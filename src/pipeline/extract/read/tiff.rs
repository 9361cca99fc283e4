//! The pages of a TIFF: a chain of directories; the decoder opens whichever the header points at.

/// A chain longer than this is a loop or a trap.
const PAGES_AT_MOST: u32 = 20_000;

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

    /// The directory after the one at `offset`; `Some(0)` at the end of the chain.
    fn next(&self, bytes: &[u8], offset: u64) -> Option<u64> {
        let at = usize::try_from(offset).ok()?;
        let (count_width, entry_width, offset_width) = if self.big { (8, 20, 8) } else { (2, 12, 4) };
        let entries = usize::try_from(self.number(bytes, at, count_width)?).ok()?;
        let link = at.checked_add(count_width)?.checked_add(entries.checked_mul(entry_width)?)?;
        self.number(bytes, link, offset_width)
    }
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
