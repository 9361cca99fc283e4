//! The switchboard behind [`super::Live`]: who listens to what, and what was told.

use super::{Access, News, Told, listener::LONGEST_QUEUE, ring::Ring};
use crate::{
    clock::Clock,
    domain::{
        event::LiveEvent,
        id::{LiveEventId, OrgId},
        time::Timestamp,
    },
};
use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};
use tokio::sync::{
    broadcast,
    mpsc::{self, error::TrySendError},
};

/// Organizations where nothing happens are looked for this often, in milliseconds.
const SWEEP: i64 = 60_000;

pub struct Hub {
    /// Told of everything.
    pub everything: broadcast::Sender<LiveEvent>,
    /// The newest id that was given out here.
    last: Option<LiveEventId>,
    /// How many events were told to this process's listeners.
    pub position: u64,
    pub streams: HashMap<OrgId, Stream>,
    pub listeners: HashMap<u64, mpsc::Sender<News>>,
    next_key: u64,
    /// When, in milliseconds.
    swept: i64,
    /// Events go this way while the relay stands, and come back by it in the order that all processes share.
    pub relay: Option<mpsc::Sender<Signal>>,
}

/// What other processes are told.
pub enum Signal {
    Event(LiveEvent),
    Access(Access),
}

pub struct Stream {
    pub ring: Ring,
    pub listeners: HashSet<u64>,
}

impl Default for Hub {
    fn default() -> Self {
        Self {
            everything: broadcast::channel(LONGEST_QUEUE).0,
            last: None,
            position: 0,
            streams: HashMap::new(),
            listeners: HashMap::new(),
            next_key: 0,
            swept: 0,
            relay: None,
        }
    }
}

impl Hub {
    pub fn fresh_id(&mut self, clock: &Clock) -> LiveEventId {
        let id = clock.id_after(LiveEventId::PREFIX, self.last.as_ref());
        self.last = Some(LiveEventId::clone(&id));
        id
    }

    pub fn stream(&mut self, clock: &Clock, organization: &OrgId) -> &mut Stream {
        if !self.streams.contains_key(organization) {
            let ring = Ring::new(self.fresh_id(clock));
            self.streams.insert(organization.clone(), Stream { ring, listeners: HashSet::new() });
        }
        self.streams.get_mut(organization).expect("it was just put there")
    }

    pub fn register(&mut self, sender: mpsc::Sender<News>) -> u64 {
        self.next_key += 1;
        self.listeners.insert(self.next_key, sender);
        self.next_key
    }

    /// Tells the listeners of this process.
    pub fn publish(&mut self, clock: &Clock, event: LiveEvent) {
        let now = clock.now();
        self.sweep(now);
        self.position += 1;
        // Mostly nobody asks for everything.
        let _ = self.everything.send(event.clone());
        let told = Told { position: self.position, event: Arc::new(event) };
        let stream = self.stream(clock, &told.event.organization_id);
        stream.ring.push(told.clone(), now);
        let listeners: Vec<u64> = stream.listeners.iter().copied().collect();
        for key in listeners {
            self.send(key, News::Event(told.clone()));
        }
    }

    /// Tells every listener.
    pub fn broadcast(&mut self, news: &News) {
        let listeners: Vec<u64> = self.listeners.keys().copied().collect();
        for key in listeners {
            self.send(key, news.clone());
        }
    }

    /// Nobody can resume from what was told before: something is missing in it.
    pub fn forget_told(&mut self, clock: &Clock) {
        for organization in self.streams.keys().cloned().collect::<Vec<_>>() {
            let ring = Ring::new(self.fresh_id(clock));
            self.stream(clock, &organization).ring = ring;
        }
    }

    /// A listener whose queue is full is let go: it hears what waits, and then that it is over.
    fn send(&mut self, key: u64, news: News) {
        let Some(sender) = self.listeners.get(&key) else { return };
        if let Err(TrySendError::Full(_) | TrySendError::Closed(_)) = sender.try_send(news) {
            self.listeners.remove(&key);
        }
    }

    fn sweep(&mut self, now: Timestamp) {
        if now.0 - self.swept < SWEEP {
            return;
        }
        self.swept = now.0;
        self.streams.retain(|_, stream| {
            stream.ring.forget_old(now);
            !stream.ring.is_empty() || !stream.listeners.is_empty()
        });
    }
}
