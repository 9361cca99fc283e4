//! PDFs: opened, counted, their glyphs turned into words, their pages into pictures.

mod attachments;
mod characters;
mod content;
mod ink;
mod pieces;
mod quality;
mod raster;
mod spoken;
mod words;

use super::ReadError;
use crate::domain::page::{Page, PageSource};
use hayro::hayro_interpret::{InterpreterCache, InterpreterSettings};
use hayro::hayro_syntax::{DecryptionError, LoadPdfError, Pdf};

pub(super) use attachments::attachments;
pub(super) use raster::{OCR_MAX_SIDE, raster, raster_for_ocr};

/// What the text layer of one page gave.
pub(super) struct Layer {
    pub page: Page,
    /// The layer is missing, unreadable or not what the eye sees: recognise the picture instead.
    pub wants_ocr: bool,
}

/// How far from its end a PDF may say that it is over: mail gateways and signers append a little.
const TAIL: usize = 8 * 1024;

pub(super) fn open(bytes: &[u8]) -> Result<Pdf, ReadError> {
    if is_cut_off(bytes) {
        return Err(ReadError::Corrupt);
    }
    let pdf = Pdf::new(bytes.to_vec()).map_err(|error| match error {
        LoadPdfError::Decryption(DecryptionError::PasswordProtected | DecryptionError::UnsupportedAlgorithm) => {
            ReadError::Encrypted
        }
        LoadPdfError::Decryption(_) | LoadPdfError::Invalid => ReadError::Corrupt,
    })?;
    if pdf.pages().is_empty() { Err(ReadError::Corrupt) } else { Ok(pdf) }
}

/// A whole file ends with `startxref`, a number and `%%EOF`. Parsers mend a file that was cut off, and its last pages
/// would be missing without a word.
fn is_cut_off(bytes: &[u8]) -> bool {
    let tail = &bytes[bytes.len().saturating_sub(TAIL)..];
    let holds = |mark: &[u8]| tail.windows(mark.len()).any(|window| window == mark);
    !holds(b"%%EOF") && !holds(b"startxref")
}

pub(super) fn count(pdf: &Pdf) -> u32 {
    u32::try_from(pdf.pages().len()).unwrap_or(u32::MAX)
}

/// The text layers of the pages `numbers` (from 1, all within the file).
pub(super) fn layers(pdf: &Pdf, numbers: &[u32]) -> Vec<Layer> {
    let (cache, settings) = (InterpreterCache::new(), InterpreterSettings::default());
    let mut ink = ink::Ink::default();
    numbers
        .iter()
        .map(|&number| {
            let page = &pdf.pages()[number as usize - 1];
            let content = content::gather(page, &cache, settings.clone(), &mut ink);
            let wants_ocr = quality::wants_ocr(&content);
            let words = words::assemble(&quality::trusted(&content), content.width, content.height);
            let (width, height, rules) = (content.width, content.height, content.rules);
            Layer { page: Page { number, width, height, source: PageSource::TextLayer, words, rules }, wants_ocr }
        })
        .collect()
}
