//! The reader: a file's bytes in, its pages out, with the electronic invoice that it carries.

use super::guard::guarded;
use super::limits::wanted_pages;
use super::ocr::Ocr;
use super::{Invoice, Limits, MediaType, PageRange, ReadError, einvoice, pdf, picture, sniffed, thai};
use crate::domain::page::{Page, PageSource, Word};
use image::RgbImage;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// How far a text layer is believed that does not show on the page.
const HEARSAY: f32 = 0.6;

/// What a file says.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// The wanted pages with their words, in order.
    pub pages: Vec<Page>,
    /// What the file says in data, of the whole file.
    pub invoice: Option<Invoice>,
    /// How many pages the file has.
    pub file_pages: u32,
}

/// Reads files, in this process; one for all of it, shared by its threads. The recognition models are loaded at the first
/// page that needs them.
pub struct Reader {
    models: PathBuf,
    ocr: OnceLock<Option<Ocr>>,
}

impl Reader {
    /// `models` is the folder that `setup/ocr-models` fills; without it, files with a text layer are still read.
    #[must_use]
    pub fn new(models: &Path) -> Self {
        Self { models: models.to_owned(), ocr: OnceLock::new() }
    }

    /// Can pictures be read? Looks for the files and does not load them.
    #[must_use]
    pub fn ocr_available(&self) -> bool {
        match self.ocr.get() {
            Some(loaded) => loaded.is_some(),
            None => Ocr::present(&self.models),
        }
    }

    /// The wanted pages and the invoice inside. Slow (seconds for a scan) and busy: call it where blocking is allowed.
    ///
    /// # Errors
    /// When the file cannot be opened, has not the wanted pages, is over the limits, or has no text at all.
    pub fn read(&self, bytes: &[u8], limits: &Limits, range: Option<&PageRange>) -> Result<Reading, ReadError> {
        let reading = self.attempt(bytes, limits, range, true)?;
        Ok(reading.expect("recognition was allowed"))
    }

    /// The same without recognition: `None` when there are pictures to be recognised, and that can be done.
    ///
    /// # Errors
    /// As for [`Self::read`].
    pub fn read_text(
        &self,
        bytes: &[u8],
        limits: &Limits,
        range: Option<&PageRange>,
    ) -> Result<Option<Reading>, ReadError> {
        self.attempt(bytes, limits, range, !self.ocr_available())
    }

    fn attempt(
        &self,
        bytes: &[u8],
        limits: &Limits,
        range: Option<&PageRange>,
        pictures: bool,
    ) -> Result<Option<Reading>, ReadError> {
        let reading = guarded("read", || match sniffed(bytes)? {
            MediaType::Pdf => self.read_pdf(bytes, limits, range, pictures),
            MediaType::Xml => read_xml(bytes, limits, range).map(Some),
            media => self.read_pictures(bytes, media, limits, range, pictures),
        })?;
        let is_silent =
            |reading: &Reading| reading.invoice.is_none() && reading.pages.iter().all(|page| page.words.is_empty());
        if reading.as_ref().is_some_and(is_silent) { Err(ReadError::NoText) } else { Ok(reading) }
    }

    fn read_pdf(
        &self,
        bytes: &[u8],
        limits: &Limits,
        range: Option<&PageRange>,
        pictures: bool,
    ) -> Result<Option<Reading>, ReadError> {
        let pdf = pdf::open(bytes)?;
        let file_pages = pdf::count(&pdf);
        let numbers = wanted_pages(file_pages, limits, range)?;
        let invoice = pdf::attachments(&pdf).find_map(|file| einvoice::parse(&file));
        let mut layers = pdf::layers(&pdf, &numbers);
        if !pictures && layers.iter().any(|layer| layer.wants_ocr) {
            return Ok(None);
        }
        for layer in layers.iter_mut().filter(|layer| layer.wants_ocr) {
            let words = match self.ocr() {
                Some(ocr) => recognise(ocr, &pdf::raster_for_ocr(&pdf, layer.page.number, limits)?),
                None => Vec::new(),
            };
            if words.is_empty() {
                // A layer that somebody else recognised is better than nothing.
                layer.page.words.iter_mut().for_each(|word| word.confidence = HEARSAY);
            } else {
                (layer.page.words, layer.page.source) = (words, PageSource::Ocr);
            }
        }
        let unread = |layer: &pdf::Layer| layer.wants_ocr && layer.page.words.is_empty();
        if layers.iter().any(unread) && self.ocr().is_none() {
            if invoice.is_none() && layers.iter().all(|layer| layer.page.words.is_empty()) {
                return Err(ReadError::OcrUnavailable);
            }
            tracing::warn!("pages without a text layer were left out: text recognition is not set up");
        }
        let pages = layers.into_iter().map(|layer| layer.page).collect();
        Ok(Some(Reading { pages, invoice, file_pages }))
    }

    fn read_pictures(
        &self,
        bytes: &[u8],
        media: MediaType,
        limits: &Limits,
        range: Option<&PageRange>,
        pictures: bool,
    ) -> Result<Option<Reading>, ReadError> {
        picture::check(bytes, media, limits)?;
        let file_pages = picture::count(bytes, media)?;
        let numbers = wanted_pages(file_pages, limits, range)?;
        if !pictures {
            return Ok(None);
        }
        let ocr = self.ocr().ok_or(ReadError::OcrUnavailable)?;
        let page = |number| {
            let picture = picture::decode(bytes, media, number, limits)?;
            let (width, height) = picture.size();
            let (fit_width, fit_height) = useful_size(width, height);
            let words = recognise(ocr, &picture.within(fit_width, fit_height).upright());
            let (width, height) = (width as f32, height as f32);
            Ok(Page { number, width, height, source: PageSource::Ocr, words, rules: Vec::new() })
        };
        let pages = numbers.into_iter().map(page).collect::<Result<_, ReadError>>()?;
        Ok(Some(Reading { pages, invoice: None, file_pages }))
    }

    fn ocr(&self) -> Option<&Ocr> {
        let load = || {
            if !Ocr::present(&self.models) {
                tracing::warn!(folder = %self.models.display(), "text recognition is off: run setup/ocr-models");
                return None;
            }
            Ocr::load(&self.models).inspect_err(|error| tracing::error!(%error, "text recognition cannot start")).ok()
        };
        self.ocr.get_or_init(load).as_ref()
    }
}

fn read_xml(bytes: &[u8], limits: &Limits, range: Option<&PageRange>) -> Result<Reading, ReadError> {
    let (invoice, mut pages) = einvoice::open(bytes)?;
    let file_pages = pages.len() as u32;
    let numbers = wanted_pages(file_pages, limits, range)?;
    pages.retain(|page| numbers.contains(&page.number));
    Ok(Reading { pages, invoice: Some(invoice), file_pages })
}

fn recognise(ocr: &Ocr, image: &RgbImage) -> Vec<Word> {
    let recognised = ocr.recognise(image);
    if recognised.foreign { thai::completed(image, recognised.words) } else { recognised.words }
}

/// Pixels across that letters on a long till receipt need.
const SHORT_SIDE: u32 = 1_000;

/// A picture larger than recognition can use costs memory and time.
fn useful_size(width: u32, height: u32) -> (u32, u32) {
    let scale = (pdf::OCR_MAX_SIDE as f32 / width.max(height) as f32).max(SHORT_SIDE as f32 / width.min(height) as f32);
    let side = |pixels: u32| ((pixels as f32 * scale.min(1.0)).round() as u32).max(1);
    (side(width), side(height))
}
