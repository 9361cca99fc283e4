//! What is said through the wall, to the last bit: the same words and boxes as if no wall were there.

use crate::{
    domain::page::{BBox, Page, PageSource, Word},
    pipeline::extract::read::{Invoice, Limits, MediaType, PageRange, ReadError, Reading},
};
use serde::{Deserialize, Serialize};

/// What is wanted of a file.
#[derive(Debug, Serialize, Deserialize)]
pub enum Ask {
    Inspect,
    /// As far as no picture has to be recognised.
    Text {
        limits: Limits,
        range: Option<PageRange>,
    },
    Recognise {
        limits: Limits,
        range: Option<PageRange>,
    },
    Draw {
        page: u32,
        width: u32,
        /// In bytes: heavier pictures lose some of their sharpness.
        heaviest: Option<u64>,
        limits: Limits,
    },
    /// With these words on its pages.
    Searchable {
        pages: Vec<Sheet>,
        limits: Limits,
    },
}

/// What was found.
#[derive(Debug, Serialize, Deserialize)]
pub enum Said {
    Error(ReadError),
    Inspected {
        media: MediaType,
        pages: u32,
    },
    Reading(Box<Read>),
    WantsRecognition,
    /// Its bytes are the body.
    Drawn {
        mime: String,
        width: u32,
        height: u32,
    },
    /// The body.
    File,
}

#[derive(Debug, Serialize, Deserialize)]
pub struct Read {
    pages: Vec<Sheet>,
    invoice: Option<Invoice>,
    file_pages: u32,
}

/// A page whose boxes are not rounded, as those in JSON are.
#[derive(Debug, Serialize, Deserialize)]
pub struct Sheet {
    number: u32,
    size: [f32; 2],
    source: PageSource,
    words: Vec<(String, [f32; 4], f32, bool)>,
    rules: Vec<[f32; 4]>,
}

impl Ask {
    pub fn packed(&self) -> Vec<u8> {
        packed(self)
    }

    pub fn unpacked(bytes: &[u8]) -> Option<Self> {
        postcard::from_bytes(bytes).ok()
    }
}

impl Said {
    pub fn packed(&self) -> Vec<u8> {
        packed(self)
    }

    pub fn unpacked(bytes: &[u8]) -> Option<Self> {
        postcard::from_bytes(bytes).ok()
    }
}

fn packed(message: &impl Serialize) -> Vec<u8> {
    postcard::to_stdvec(message).expect("memory takes what is written, and every length is known")
}

impl From<Reading> for Read {
    fn from(reading: Reading) -> Self {
        let pages = reading.pages.iter().map(Sheet::from).collect();
        Self { pages, invoice: reading.invoice, file_pages: reading.file_pages }
    }
}

impl From<Read> for Reading {
    fn from(read: Read) -> Self {
        let pages = read.pages.into_iter().map(Sheet::into).collect();
        Self { pages, invoice: read.invoice, file_pages: read.file_pages }
    }
}

impl From<&Page> for Sheet {
    fn from(page: &Page) -> Self {
        let word = |word: &Word| (word.text.clone(), corners(&word.bbox), word.confidence, word.bold);
        Self {
            number: page.number,
            size: [page.width, page.height],
            source: page.source,
            words: page.words.iter().map(word).collect(),
            rules: page.rules.iter().map(corners).collect(),
        }
    }
}

impl From<Sheet> for Page {
    fn from(sheet: Sheet) -> Self {
        let word = |(text, bbox, confidence, bold)| Word { text, bbox: BBox::from(bbox), confidence, bold };
        let [width, height] = sheet.size;
        Self {
            number: sheet.number,
            width,
            height,
            source: sheet.source,
            words: sheet.words.into_iter().map(word).collect(),
            rules: sheet.rules.into_iter().map(BBox::from).collect(),
        }
    }
}

fn corners(b: &BBox) -> [f32; 4] {
    [b.x, b.y, b.width, b.height]
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_reading_is_the_same_on_the_other_side() {
        let word = |text: &str, bbox| Word { text: text.into(), bbox, confidence: 0.987_654_3, bold: text.is_empty() };
        let third = 1.0f32 / 3.0;
        let page = Page {
            number: 7,
            width: 595.276,
            height: 841.89,
            source: PageSource::Ocr,
            words: vec![word("ใบ", BBox::new(third, third / 7.0, 1e-7, 0.1)), word("", BBox::default())],
            rules: vec![BBox::new(0.1, 0.2, 0.7, 1e-4)],
        };
        let invoice =
            Invoice { number: Some("1".into()), remarks: vec![("Note".into(), "late".into())], ..Invoice::default() };
        let reading = Reading { pages: vec![page], invoice: Some(invoice), file_pages: 9 };
        let packed = Said::Reading(Box::new(reading.clone().into())).packed();
        let Some(Said::Reading(read)) = Said::unpacked(&packed) else { panic!("it was packed") };
        assert_eq!(Reading::from(*read), reading);
        assert!(Said::unpacked(&packed[..packed.len() / 2]).is_none());
    }

    proptest! {
        #[test]
        fn nothing_that_is_sent_makes_it_panic(bytes in prop::collection::vec(prop_oneof![0..8u8, any::<u8>()], 0..300)) {
            let _ = Ask::unpacked(&bytes);
            // A length that is announced and does not come takes no memory: this ends at once.
            if let Some(Said::Reading(read)) = Said::unpacked(&bytes) {
                prop_assert!(Reading::from(*read).pages.len() <= bytes.len());
            }
        }

        #[test]
        fn what_is_wanted_is_the_same_on_the_other_side(
            (page, width, heaviest) in (any::<u32>(), any::<u32>(), any::<Option<u64>>()),
            cut in any::<prop::sample::Index>(),
        ) {
            let packed = Ask::Draw { page, width, heaviest, limits: Limits::default() }.packed();
            let Some(Ask::Draw { page: p, width: w, heaviest: h, limits }) = Ask::unpacked(&packed) else {
                panic!("it was packed")
            };
            prop_assert_eq!((p, w, h, limits), (page, width, heaviest, Limits::default()));
            prop_assert!(Ask::unpacked(&packed[..cut.index(packed.len())]).is_none());
        }
    }
}
