//! The words of a document's pages, kept beside its file: for exports, corrections and the memory of layouts.

use crate::{
    clients::{readers::Patience, storage::Storage},
    db::queries::documents::Stored,
    domain::{id::ProcessingId, page::Page},
    error::{AppError, Kind},
    pipeline::extract::read::{Limits, apart},
    runtime::Runtime,
};
use flate2::{Compression, read::GzDecoder, write::GzEncoder};
use std::{
    io::{self, BufReader, Write},
    sync::Arc,
};
use tokio::task::spawn_blocking;

/// Keeps what was read from a document in one run. A power cut may take it away: then it is read again. A second worker
/// on the same run writes the same words over them.
///
/// # Errors
/// When the store refuses.
pub async fn keep(storage: &Storage, document_key: &str, run: &ProcessingId, pages: Arc<Vec<Page>>) -> io::Result<()> {
    let packed = spawn_blocking(move || pack(&pages)).await.map_err(io::Error::other)??;
    storage.put_regained(&key(document_key, run), packed).await.map_err(io::Error::other)
}

/// The pages as the run saw them. What was not kept is read once more, and kept.
///
/// # Errors
/// 422 when the file is gone as well, or cannot be read any more; 503 while the store does not answer.
pub async fn load(runtime: &Runtime, document: &Stored, run: &ProcessingId) -> Result<Arc<Vec<Page>>, AppError> {
    document.document.require_file().map_err(|_| gone())?;
    if let Some(pages) = kept(&runtime.storage, &document.storage_key, run).await {
        return Ok(Arc::new(pages));
    }
    let file = runtime.storage.get(&document.storage_key).await.map_err(|error| {
        tracing::error!(document = %document.document.id, %error, "the file of a document cannot be had");
        error.or(gone())
    })?;
    let range = document.document.page_range.as_deref().and_then(|text| text.parse().ok());
    let settings = &runtime.config.extraction;
    let patience = Patience { turn: settings.timeout(), work: settings.timeout() };
    let reading = apart::read(&runtime.readers, &file, Limits::from(settings), range, patience).await?;
    let pages = Arc::new(reading.pages);
    if let Err(error) = keep(&runtime.storage, &document.storage_key, run, pages.clone()).await {
        tracing::warn!(processing = %run, %error, "the words of the pages could not be kept");
    }
    Ok(pages)
}

/// The file was removed, and what is in it cannot be had any more.
pub fn gone() -> AppError {
    let message = "The file of this document is not in the store any more. Its data can still be had.";
    AppError::new(Kind::Unprocessable, "file_gone", message)
}

async fn kept(storage: &Storage, document_key: &str, run: &ProcessingId) -> Option<Vec<Page>> {
    let packed = storage.get(&key(document_key, run)).await.ok()?;
    let pages = spawn_blocking(move || unpack(&packed)).await.map_err(io::Error::other).flatten();
    pages.inspect_err(|error| tracing::warn!(processing = %run, %error, "kept pages cannot be read")).ok()
}

pub(super) fn key(document_key: &str, run: &ProcessingId) -> String {
    format!("{document_key}.{run}.pages")
}

fn pack(pages: &[Page]) -> io::Result<Vec<u8>> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    serde_json::to_writer(&mut packed, pages)?;
    packed.flush()?;
    packed.finish()
}

fn unpack(packed: &[u8]) -> io::Result<Vec<Page>> {
    Ok(serde_json::from_reader(BufReader::new(GzDecoder::new(packed)))?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::page::{BBox, PageSource, Word};

    fn pages() -> Vec<Page> {
        let word = |text: &str, x: f32| Word {
            text: text.into(),
            bbox: BBox::new(x, 0.25, 0.125, 0.0312),
            confidence: 0.875,
            bold: x > 0.3,
        };
        let page = |number| Page {
            number,
            width: 595.0,
            height: 842.0,
            source: PageSource::Ocr,
            words: vec![word("ใบกำกับภาษี", 0.1), word("\"1,234.50\"", 0.5)],
            rules: vec![BBox::new(0.1, 0.5, 0.8, 0.001)],
        };
        vec![page(1), page(2)]
    }

    #[tokio::test]
    async fn what_is_kept_comes_back_run_by_run() {
        let folder = tempfile::tempdir().unwrap();
        let storage = Storage::open(folder.path().to_owned()).await.unwrap();
        let (first, second) = (ProcessingId("proc_1".into()), ProcessingId("proc_2".into()));
        keep(&storage, "org_1/doc_1", &first, Arc::new(pages())).await.unwrap();
        assert_eq!(kept(&storage, "org_1/doc_1", &first).await, Some(pages()));
        assert_eq!(kept(&storage, "org_1/doc_1", &second).await, None);
    }

    #[tokio::test]
    async fn damage_is_noticed() {
        let folder = tempfile::tempdir().unwrap();
        let storage = Storage::open(folder.path().to_owned()).await.unwrap();
        let run = ProcessingId("proc_1".into());
        let packed = pack(&pages()).unwrap();
        storage.put(&key("org_1/doc_1", &run), packed[..packed.len() / 2].to_vec()).await.unwrap();
        assert_eq!(kept(&storage, "org_1/doc_1", &run).await, None);
    }

    #[test]
    fn a_page_is_packed_small() {
        let word = |n: u32| Word {
            text: format!("word{n}"),
            bbox: BBox::new((n % 10) as f32 / 10.0, (n / 10) as f32 / 100.0, 0.0513, 0.0117),
            confidence: 1.0,
            bold: false,
        };
        let page = Page { words: (0..1000).map(word).collect(), ..pages().remove(0) };
        assert!(pack(&[page]).unwrap().len() < 16 * 1024);
    }
}
