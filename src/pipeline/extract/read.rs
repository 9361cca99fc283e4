//! Pages become words with boxes: from a PDF's text layer where it can be trusted, else by recognition.
//!
//! Files are hostile until they are read: the server asks through [`apart`], and everything else here runs in a process
//! of its own ([`serve`]), which a file may break or block without anybody else noticing.

pub mod apart;
mod confine;
mod einvoice;
mod error;
mod guard;
mod limits;
mod media;
mod ocr;
mod pdf;
mod picture;
mod reader;
mod render;
mod rows;
pub mod serve;
mod svg;
#[cfg(test)]
mod tests;
mod thai;
mod tiff;

pub use einvoice::{Invoice, Line, Party, Tax};
pub use error::ReadError;
pub use limits::{Limits, PageRange, PageRangeError};
pub use media::MediaType;
pub use reader::{Reader, Reading};
pub use render::{RenderedPage, pixels, render};

use guard::guarded;
use std::path::Path;

/// Can pictures be read? Looks for the files of the models in their folder, and does not load them.
#[must_use]
pub fn recognition_is_set_up(models: &Path) -> bool {
    ocr::Ocr::present(models)
}

/// How many pages the file has; cheap.
///
/// # Errors
/// When the file is empty, of another type, protected or damaged, or has more pages than any file may.
pub fn count_pages(bytes: &[u8]) -> Result<u32, ReadError> {
    let limits = Limits::default();
    let pages = guarded("count", || match sniffed(bytes)? {
        MediaType::Pdf => Ok(pdf::count(&pdf::open(bytes)?)),
        MediaType::Xml => Ok(einvoice::open(bytes)?.1.len() as u32),
        media => {
            let pages = picture::count(bytes, media)?;
            picture::check(bytes, media, &limits)?;
            Ok(pages)
        }
    })?;
    limits.admit(pages)
}

fn sniffed(bytes: &[u8]) -> Result<MediaType, ReadError> {
    if bytes.is_empty() {
        return Err(ReadError::Empty);
    }
    MediaType::sniff(bytes).ok_or(ReadError::Unsupported)
}
