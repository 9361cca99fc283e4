//! Bodies that come too slowly end with 408; of what was refused the rest is taken, so that the refusal is heard.

use crate::{
    config,
    error::{AppError, Kind},
    runtime::Runtime,
};
use axum::{
    body::{Body, BodyDataStream, Bytes, HttpBody as _},
    extract::{Request, State},
    http::{HeaderValue, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use futures::{StreamExt as _, stream};
use std::{
    mem,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};
use tokio::time::{Instant, timeout};

/// Who is refused while still sending hears it only when what was sent is taken: so long, and so many bytes.
const LINGER: Duration = Duration::from_secs(5);
const LINGER_BYTES: usize = 64 * 1024 * 1024;

/// Holds every request's body to the pace of the configuration.
pub async fn keep(State(runtime): State<Runtime>, request: Request, next: Next) -> Response {
    if request.body().is_end_stream() {
        return next.run(request).await;
    }
    let late = Arc::new(AtomicBool::new(false));
    // Who waits to be asked for the body has sent nothing that would have to be taken.
    let asked_first = request.headers().contains_key(header::EXPECT);
    let request = request.map(|body| Paced::new(body, &runtime.config.server, late.clone(), !asked_first).into_body());
    let response = next.run(request).await;
    if !late.load(Ordering::Relaxed) {
        return response;
    }
    let message = "The request came too slowly and was given up; nothing was kept. Please try again on a better line.";
    let mut response = AppError::new(Kind::Timeout, "too_slow", message).into_response();
    response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    response
}

/// A body that counts how long it is waited for. Only waiting counts: a server that is busy is not the sender's fault.
struct Paced {
    /// None when it has come to its end.
    body: Option<BodyDataStream>,
    /// Has anything been sent, as far as we know?
    begun: bool,
    whole: Duration,
    window: Duration,
    /// Bytes that have to come in a window.
    least: u64,
    waited: Duration,
    /// In this window.
    waited_here: Duration,
    came_here: u64,
    late: Arc<AtomicBool>,
}

#[derive(Debug, thiserror::Error)]
#[error("the body comes too slowly")]
struct TooSlow;

impl Paced {
    fn new(body: Body, settings: &config::Server, late: Arc<AtomicBool>, begun: bool) -> Self {
        let window = settings.slow_window();
        Self {
            body: Some(body.into_data_stream()),
            begun,
            whole: settings.body_timeout(),
            window,
            least: settings.slowest_bytes * window.as_millis() as u64 / 1000,
            waited: Duration::ZERO,
            waited_here: Duration::ZERO,
            came_here: 0,
            late,
        }
    }

    fn into_body(self) -> Body {
        Body::from_stream(stream::unfold(self, |mut paced| async move { Some((paced.next().await?, paced)) }).fuse())
    }

    async fn next(&mut self) -> Option<Result<Bytes, axum::Error>> {
        self.begun = true;
        loop {
            let patience = self.window.saturating_sub(self.waited_here).min(self.whole.saturating_sub(self.waited));
            let from = Instant::now();
            let came = timeout(patience, self.body.as_mut()?.next()).await;
            let took = from.elapsed().min(patience);
            self.waited += took;
            self.waited_here += took;
            match came {
                Ok(Some(Ok(chunk))) => {
                    self.came_here += chunk.len() as u64;
                    return Some(Ok(chunk));
                }
                Ok(end) => {
                    self.body = None;
                    return end;
                }
                Err(_) if self.waited < self.whole && self.came_here >= self.least => {
                    (self.waited_here, self.came_here) = (Duration::ZERO, 0);
                }
                Err(_) => {
                    self.late.store(true, Ordering::Relaxed);
                    self.body = None;
                    return Some(Err(axum::Error::new(TooSlow)));
                }
            }
        }
    }
}

impl Drop for Paced {
    #[expect(clippy::disallowed_methods, reason = "it ends by itself, within seconds")]
    fn drop(&mut self) {
        let Some(body) = mem::take(&mut self.body).filter(|_| self.begun) else { return };
        if tokio::runtime::Handle::try_current().is_ok() {
            tokio::spawn(timeout(LINGER, take_rest(body)));
        }
    }
}

/// Reads on and keeps nothing.
async fn take_rest(mut body: BodyDataStream) {
    let mut taken = 0;
    while let Some(Ok(chunk)) = body.next().await {
        taken += chunk.len();
        if taken > LINGER_BYTES {
            return;
        }
    }
}
