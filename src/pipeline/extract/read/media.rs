//! What a file is, decided from its bytes and never from its name.

use super::einvoice;
use serde::{Deserialize, Serialize};

/// A file type that can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum MediaType {
    Pdf,
    Jpeg,
    Png,
    WebP,
    Bmp,
    Tiff,
    /// An electronic invoice; no other XML.
    Xml,
}

/// Real PDFs carry mail headers, byte-order marks or blank lines before `%PDF-`; readers search this far.
const PDF_HEADER_WINDOW: usize = 1024;

impl MediaType {
    /// The type that the first bytes announce, of XML the root element; `None` when it is none of ours.
    #[must_use]
    pub fn sniff(bytes: &[u8]) -> Option<Self> {
        let head = &bytes[..bytes.len().min(PDF_HEADER_WINDOW)];
        match head {
            [0xff, 0xd8, 0xff, ..] => Some(Self::Jpeg),
            [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Some(Self::Png),
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some(Self::WebP),
            // 42 marks a TIFF, 43 a BigTIFF, in the byte order that the first two letters tell.
            [b'I', b'I', 42 | 43, 0, ..] | [b'M', b'M', 0, 42 | 43, ..] => Some(Self::Tiff),
            // "BM" alone begins many texts: the four reserved bytes after the size are zero in a bitmap.
            [b'B', b'M', _, _, _, _, 0, 0, 0, 0, ..] => Some(Self::Bmp),
            _ if head.windows(5).any(|window| window == b"%PDF-") => Some(Self::Pdf),
            _ => einvoice::is_invoice(bytes).then_some(Self::Xml),
        }
    }

    #[must_use]
    pub const fn mime(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::WebP => "image/webp",
            Self::Bmp => "image/bmp",
            Self::Tiff => "image/tiff",
            Self::Xml => "application/xml",
        }
    }

    /// Without the dot.
    #[must_use]
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Jpeg => "jpg",
            Self::Png => "png",
            Self::WebP => "webp",
            Self::Bmp => "bmp",
            Self::Tiff => "tiff",
            Self::Xml => "xml",
        }
    }

    pub(super) const fn image_format(self) -> Option<image::ImageFormat> {
        match self {
            Self::Pdf | Self::Xml => None,
            Self::Jpeg => Some(image::ImageFormat::Jpeg),
            Self::Png => Some(image::ImageFormat::Png),
            Self::WebP => Some(image::ImageFormat::WebP),
            Self::Bmp => Some(image::ImageFormat::Bmp),
            Self::Tiff => Some(image::ImageFormat::Tiff),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_first_bytes_decide() {
        let cases: [(&[u8], Option<MediaType>); 15] = [
            (b"%PDF-1.7\n", Some(MediaType::Pdf)),
            (b"\xef\xbb\xbf\r\n%PDF-1.4", Some(MediaType::Pdf)),
            (b"\xff\xd8\xff\xe0\0\x10JFIF", Some(MediaType::Jpeg)),
            (b"\x89PNG\r\n\x1a\n\0\0", Some(MediaType::Png)),
            (b"RIFF\x10\0\0\0WEBPVP8 ", Some(MediaType::WebP)),
            (b"RIFF\x10\0\0\0WAVEfmt ", None),
            (b"II\x2a\0\x08\0\0\0", Some(MediaType::Tiff)),
            (b"MM\0\x2b\0\x08\0\0", Some(MediaType::Tiff)),
            (b"BM\x36\0\0\0\0\0\0\0\x36", Some(MediaType::Bmp)),
            (b"BMW invoice, plain text", None),
            (b"<html>", None),
            (b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'/>", None),
            (b"\xef\xbb\xbf<!-- ours --> <a:CrossIndustryInvoice xmlns:a='urn:x'>", Some(MediaType::Xml)),
            (b"<CreditNote xmlns='urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2'>", Some(MediaType::Xml)),
            (b"", None),
        ];
        for (bytes, expected) in cases {
            assert_eq!(MediaType::sniff(bytes), expected, "{bytes:?}");
        }
    }

    #[test]
    fn a_pdf_header_far_into_the_file_is_not_a_header() {
        let mut bytes = vec![b' '; PDF_HEADER_WINDOW];
        bytes.extend_from_slice(b"%PDF-1.7");
        assert_eq!(MediaType::sniff(&bytes), None);
    }

    proptest! {
        #[test]
        fn nothing_that_is_sent_makes_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..200), cut in 0..12usize) {
            let _ = MediaType::sniff(&bytes);
            for head in ["%PDF-", "II\u{2a}\0", "BM", "RIFF", "<?xml encoding=", "\u{feff}<", "<Invoice xmlns='"] {
                let _ = MediaType::sniff(&[&head.as_bytes()[..cut.min(head.len())], &bytes].concat());
            }
        }
    }
}
