//! Wakes the workers, here and in other processes, when there is work; a sweep finds what no one was woken for.

use std::sync::Arc;
use tokio::sync::Notify;

/// One bell per kind of work.
#[derive(Clone, Debug, Default)]
pub struct Wake {
    pub extract: Arc<Notify>,
    pub deliver: Arc<Notify>,
    pub mail: Arc<Notify>,
    pub line: Arc<Notify>,
    /// Heard by the relay, which rings in the other processes.
    pub elsewhere: Arc<Notify>,
}

impl Wake {
    /// Call it after the commit that enqueued something.
    pub fn all(&self) {
        self.here();
        self.elsewhere.notify_one();
    }

    /// The bells of this process alone.
    pub fn here(&self) {
        self.extract.notify_one();
        self.deliver.notify_one();
        self.mail.notify_one();
        self.line.notify_one();
    }
}
