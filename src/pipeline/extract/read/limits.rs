//! How much of a file is read: which pages, how many, and how large they may be.

use super::ReadError;
use serde::{Deserialize, Serialize};
use std::ops::RangeInclusive;
use std::str::FromStr;

/// Checked before anything is decoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// A file with more pages is refused.
    pub max_file_pages: u32,
    /// Of a longer file only the first so many of the wanted pages are read.
    pub max_pages: u32,
    /// Width × height of one image or one rendered page.
    pub max_pixels: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_file_pages: 10_000,
            max_pages: 200,
            // An A3 page at 600 dpi has 70 million; a few real scanners go there, bombs go far beyond.
            max_pixels: 100_000_000,
        }
    }
}

impl Limits {
    /// The number of pages of a file, unless it has too many.
    pub(super) fn admit(&self, pages: u32) -> Result<u32, ReadError> {
        let limit = self.max_file_pages;
        if pages > limit { Err(ReadError::TooManyPages { pages, limit }) } else { Ok(pages) }
    }
}

/// Pages by number from 1, as people write them: `1-3,5,8-`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageRange(Vec<RangeInclusive<u32>>);

/// The text is not a list of pages.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a page range; write it like 1-3,5")]
pub struct PageRangeError(String);

impl PageRange {
    #[must_use]
    pub fn new(ranges: Vec<RangeInclusive<u32>>) -> Self {
        Self(ranges)
    }

    /// The wanted pages of a file of `pages`, in order and once each.
    ///
    /// # Errors
    /// When a page is asked for that the file does not have; an open end (`8-`) means "to the last".
    pub fn resolve(&self, pages: u32) -> Result<Vec<u32>, ReadError> {
        let mut wanted = Vec::new();
        for range in &self.0 {
            let end = if *range.end() == u32::MAX { pages } else { *range.end() };
            if let Some(page) = [*range.start(), end].into_iter().find(|&p| p == 0 || p > pages) {
                return Err(ReadError::PageOutOfRange { page, pages });
            }
            wanted.extend(*range.start()..=end);
        }
        wanted.sort_unstable();
        wanted.dedup();
        Ok(wanted)
    }
}

impl FromStr for PageRange {
    type Err = PageRangeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let part = |part: &str| -> Option<RangeInclusive<u32>> {
            let (first, last) = match part.trim().split_once('-') {
                None => (part.trim().parse().ok()?, part.trim().parse().ok()?),
                Some((first, "")) => (first.trim().parse().ok()?, u32::MAX),
                Some((first, last)) => (first.trim().parse().ok()?, last.trim().parse().ok()?),
            };
            (first > 0 && first <= last).then_some(first..=last)
        };
        let ranges: Option<Vec<_>> = text.split(',').map(part).collect();
        ranges.map(Self).ok_or_else(|| PageRangeError(text.to_owned()))
    }
}

/// The pages to read of a file of `pages`.
pub(super) fn wanted_pages(pages: u32, limits: &Limits, range: Option<&PageRange>) -> Result<Vec<u32>, ReadError> {
    limits.admit(pages)?;
    let mut wanted = match range {
        Some(range) => range.resolve(pages)?,
        None => (1..=pages).collect(),
    };
    wanted.truncate(limits.max_pages as usize);
    Ok(wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_written_as_people_write_them() {
        let pages = |text: &str, of: u32| text.parse::<PageRange>().unwrap().resolve(of);
        assert_eq!(pages("2", 5), Ok(vec![2]));
        assert_eq!(pages("1-3, 5", 5), Ok(vec![1, 2, 3, 5]));
        assert_eq!(pages("3-,2-4", 5), Ok(vec![2, 3, 4, 5]));
        assert_eq!(pages("4-9", 5), Err(ReadError::PageOutOfRange { page: 9, pages: 5 }));
        assert_eq!(pages("7-", 5), Err(ReadError::PageOutOfRange { page: 7, pages: 5 }));
        for nonsense in ["", "0", "3-1", "a", "1,,2", "-", "1-2-3", "-3"] {
            assert!(nonsense.parse::<PageRange>().is_err(), "{nonsense}");
        }
    }

    #[test]
    fn long_files_are_cut_and_endless_ones_refused() {
        let limits = Limits { max_file_pages: 50, max_pages: 3, ..Limits::default() };
        assert_eq!(wanted_pages(50, &limits, None), Ok(vec![1, 2, 3]));
        assert_eq!(wanted_pages(51, &limits, None), Err(ReadError::TooManyPages { pages: 51, limit: 50 }));
        assert_eq!(wanted_pages(9, &limits, Some(&PageRange::new(vec![4..=9]))), Ok(vec![4, 5, 6]));
    }
}
