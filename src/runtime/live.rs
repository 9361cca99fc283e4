//! News for whoever is watching: who listens hears what changes from now on.

use crate::domain::{
    event::{Change, LiveEvent},
    id::{BatchId, OrgId, ProjectId},
};
use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};
use tokio::sync::broadcast;

/// A listener that falls this many events behind is told so and asks afresh.
const BACKLOG: usize = 1024;

#[derive(Clone, Debug)]
pub struct Live {
    sender: broadcast::Sender<LiveEvent>,
    sequence: Arc<AtomicU64>,
}

impl Default for Live {
    fn default() -> Self {
        Self { sender: broadcast::channel(BACKLOG).0, sequence: Arc::default() }
    }
}

impl Live {
    /// Call it after the commit: a listener will go and look.
    pub fn tell(&self, organization_id: OrgId, project_id: ProjectId, change: Change) {
        self.tell_in_batch(organization_id, project_id, None, change);
    }

    /// The same for what happened in a batch.
    pub fn tell_in_batch(
        &self,
        organization_id: OrgId,
        project_id: ProjectId,
        batch_id: Option<BatchId>,
        change: Change,
    ) {
        let sequence = self.sequence.fetch_add(1, Ordering::Relaxed) + 1;
        // No listener is no error.
        let _ = self.sender.send(LiveEvent { sequence, organization_id, project_id, batch_id, change });
    }

    #[must_use]
    pub fn listen(&self) -> broadcast::Receiver<LiveEvent> {
        self.sender.subscribe()
    }
}
