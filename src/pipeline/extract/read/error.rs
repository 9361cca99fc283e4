//! Why a file could not be read, in a sentence that says what to do.

/// Each variant reads as a sentence for the person who sent the file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
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
            Self::NoText => "no_text_found",
            Self::OcrUnavailable => "ocr_unavailable",
            Self::TookTooLong => "took_too_long",
        }
    }
}
