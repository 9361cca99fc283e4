//! Pictures: refused by their headers where they are too large, and drawn no larger than asked.
#![no_main]

use libfuzzer_sys::fuzz_target;
use ocriva::fuzzing::{Limits, MediaType, ReadError, count_pages, render};
use ocriva_fuzz::only_our_panics;

const LIMITS: Limits = Limits { max_file_pages: 100, max_pages: 3, max_pixels: 250_000 };
const WIDTH: u32 = 40;

fuzz_target!(init: only_our_panics(), |file: &[u8]| {
    if matches!(MediaType::sniff(file), None | Some(MediaType::Pdf | MediaType::Xml)) {
        return;
    }
    let pages = count_pages(file);
    for page in [1, 2] {
        match render(file, page, WIDTH, &LIMITS) {
            Ok(drawn) => {
                assert!((1..=WIDTH).contains(&drawn.width) && drawn.height > 0 && drawn.mime == "image/jpeg");
                match pages {
                    Ok(pages) => assert!(page <= pages),
                    // A file is refused when it comes in for its first page; a later one may be whole.
                    Err(ref error) => assert!(page == 2 || matches!(error, ReadError::TooManyPages { .. })),
                }
            }
            Err(error) => assert!(page == 2 || pages.is_ok() || error != ReadError::Empty),
        }
    }
});
