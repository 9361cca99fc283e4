//! Wakes the workers of this process when there is work; a sweep finds what no one was woken for.

use std::sync::Arc;
use tokio::sync::Notify;

/// One bell per kind of work.
#[derive(Clone, Debug, Default)]
pub struct Wake {
    pub extract: Arc<Notify>,
    pub deliver: Arc<Notify>,
}

impl Wake {
    /// Call it after the commit that enqueued something.
    pub fn all(&self) {
        self.extract.notify_one();
        self.deliver.notify_one();
    }
}
