//! The picture of a page, for the viewer.

use crate::{
    access::{DocumentsRead, ProjectScope},
    db::queries,
    domain::id::DocumentId,
    error::AppError,
    pipeline::extract::read::{Limits, RenderedPage, apart},
    runtime::Runtime,
};

/// Narrowest and widest picture that is drawn, in pixels.
const WIDTHS: std::ops::RangeInclusive<u32> = 64..=2400;
/// The width when none is asked for: sharp on a high-density screen at half its width.
const DEFAULT_WIDTH: u32 = 1400;

/// Draws page `number` (from 1) of a document.
///
/// # Errors
/// 404 when there is no such document or page, 410 when its file was removed, 422 when it cannot be drawn, 503 when too many others are.
pub async fn page_image(
    runtime: &Runtime,
    scope: &ProjectScope<DocumentsRead>,
    id: &DocumentId,
    number: u32,
    width: Option<u32>,
) -> Result<RenderedPage, AppError> {
    let missing = || AppError::not_found("page");
    let stored =
        queries::documents::get(&runtime.db, scope, id).await?.ok_or_else(|| AppError::not_found("document"))?;
    if number == 0 || number > stored.document.pages as u32 {
        return Err(missing());
    }
    stored.document.require_file()?;
    let bytes = runtime.storage.get(&stored.storage_key).await.map_err(|error| error.or(missing()))?;
    let width = width.unwrap_or(DEFAULT_WIDTH).clamp(*WIDTHS.start(), *WIDTHS.end());
    let limits = Limits::from(&runtime.config.extraction);
    Ok(apart::draw(&runtime.readers, &bytes, number, width, None, limits).await?)
}
