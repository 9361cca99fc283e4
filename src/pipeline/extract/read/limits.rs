//! How much of a file is read: which pages, how many, and how large they may be.

use super::ReadError;
use serde::{Deserialize, Serialize};
use std::{collections::BTreeSet, ops::RangeInclusive, str::FromStr};

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
pub struct PageRange(Vec<Part>);

/// One part of it: from here to there, or to the last page.
type Part = (u32, Option<u32>);

/// Longest text of a range, in characters.
const LONGEST: usize = 1_000;
/// What a refusal repeats of a text, in characters.
const SHOWN: usize = 100;

/// The text is not a list of pages.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PageRangeError {
    #[error("`{0}` is not a page range; write it like 1-3,5")]
    Malformed(String),
    #[error("the page range is longer than {LONGEST} characters; write neighbouring pages as 1-3")]
    TooLong,
}

impl PageRange {
    #[must_use]
    pub fn new(ranges: Vec<RangeInclusive<u32>>) -> Self {
        Self(ranges.into_iter().map(|range| (*range.start(), Some(*range.end()))).collect())
    }

    /// The wanted pages of a file of `pages`, in order and once each.
    ///
    /// # Errors
    /// When a page is asked for that the file does not have; an open end (`8-`) means "to the last".
    pub fn resolve(&self, pages: u32) -> Result<Vec<u32>, ReadError> {
        let mut wanted = BTreeSet::new();
        for (start, end) in &self.0 {
            let end = end.unwrap_or(pages);
            if let Some(page) = [*start, end].into_iter().find(|&p| p == 0 || p > pages) {
                return Err(ReadError::PageOutOfRange { page, pages });
            }
            wanted.extend(*start..=end);
        }
        Ok(wanted.into_iter().collect())
    }
}

impl FromStr for PageRange {
    type Err = PageRangeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.chars().count() > LONGEST {
            return Err(PageRangeError::TooLong);
        }
        let part = |part: &str| -> Option<Part> {
            let (first, last) = match part.trim().split_once('-') {
                None => (number(part)?, Some(number(part)?)),
                Some((first, "")) => (number(first)?, None),
                Some((first, last)) => (number(first)?, Some(number(last)?)),
            };
            (first > 0 && last.is_none_or(|last| first <= last)).then_some((first, last))
        };
        let parts: Option<Vec<_>> = text.split(',').map(part).collect();
        parts.map(Self).ok_or_else(|| PageRangeError::Malformed(text.chars().take(SHOWN).collect()))
    }
}

/// Digits and nothing else: no sign.
fn number(text: &str) -> Option<u32> {
    let text = text.trim();
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok())?
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
    use proptest::prelude::*;

    #[test]
    fn ranges_are_written_as_people_write_them() {
        let pages = |text: &str, of: u32| text.parse::<PageRange>().unwrap().resolve(of);
        assert_eq!(pages("2", 5), Ok(vec![2]));
        assert_eq!(pages("1-3, 5", 5), Ok(vec![1, 2, 3, 5]));
        assert_eq!(pages("3-,2-4", 5), Ok(vec![2, 3, 4, 5]));
        assert_eq!(pages("4-9", 5), Err(ReadError::PageOutOfRange { page: 9, pages: 5 }));
        assert_eq!(pages("7-", 5), Err(ReadError::PageOutOfRange { page: 7, pages: 5 }));
        for nonsense in ["", "0", "3-1", "a", "1,,2", "-", "1-2-3", "-3", "+3", "1-+3"] {
            assert!(nonsense.parse::<PageRange>().is_err(), "{nonsense}");
        }
    }

    #[test]
    fn an_end_beyond_every_file_is_no_open_end() {
        let range: PageRange = "1-4294967295".parse().unwrap();
        assert_eq!(range.resolve(5), Err(ReadError::PageOutOfRange { page: u32::MAX, pages: 5 }));
    }

    #[test]
    fn a_range_that_says_the_same_without_end_is_refused() {
        let many = vec!["1-"; 1 << 20].join(",");
        let error = many.parse::<PageRange>().unwrap_err();
        assert!(error.to_string().len() < 200, "the refusal does not repeat it");
        assert!("x".repeat(LONGEST).parse::<PageRange>().unwrap_err().to_string().len() < 200);
        let most = vec!["1-"; LONGEST / 3].join(",");
        assert_eq!(most.parse::<PageRange>().unwrap().resolve(10_000).unwrap().len(), 10_000);
    }

    proptest! {
        #[test]
        fn nothing_that_is_sent_makes_it_panic(text in r"([0-9]{1,10}|[-, +]|\PC){0,40}", pages in 0..50u32) {
            if let Ok(range) = text.parse::<PageRange>() {
                match range.resolve(pages) {
                    Ok(wanted) => prop_assert!(wanted.iter().all(|page| (1..=pages).contains(page))),
                    Err(error) => prop_assert!(matches!(error, ReadError::PageOutOfRange { .. }), "{error:?}"),
                }
            }
        }

        #[test]
        fn pages_come_in_order_and_once_however_they_are_asked_for(
            asked in prop::collection::vec((1..30u32, prop::option::of(0..5u32)), 1..12),
            blank in " ?",
        ) {
            let part = |&(first, more): &(u32, Option<u32>)| match more {
                None => format!("{first}"),
                Some(0) => format!("{first}{blank}-"),
                Some(more) => format!("{first}-{blank}{}", first + more),
            };
            let text = asked.iter().map(part).collect::<Vec<_>>().join(&format!(",{blank}"));
            let end = |&(first, more): &(u32, Option<u32>)| if more == Some(0) { 40 } else { first + more.unwrap_or(0) };
            let expected: BTreeSet<u32> = asked.iter().flat_map(|one| one.0..=end(one)).collect();
            let wanted = text.parse::<PageRange>().unwrap().resolve(40).unwrap();
            prop_assert_eq!(wanted, expected.into_iter().collect::<Vec<_>>(), "{}", text);
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
