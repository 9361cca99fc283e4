//! The news of the application with the moment at which each was heard.

use crate::support::TestApp;
use ocriva::domain::{
    event::{Change, LiveEvent},
    processing::ProcessingStatus,
};
use std::time::{Duration, Instant};
use tokio::{sync::mpsc, time::timeout};

/// Longer than anything here takes, even on a busy machine.
const PATIENCE: Duration = Duration::from_secs(120);

pub struct Watch(mpsc::UnboundedReceiver<(Instant, LiveEvent)>);

impl Watch {
    /// Listens on a thread of its own, so that no task of the application delays the look at the clock.
    pub fn new(app: &TestApp) -> Self {
        let mut live = app.runtime.live.listen();
        let (sender, heard) = mpsc::unbounded_channel();
        std::thread::spawn(move || {
            while let Ok(event) = live.blocking_recv() {
                if sender.send((Instant::now(), event)).is_err() {
                    break;
                }
            }
        });
        Self(heard)
    }

    /// When a processing was next heard to be in this status.
    pub async fn until(&mut self, wanted: ProcessingStatus) -> Instant {
        self.next(|change| matches!(change, Change::Processing { status, .. } if *status == wanted)).await
    }

    /// When a delivery was next heard to be recorded.
    pub async fn until_delivered(&mut self) -> Instant {
        self.next(|change| matches!(change, Change::Delivery { .. })).await
    }

    async fn next(&mut self, is_wanted: impl Fn(&Change) -> bool) -> Instant {
        loop {
            let heard = timeout(PATIENCE, self.0.recv()).await.expect("nothing happens any more");
            let (at, event) = heard.expect("the application tells as long as it runs");
            if is_wanted(&event.change) {
                return at;
            }
        }
    }
}
