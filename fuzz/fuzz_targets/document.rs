//! Files as they come in: counting and reading them agree, and their words stand on their pages.
#![no_main]

use libfuzzer_sys::fuzz_target;
use ocriva::fuzzing::{Limits, MediaType, Reader, count_pages};
use ocriva_fuzz::{is_readable, only_our_panics};
use std::{path::Path, sync::LazyLock};

static READER: LazyLock<Reader> = LazyLock::new(|| Reader::new(Path::new("/nowhere")));
const LIMITS: Limits = Limits { max_file_pages: 100, max_pages: 3, max_pixels: 1_000_000 };

fuzz_target!(init: only_our_panics(), |file: &[u8]| {
    let counted = count_pages(file);
    let read = READER.read_text(file, &LIMITS, None);
    if MediaType::sniff(file).is_none() {
        assert!(counted.is_err() && read.is_err());
    }
    if let Ok(Some(reading)) = read {
        assert_eq!(counted, Ok(reading.file_pages));
        assert!(reading.pages.len() <= LIMITS.max_pages as usize);
        assert!(reading.pages.is_sorted_by(|a, b| a.number < b.number) && reading.pages.iter().all(is_readable));
    }
});
