//! Page ranges as people write them: what is taken names pages that the file has, in order and once each.
#![no_main]

use libfuzzer_sys::fuzz_target;
use ocriva::fuzzing::PageRange;

fuzz_target!(|input: (u16, &str)| {
    let (pages, text) = (u32::from(input.0), input.1);
    let Ok(range) = text.parse::<PageRange>() else { return };
    assert!(text.chars().all(|c| c.is_ascii_digit() || c.is_whitespace() || matches!(c, ',' | '-')));
    if let Ok(wanted) = range.resolve(pages) {
        assert!(wanted.is_sorted_by(|a, b| a < b) && wanted.iter().all(|page| (1..=pages).contains(page)));
    }
});
