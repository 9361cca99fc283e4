//! Notation knows how people print things: numbers, dates, currencies, codes and spelling.

pub mod code;
pub mod contact;
pub mod currency;
pub mod date;
pub mod misread;
pub mod mrz;
pub mod number;
pub mod period;
pub mod spelling;
pub mod twin;

use std::ops::Range;

/// A value and the bytes of the text that print it.
#[derive(Clone, Debug, PartialEq)]
pub struct Spot<T> {
    pub range: Range<usize>,
    pub value: T,
}

impl<T> Spot<T> {
    pub fn new(range: Range<usize>, value: T) -> Self {
        Self { range, value }
    }

    pub fn overlaps(&self, range: &Range<usize>) -> bool {
        self.range.start < range.end && range.start < self.range.end
    }
}

/// The character that ends at `at`.
fn before(text: &str, at: usize) -> Option<char> {
    text.get(..at).and_then(|head| head.chars().next_back())
}

/// The character that begins at `at`.
fn after(text: &str, at: usize) -> Option<char> {
    text.get(at..).and_then(|tail| tail.chars().next())
}
