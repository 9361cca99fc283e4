//! The content of a PDF page: glyphs drawn in any order, size and direction become words that stand on the page.
#![no_main]

use libfuzzer_sys::fuzz_target;
use ocriva::fuzzing::{Limits, Reader, count_pages};
use ocriva_fuzz::{is_readable, only_our_panics, pdf};
use std::{path::Path, sync::LazyLock};

static READER: LazyLock<Reader> = LazyLock::new(|| Reader::new(Path::new("/nowhere")));

fuzz_target!(init: only_our_panics(), |content: &[u8]| {
    let file = pdf(content);
    if let Ok(Some(reading)) = READER.read_text(&file, &Limits::default(), None) {
        assert!(is_readable(&reading.pages[0]), "{:?}", reading.pages);
        assert!(reading.pages[0].words.iter().all(|word| !word.text.contains(char::is_control)));
    }
    if content.len() < 64 {
        assert_eq!(count_pages(&file), Ok(1));
    }
});
