//! News for whoever is watching: what changes is told to the sockets of its organization, in this process and in others.

mod hub;
mod listener;
mod ring;

pub use hub::Signal;
pub use listener::{Full, LONGEST_QUEUE, Listener, MOST_LISTENERS};
pub use ring::{LONGEST_KEPT, MOST_EVENTS};

use crate::{
    clock::Clock,
    domain::{
        event::{Change, LiveEvent},
        id::{BatchId, OrgId, ProjectId, TokenId, UserId},
    },
};
use hub::Hub;
use parking_lot::Mutex;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use tokio::sync::{broadcast, mpsc};
use tokio_util::{
    sync::CancellationToken,
    task::{TaskTracker, task_tracker::TaskTrackerToken},
};

/// An event with its place among all that this process told.
#[derive(Clone, Debug)]
pub struct Told {
    pub position: u64,
    pub event: Arc<LiveEvent>,
}

/// Whose permissions may be fewer than they were.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Access {
    Token(TokenId),
    Person(UserId),
}

/// What a listener hears.
#[derive(Clone, Debug)]
pub enum News {
    Event(Told),
    /// Something may have been missed, anywhere.
    Missed,
    /// Who is this should look again at what may be seen.
    Access(Access),
}

/// Cheap to clone; one per process.
#[derive(Clone)]
pub struct Live {
    clock: Clock,
    hub: Arc<Mutex<Hub>>,
    over: CancellationToken,
    sockets: TaskTracker,
}

impl Live {
    #[must_use]
    pub fn new(clock: Clock) -> Self {
        Self { clock, hub: Arc::default(), over: CancellationToken::new(), sockets: TaskTracker::new() }
    }

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
        let mut hub = self.hub.lock();
        let id = hub.fresh_id(&self.clock);
        let event = LiveEvent { id, organization_id, project_id, batch_id, change };
        let left = match &hub.relay {
            Some(relay) => relay.try_send(Signal::Event(event)).err().map(mpsc::error::TrySendError::into_inner),
            None => Some(Signal::Event(event)),
        };
        if let Some(Signal::Event(event)) = left {
            hub.publish(&self.clock, event);
        }
    }

    /// Call it after the commit that took permissions away: open sockets are checked at once.
    pub fn tell_access(&self, access: Access) {
        let mut hub = self.hub.lock();
        hub.broadcast(&News::Access(access.clone()));
        if let Some(relay) = &hub.relay
            && relay.try_send(Signal::Access(access)).is_err()
        {
            tracing::warn!("other processes were not told of a revoked permission; they find out by themselves");
        }
    }

    /// Everything that this process is told, whoever it belongs to: for who looks after the process itself.
    #[must_use]
    pub fn listen(&self) -> broadcast::Receiver<LiveEvent> {
        self.hub.lock().everything.subscribe()
    }

    /// For one who asked: hears of the organizations that it joins.
    #[must_use]
    pub fn listener(&self) -> Listener {
        let (sender, news) = mpsc::channel(LONGEST_QUEUE);
        let key = self.hub.lock().register(sender);
        Listener { key, live: self.clone(), news }
    }

    /// Hands events to a relay, which brings them back; none: tells them here alone.
    pub fn relay_by(&self, relay: Option<mpsc::Sender<Signal>>) {
        self.hub.lock().relay = relay;
    }

    /// What a relay brought.
    pub fn hear(&self, event: LiveEvent) {
        self.hub.lock().publish(&self.clock, event);
    }

    /// What a relay brought from another process.
    pub fn hear_access(&self, access: Access) {
        self.hub.lock().broadcast(&News::Access(access));
    }

    /// Events of other processes may have been missed.
    pub fn missed(&self) {
        let mut hub = self.hub.lock();
        hub.forget_told(&self.clock);
        hub.broadcast(&News::Missed);
    }

    /// Asks every socket to close, and waits until they have.
    pub async fn end(&self) {
        self.over.cancel();
        self.sockets.close();
        self.sockets.wait().await;
    }

    /// Waits until the server stops.
    pub async fn ended(&self) {
        self.over.cancelled().await;
    }

    /// Held by a socket for as long as it is open.
    pub fn open_socket(&self) -> TaskTrackerToken {
        self.sockets.token()
    }
}
