//! Why a file could not be read, in a sentence that says what to do.

use crate::error::{AppError, Kind};
use serde::{Deserialize, Serialize};

/// Each variant reads as a sentence for the person who sent the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum ReadError {
    #[error("The file is empty. Please check the original and upload it again.")]
    Empty,
    #[error("This type of file cannot be read. Please upload a PDF, JPG, PNG, WebP, BMP, TIFF or XML e-invoice.")]
    Unsupported,
    #[error("The PDF is protected by a password. Please remove the password and upload it again.")]
    Encrypted,
    #[error("The file is damaged or incomplete and cannot be opened. Please export or scan it again.")]
    Corrupt,
    #[error("The file has {pages} pages; at most {limit} are accepted. Please split it into smaller files.")]
    TooManyPages { pages: u32, limit: u32 },
    #[error(
        "The image is {width} × {height} pixels, more than can be read. Please scan it at a lower resolution \
         (300 dpi is plenty)."
    )]
    ImageTooLarge { width: u32, height: u32 },
    #[error("The page range asks for page {page}, but the file ends at page {pages}. Please choose other pages.")]
    PageOutOfRange { page: u32, pages: u32 },
    #[error("An e-invoice without a PDF is data alone and has no picture of its pages. Please choose another format.")]
    NoPicture,
    #[error("No text was found on the pages. Please upload a sharper scan, or the side that has text on it.")]
    NoText,
    #[error(
        "The pages are pictures, and text recognition is not set up on this server. Please ask the operator to run \
         `setup/ocr-models`, or upload a PDF with text."
    )]
    OcrUnavailable,
    #[error(
        "Reading the file took too long and was stopped. Please split it into smaller files, or print it to a simpler PDF."
    )]
    TookTooLong,
    #[error(
        "Reading the file takes more memory than there is for one file, and was stopped. Please scan it at a lower \
         resolution, split it into smaller files, or print it to a simpler PDF."
    )]
    TooMuchMemory,
    #[error(
        "The file broke the program that reads it; nothing else was touched. Please print it to a new PDF or scan it \
         again, and report it: the file should not be able to do that."
    )]
    Crashed,
    #[error("The server has its hands full with other files right now. Please try again in a moment.")]
    Busy,
}

impl ReadError {
    /// The machine's word for it.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Empty => "empty_file",
            Self::Unsupported => "unsupported_type",
            Self::Encrypted => "encrypted",
            Self::Corrupt => "corrupt_file",
            Self::TooManyPages { .. } => "too_many_pages",
            Self::ImageTooLarge { .. } => "image_too_large",
            Self::PageOutOfRange { .. } => "page_out_of_range",
            Self::NoPicture => "no_picture",
            Self::NoText => "no_text_found",
            Self::OcrUnavailable => "ocr_unavailable",
            Self::TookTooLong => "took_too_long",
            Self::TooMuchMemory => "too_much_memory",
            Self::Crashed => "unreadable",
            Self::Busy => "busy",
        }
    }

    /// Does it lie with the server and not with the file?
    #[must_use]
    pub const fn is_passing(&self) -> bool {
        matches!(self, Self::Busy)
    }
}

impl From<ReadError> for AppError {
    fn from(error: ReadError) -> Self {
        let kind = match error {
            ReadError::Empty => Kind::BadRequest,
            ReadError::Unsupported => Kind::UnsupportedMedia,
            ReadError::Busy => Kind::Unavailable,
            _ => Kind::Unprocessable,
        };
        Self::new(kind, error.code(), error.to_string())
    }
}
