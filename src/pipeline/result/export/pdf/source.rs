//! Where the look of the pages comes from: the PDF itself, or pictures.

use super::{Book, Look, SETTINGS, picture::Picture};
use crate::{
    domain::page::{Page, PageSource},
    pipeline::extract::read::{self, Limits, ReadError},
};
use hayro::hayro_syntax::{Pdf, content::ops::TypedInstruction, page::Page as PdfPage};
use hayro_write::{ExtractionQuery, extract};

/// Image files: one picture for each page.
pub fn add_pictures(book: &mut Book, file: &[u8], pages: &[Page], limits: &Limits) -> Result<(), ReadError> {
    for number in 1..=read::count_pages(file)? {
        let picture = Picture::of(file, number, limits)?;
        let look = Look::Picture(book.add_picture(&picture));
        book.add_page(&look, picture.paper(), words_of(pages, number));
    }
    Ok(())
}

/// Pages of a PDF stay as they are where they can.
pub fn add_pdf(book: &mut Book, file: &[u8], pages: &[Page], limits: &Limits) -> Result<(), ReadError> {
    let pdf = Pdf::new(file.to_vec()).map_err(|_| ReadError::Corrupt)?;
    let redrawn: Vec<bool> =
        (1..).zip(pdf.pages().iter()).map(|(number, page)| is_redrawn(page, words_of(pages, number))).collect();
    let kept: Vec<usize> = (0..redrawn.len()).filter(|at| !redrawn[*at]).collect();
    let queries: Vec<ExtractionQuery> = kept.iter().map(|at| ExtractionQuery::new_xobject(*at)).collect();
    let next = &mut book.next;
    let forms = extract(&pdf, Box::new(|| next.bump()), SETTINGS, &queries).map_err(|_| ReadError::Corrupt)?;
    book.objects.extend(&forms.chunk);
    for (at, page) in pdf.pages().iter().enumerate() {
        let number = at as u32 + 1;
        let words = words_of(pages, number);
        let look = match kept.iter().position(|kept| *kept == at) {
            Some(place) => Look::Form(forms.root_refs[place].map_err(|_| ReadError::Corrupt)?),
            None => Look::Picture(book.add_picture(&Picture::of(file, number, limits)?)),
        };
        // A page that keeps its own text needs no second one.
        let words = words.filter(|words| redrawn[at] || words.source == PageSource::Ocr);
        book.add_page(&look, page.render_dimensions(), words);
    }
    Ok(())
}

/// Is the page drawn anew? A form has no annotations, and hidden text that could not be trusted is not handed on
/// beside the words that were read.
fn is_redrawn(page: &PdfPage<'_>, words: Option<&Page>) -> bool {
    let was_recognised = words.is_some_and(|words| words.source == PageSource::Ocr);
    words.is_some() && page.raw().contains_key(b"Annots") || was_recognised && shows_text(page)
}

fn shows_text(page: &PdfPage<'_>) -> bool {
    let mut operations = page.typed_operations();
    while let Some(operation) = operations.next() {
        use TypedInstruction::{NextLineAndShowText, ShowText, ShowTextWithParameters, ShowTexts};
        if matches!(operation, ShowText(_) | ShowTexts(_) | NextLineAndShowText(_) | ShowTextWithParameters(_)) {
            return true;
        }
    }
    false
}

fn words_of(pages: &[Page], number: u32) -> Option<&Page> {
    pages.iter().find(|page| page.number == number)
}
