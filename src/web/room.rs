//! Room for uploaded files in memory: as much as the configuration gives, whoever comes and however many they are.

use crate::{
    domain::text::megabytes,
    error::{AppError, Kind},
    runtime::Runtime,
};
use axum::{extract::Request, middleware::Next, response::Response};
use parking_lot::Mutex;
use std::{sync::Arc, time::Duration};
use tokio::{sync::OwnedSemaphorePermit, time::timeout};

/// Longest wait for room; who waits has sent everything.
const PATIENCE: Duration = Duration::from_secs(30);
/// Room is counted in units of so many bytes.
pub const UNIT: u64 = 1024;

/// What a request takes, given back with its answer.
#[derive(Clone, Default)]
pub struct Room(Arc<Mutex<Vec<OwnedSemaphorePermit>>>);

/// Gives each request its account.
pub async fn account(mut request: Request, next: Next) -> Response {
    let room = Room::default();
    request.extensions_mut().insert(room.clone());
    let response = next.run(request).await;
    drop(room);
    response
}

impl Room {
    /// Waits until there is room for `bytes` more.
    ///
    /// # Errors
    /// 413 when there will never be so much, 503 when it takes too long.
    pub async fn take(&self, runtime: &Runtime, bytes: u64) -> Result<(), AppError> {
        let most = runtime.config.upload.memory_bytes;
        if bytes > most {
            let message = format!(
                "The files are together larger than {}; nothing was kept. Send them in parts.",
                megabytes(most)
            );
            return Err(AppError::new(Kind::TooLarge, "request_too_large", message));
        }
        let units = u32::try_from(bytes.div_ceil(UNIT)).unwrap_or(u32::MAX);
        let permit = timeout(PATIENCE, runtime.room.clone().acquire_many_owned(units)).await;
        let permit = permit.ok().and_then(Result::ok).ok_or_else(|| {
            let message = "Too many files arrive at once right now; nothing was kept. Please try again in a moment.";
            AppError::new(Kind::Unavailable, "busy", message)
        })?;
        self.0.lock().push(permit);
        Ok(())
    }
}
