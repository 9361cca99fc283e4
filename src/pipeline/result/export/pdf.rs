//! PDF that can be searched: the pages as they look, with the words that were read on them in invisible letters. It is
//! made of the file of a stranger, so a reader process makes it.

mod blank;
mod font;
mod layer;
mod picture;
mod source;

use crate::{
    domain::page::{Page, PageSource},
    pipeline::extract::read::{Limits, MediaType, ReadError},
};
use font::Font;
use pdf_writer::{Chunk, Content, Filter, Finish, Name, Pdf, Rect, Ref, Settings, TextStr};
use picture::Picture;

/// The names of things on a page.
const LOOK: Name<'static> = Name(b"Look");
const TEXT: Name<'static> = Name(b"Text");

const SETTINGS: Settings = Settings { pretty: false };

/// The file itself where all its text can be searched already.
///
/// # Errors
/// When the file cannot be opened any more, or its pages are over the limits.
pub fn searchable(file: &[u8], pages: &[Page], limits: &Limits) -> Result<Vec<u8>, ReadError> {
    let is_pdf = MediaType::sniff(file) == Some(MediaType::Pdf);
    if is_pdf && pages.iter().all(|page| page.source == PageSource::TextLayer) {
        return Ok(file.to_vec());
    }
    let mut book = Book::new();
    if is_pdf {
        source::add_pdf(&mut book, file, pages, limits)?;
    } else {
        source::add_pictures(&mut book, file, pages, limits)?;
    }
    Ok(book.finish())
}

/// A PDF that grows by pages.
struct Book {
    next: Ref,
    objects: Chunk,
    tree: Ref,
    pages: Vec<Ref>,
    font: Font,
    font_id: Ref,
}

/// How a page looks.
enum Look {
    /// A form of the page's own size.
    Form(Ref),
    /// A picture to be stretched over the page.
    Picture(Ref),
}

impl Book {
    fn new() -> Self {
        let mut next = Ref::new(1);
        let (tree, font_id) = (next.bump(), next.bump());
        Self { next, objects: Chunk::with_settings(SETTINGS), tree, pages: Vec::new(), font: Font::default(), font_id }
    }

    fn add_picture(&mut self, picture: &Picture) -> Ref {
        let id = self.next.bump();
        let mut object = self.objects.image_xobject(id, &picture.jpeg);
        object.filter(Filter::DctDecode);
        object.width(picture.width as i32).height(picture.height as i32).bits_per_component(8);
        object.color_space().device_rgb();
        object.finish();
        id
    }

    /// A page of `size` points; with `words`, they are laid over it.
    fn add_page(&mut self, look: &Look, size: (f32, f32), words: Option<&Page>) {
        let (page_id, content_id) = (self.next.bump(), self.next.bump());
        let mut content = Content::with_settings(SETTINGS);
        content.save_state();
        let look = match look {
            Look::Form(id) => *id,
            Look::Picture(id) => {
                content.transform([size.0, 0.0, 0.0, size.1, 0.0, 0.0]);
                *id
            }
        };
        content.x_object(LOOK).restore_state();
        if let Some(words) = words {
            layer::write(&mut content, TEXT, &mut self.font, words, size);
        }
        let content = deflated(&content.finish());
        self.objects.stream(content_id, &content).filter(Filter::FlateDecode);
        let mut page = self.objects.page(page_id);
        page.parent(self.tree).media_box(Rect::new(0.0, 0.0, size.0, size.1)).contents(content_id);
        let mut resources = page.resources();
        resources.x_objects().pair(LOOK, look);
        resources.fonts().pair(TEXT, self.font_id);
        resources.finish();
        page.finish();
        self.pages.push(page_id);
    }

    fn finish(mut self) -> Vec<u8> {
        let (catalog, info) = (self.next.bump(), self.next.bump());
        self.font.write(&mut self.objects, self.font_id, &mut self.next);
        let mut pdf = Pdf::with_settings(SETTINGS);
        pdf.catalog(catalog).pages(self.tree);
        pdf.document_info(info).producer(TextStr("Ocriva"));
        pdf.pages(self.tree).count(self.pages.len() as i32).kids(self.pages);
        pdf.extend(&self.objects);
        pdf.finish()
    }
}

fn deflated(bytes: &[u8]) -> Vec<u8> {
    use std::io::Write;
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).and_then(|()| encoder.finish()).expect("memory takes what is written")
}

#[cfg(test)]
mod tests;
