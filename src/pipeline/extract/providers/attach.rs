//! What of a document goes into a call: its text with the layout, and the document itself to models that can look.

use super::{
    layout_text,
    prompt::{self, Span},
    round::Sheet,
    target::Target,
    wire::Part,
};
use crate::{
    domain::page::{Page, PageSource},
    pipeline::extract::{
        engine::Question,
        read::{self, Limits, MediaType},
    },
};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use image::codecs::jpeg::JpegEncoder;
use std::ops::Range;

/// Pixels across the picture of a page: 10 point letters are 17 high.
const PICTURE_WIDTH: u32 = 1_500;
/// A heavier picture goes as a JPEG: the strictest provider takes 5 MB in base64.
const HEAVIEST_PICTURE: usize = 3 * 1024 * 1024;
const JPEG_QUALITY: u8 = 85;
/// A larger PDF goes as pictures: the strictest provider takes 20 MB in all.
const LARGEST_PDF: usize = 12 * 1024 * 1024;

/// The pages `range` of the document. Draws pages: call it where blocking is allowed.
#[must_use]
pub fn sheet(question: &Question, target: &Target, range: &Range<usize>) -> Sheet {
    let pages = &question.pages[range.clone()];
    let text = layout_text::of(pages);
    let boundary = prompt::boundary(&text);
    let mut parts = vec![Part::Text(prompt::enclosed(&text, &boundary))];
    let whole = range.len() == question.pages.len();
    if target.pdf && whole && is_small_pdf(question) {
        parts.push(Part::Pdf { data: BASE64_STANDARD.encode(question.file.as_slice()) });
    } else if target.image {
        // Pages set out from data show nothing that their words do not say.
        let seen = pages.iter().filter(|page| page.source != PageSource::Data);
        parts.extend(seen.filter_map(|page| picture(question, page)));
    }
    let number = |page: Option<&Page>| page.map_or(0, |page| page.number);
    Sheet { parts, boundary, span: Span { first: number(pages.first()), last: number(pages.last()), whole } }
}

/// Does the file hold the pages that were read, and no others?
fn is_small_pdf(question: &Question) -> bool {
    MediaType::sniff(&question.file) == Some(MediaType::Pdf)
        && question.file.len() <= LARGEST_PDF
        && read::count_pages(&question.file).is_ok_and(|pages| pages as usize == question.pages.len())
}

/// A page that cannot be drawn is still there as text.
fn picture(question: &Question, page: &Page) -> Option<Part> {
    let drawn = read::render(&question.file, page.number, PICTURE_WIDTH, &Limits::default()).ok()?;
    let light = drawn.bytes.len() <= HEAVIEST_PICTURE;
    let (mime, bytes) = if light { (drawn.mime, drawn.bytes) } else { ("image/jpeg", jpeg(&drawn.bytes)?) };
    Some(Part::Image { mime, data: BASE64_STANDARD.encode(bytes) })
}

fn jpeg(picture: &[u8]) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let image = image::load_from_memory(picture).ok()?.into_rgb8();
    JpegEncoder::new_with_quality(&mut bytes, JPEG_QUALITY).encode_image(&image).ok()?;
    Some(bytes)
}
