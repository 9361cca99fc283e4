//! The picture of a page, for the viewer.

use crate::{
    access::{DocumentsRead, ProjectScope},
    db::queries,
    domain::id::DocumentId,
    error::{AppError, Kind},
    pipeline::extract::read::{self, Limits, ReadError, RenderedPage},
    runtime::Runtime,
};
use std::time::Duration;
use tokio::{task::spawn_blocking, time::timeout};

/// Narrowest and widest picture that is drawn, in pixels.
const WIDTHS: std::ops::RangeInclusive<u32> = 64..=2400;
/// The width when none is asked for: sharp on a high-density screen at half its width.
const DEFAULT_WIDTH: u32 = 1400;

/// Longest wait for a turn, and then for the picture.
const PATIENCE: Duration = Duration::from_secs(20);

/// Draws page `number` (from 1) of a document.
///
/// # Errors
/// 404 when there is no such document or page, 422 when it cannot be drawn.
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
    let bytes = runtime.storage.get(&stored.storage_key).await.map_err(|_| missing())?;
    let width = width.unwrap_or(DEFAULT_WIDTH).clamp(*WIDTHS.start(), *WIDTHS.end());
    let limits = Limits::from(&runtime.config.extraction);
    let busy = || {
        let message = "Pages take long to draw right now. Please try again in a moment.";
        AppError::new(Kind::Unavailable, "busy", message)
    };
    // The permit goes with the work: work that is not waited for any more still counts.
    let permit =
        timeout(PATIENCE, runtime.drawing.clone().acquire_owned()).await.ok().and_then(Result::ok).ok_or_else(busy)?;
    let drawing = spawn_blocking(move || {
        let drawn = read::render(&bytes, number, width, &limits);
        drop(permit);
        drawn
    });
    let drawn = timeout(PATIENCE, drawing).await.map_err(|_| busy())?;
    drawn
        .unwrap_or(Err(ReadError::Corrupt))
        .map_err(|error| AppError::new(Kind::Unprocessable, error.code(), error.to_string()))
}
