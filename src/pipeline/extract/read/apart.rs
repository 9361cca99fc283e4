//! The near side of the wall: files are parsed in reader processes, where what they break costs them alone.

pub(crate) mod wire;

use super::{Limits, MediaType, PageRange, ReadError, Reading, RenderedPage};
use crate::{
    clients::readers::{Fault, Lane, Patience, Readers, frame::Frame},
    domain::page::Page,
};
use std::time::Duration;
use wire::{Ask, Said, Sheet};

/// Opening a file and counting its pages takes milliseconds; what takes this long is made to.
const INSPECTION: Patience = Patience { turn: Duration::from_secs(10), work: Duration::from_secs(10) };
/// One page.
const DRAWING: Patience = Patience { turn: Duration::from_secs(20), work: Duration::from_secs(20) };
/// What a picture may be; nobody is handed on another word of a process that a file may have taken over.
const PICTURES: [&str; 3] = ["image/png", "image/jpeg", "image/svg+xml"];

/// What a file is, before it is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Inspected {
    pub media: MediaType,
    pub pages: u32,
}

/// Opens a file: its type from its bytes, and how many pages it has.
///
/// # Errors
/// When it is empty, of another type, protected or damaged.
pub async fn inspect(readers: &Readers, file: &[u8]) -> Result<Inspected, ReadError> {
    if file.is_empty() {
        return Err(ReadError::Empty);
    }
    match ask(readers, Lane::Inspect, INSPECTION, &Ask::Inspect, file).await? {
        (Said::Inspected { media, pages }, _) => Ok(Inspected { media, pages }),
        _ => Err(ReadError::Crashed),
    }
}

/// The wanted pages and the invoice inside. Text layers are read beside each other; pages that have to be recognised
/// wait for each other, and get all the cores that recognition can use.
///
/// # Errors
/// When the file cannot be opened, has not the wanted pages, is over the limits, or has no text at all.
pub async fn read(
    readers: &Readers,
    file: &[u8],
    limits: Limits,
    range: Option<PageRange>,
    patience: Patience,
) -> Result<Reading, ReadError> {
    let text = Ask::Text { limits, range: range.clone() };
    match ask(readers, Lane::Text, patience, &text, file).await? {
        (Said::Reading(read), _) => return Ok((*read).into()),
        (Said::WantsRecognition, _) => {}
        _ => return Err(ReadError::Crashed),
    }
    match ask(readers, Lane::Recognise, patience, &Ask::Recognise { limits, range }, file).await? {
        (Said::Reading(read), _) => Ok((*read).into()),
        _ => Err(ReadError::Crashed),
    }
}

/// The page (from 1), `width` pixels wide, and no heavier than `heaviest` bytes if that can be had.
///
/// # Errors
/// As for reading; also when the picture would have more pixels than `limits` allows.
pub async fn draw(
    readers: &Readers,
    file: &[u8],
    page: u32,
    width: u32,
    heaviest: Option<u64>,
    limits: Limits,
) -> Result<RenderedPage, ReadError> {
    match ask(readers, Lane::Draw, DRAWING, &Ask::Draw { page, width, heaviest, limits }, file).await? {
        (Said::Drawn { mime, width, height }, bytes) => {
            let mime = PICTURES.into_iter().find(|known| *known == mime).ok_or(ReadError::Crashed)?;
            Ok(RenderedPage { bytes, mime, width, height })
        }
        _ => Err(ReadError::Crashed),
    }
}

/// The file as a PDF that can be searched, with the words of `pages`.
///
/// # Errors
/// When the file cannot be opened any more, or its pages are over the limits.
pub async fn searchable(
    readers: &Readers,
    file: &[u8],
    pages: &[Page],
    limits: Limits,
    patience: Patience,
) -> Result<Vec<u8>, ReadError> {
    let asked = Ask::Searchable { pages: pages.iter().map(Sheet::from).collect(), limits };
    match ask(readers, Lane::Draw, patience, &asked, file).await? {
        (Said::File, bytes) => Ok(bytes),
        _ => Err(ReadError::Crashed),
    }
}

async fn ask(
    readers: &Readers,
    lane: Lane,
    patience: Patience,
    asked: &Ask,
    file: &[u8],
) -> Result<(Said, Vec<u8>), ReadError> {
    let Frame { head, body } = readers.ask(lane, patience, &asked.packed(), file).await?;
    match Said::unpacked(&head) {
        Some(Said::Error(error)) => Err(error),
        Some(said) => Ok((said, body)),
        None => Err(ReadError::Crashed),
    }
}

impl From<Fault> for ReadError {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Busy => Self::Busy,
            Fault::TookTooLong => Self::TookTooLong,
            Fault::TooMuchMemory => Self::TooMuchMemory,
            Fault::Crashed => Self::Crashed,
        }
    }
}
