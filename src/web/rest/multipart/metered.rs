//! The body of a form piece by piece: a parser that keeps what it does not understand may not keep much.

use axum::body::{BodyDataStream, Bytes};
use futures::{Stream, StreamExt as _};
use std::{
    mem,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    task::{Context, Poll, ready},
};

/// Longest heading or text of a part, in bytes, and what stands in the pipe beside it.
const MOST: usize = 1024 * 1024;

/// Bytes that were read since something of a file was handed on.
#[derive(Clone, Default)]
pub struct Meter(Arc<AtomicUsize>);

impl Meter {
    pub fn start_anew(&self) {
        self.0.store(0, Ordering::Relaxed);
    }

    /// Was that the reason why the body ended?
    pub fn is_over(&self) -> bool {
        self.0.load(Ordering::Relaxed) > MOST
    }
}

pub struct Metered {
    body: BodyDataStream,
    meter: Meter,
    /// The parser reads on as long as there is something: after every piece it gets to look at it.
    pause: bool,
}

#[derive(Debug, thiserror::Error)]
#[error("a part has too much that is no file")]
struct TooMuch;

impl Metered {
    pub fn new(body: BodyDataStream, meter: Meter) -> Self {
        Self { body, meter, pause: false }
    }
}

impl Stream for Metered {
    type Item = Result<Bytes, axum::Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if mem::take(&mut self.pause) {
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        let next = ready!(self.body.poll_next_unpin(context));
        self.pause = true;
        if let Some(Ok(piece)) = &next {
            self.meter.0.fetch_add(piece.len(), Ordering::Relaxed);
            if self.meter.is_over() {
                return Poll::Ready(Some(Err(axum::Error::new(TooMuch))));
            }
        }
        Poll::Ready(next)
    }
}
