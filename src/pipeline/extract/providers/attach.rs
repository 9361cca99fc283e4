//! What of a document goes into a call: its text with the layout, and the document itself to models that can look.

use super::{
    layout_text,
    prompt::{self, Span},
    round::Sheet,
    target::Target,
    wire::Part,
};
use crate::{
    clients::readers::Readers,
    domain::page::{Page, PageSource},
    pipeline::extract::{
        engine::Question,
        read::{Limits, MediaType, apart},
    },
};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use std::ops::Range;

/// Pixels across the picture of a page: 10 point letters are 17 high.
const PICTURE_WIDTH: u32 = 1_500;
/// A heavier picture goes as a JPEG: the strictest provider takes 5 MB in base64.
const HEAVIEST_PICTURE: u64 = 3 * 1024 * 1024;
/// A larger PDF goes as pictures: the strictest provider takes 20 MB in all.
const LARGEST_PDF: usize = 12 * 1024 * 1024;

/// What a model that can look is shown of the pages `range`: the whole PDF, or pictures of them.
pub async fn shown(readers: &Readers, question: &Question, target: &Target, range: &Range<usize>) -> Vec<Part> {
    let whole = range.len() == question.pages.len();
    if target.pdf && whole && is_small_pdf(readers, question).await {
        return vec![Part::Pdf { data: BASE64_STANDARD.encode(question.file.as_slice()) }];
    }
    let mut pictures = Vec::new();
    if target.image {
        // Pages set out from data show nothing that their words do not say.
        for page in question.pages[range.clone()].iter().filter(|page| page.source != PageSource::Data) {
            pictures.extend(picture(readers, question, page).await);
        }
    }
    pictures
}

/// The pages `range` of the document as one call carries them: their text, then what is `shown` of them.
#[must_use]
pub fn sheet(question: &Question, range: &Range<usize>, shown: Vec<Part>) -> Sheet {
    let pages = &question.pages[range.clone()];
    let text = layout_text::of(pages);
    let boundary = prompt::boundary(&text);
    let mut parts = vec![Part::Text(prompt::enclosed(&text, &boundary))];
    parts.extend(shown);
    let number = |page: Option<&Page>| page.map_or(0, |page| page.number);
    let whole = range.len() == question.pages.len();
    Sheet { parts, boundary, span: Span { first: number(pages.first()), last: number(pages.last()), whole } }
}

/// Does the file hold the pages that were read, and no others?
async fn is_small_pdf(readers: &Readers, question: &Question) -> bool {
    question.file.len() <= LARGEST_PDF
        && apart::inspect(readers, &question.file)
            .await
            .is_ok_and(|file| file.media == MediaType::Pdf && file.pages as usize == question.pages.len())
}

/// A page that cannot be drawn is still there as text.
async fn picture(readers: &Readers, question: &Question, page: &Page) -> Option<Part> {
    let (heaviest, limits) = (Some(HEAVIEST_PICTURE), Limits::default());
    let drawn = apart::draw(readers, &question.file, page.number, PICTURE_WIDTH, heaviest, limits).await.ok()?;
    Some(Part::Image { mime: drawn.mime, data: BASE64_STANDARD.encode(drawn.bytes) })
}
