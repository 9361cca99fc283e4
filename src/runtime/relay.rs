//! The relay between processes on one PostgreSQL: events, wake-ups and revoked permissions, told here, are heard in all.
//!
//! While it stands, this process's own events come back by it too: PostgreSQL gives every listener the same order, so
//! that a socket can resume at another process than it left. While it is down, each process tells its own sockets
//! alone; when it is back, all are asked to look afresh.

mod letter;

use super::{Runtime, live::Signal};
use crate::{
    clock::random_text,
    db::{DbError, Notices},
};
use futures::FutureExt;
use letter::Letter;
use std::{convert::Infallible, time::Duration};
use tokio::{
    sync::{mpsc, watch},
    time::{Instant, interval, sleep, timeout, timeout_at},
};
use tokio_util::sync::CancellationToken;

/// The channel of the database.
const CHANNEL: &str = "ocriva";
/// What may wait to be sent; beyond it events are told in this process alone.
const LONGEST_QUEUE: usize = 10_000;
/// Signals that go into letters together.
const AT_ONCE: usize = 500;
/// A relay that is silent is asked this often whether it still stands …
const HEARTBEAT: Duration = Duration::from_secs(20);
/// … and has this long to answer. A pooler that does not pass notifications on is found out in the same way.
const ECHO: Duration = Duration::from_secs(5);
/// Waits between tries to connect.
const FIRST_WAIT: Duration = Duration::from_millis(250);
const LONGEST_WAIT: Duration = Duration::from_secs(10);

struct Relay {
    runtime: Runtime,
    /// Tells this process's letters from others'.
    me: String,
    stands: watch::Sender<bool>,
    stop: CancellationToken,
}

/// Why it does not stand any more.
#[derive(Debug, thiserror::Error)]
enum Down {
    #[error("{0}")]
    Database(#[from] DbError),
    #[error("notifications do not arrive")]
    Silence,
    #[error("it was asked to stop")]
    Stopped,
}

/// Relays until `stop`; nothing at all on SQLite, whose file is one process's own.
/// `stands` says whether the relay works at the moment.
pub async fn run(runtime: Runtime, stands: watch::Sender<bool>, stop: CancellationToken) {
    if runtime.db.is_sqlite() {
        return;
    }
    let me = random_text(12, b"0123456789abcdefghijklmnopqrstuvwxyz");
    let relay = Relay { runtime, me, stands, stop };
    relay.keep().await;
}

impl Relay {
    /// Connects again until it is asked to stop.
    async fn keep(&self) {
        let mut wait = FIRST_WAIT;
        let mut again = false;
        loop {
            let (sender, mut signals) = mpsc::channel(LONGEST_QUEUE);
            let Err(down) = self.stand(again, sender, &mut signals).await;
            again = true;
            if self.stands.send_replace(false) {
                wait = FIRST_WAIT;
            }
            self.runtime.live.relay_by(None);
            while let Ok(signal) = signals.try_recv() {
                self.tell_here(signal);
            }
            if matches!(down, Down::Stopped) {
                return;
            }
            tracing::warn!(%down, "no relay to other processes: each tells its own sockets alone until it is back");
            if self.stop.run_until_cancelled(sleep(wait)).await.is_none() {
                return;
            }
            wait = (wait * 2).min(LONGEST_WAIT);
        }
    }

    /// Relays until something breaks.
    async fn stand(
        &self,
        again: bool,
        sender: mpsc::Sender<Signal>,
        signals: &mut mpsc::Receiver<Signal>,
    ) -> Result<Infallible, Down> {
        let connected = self.stop.run_until_cancelled(self.connect(!again)).await;
        let mut notices = connected.ok_or(Down::Stopped)??;
        self.runtime.live.relay_by(Some(sender));
        self.runtime.live.missed();
        self.runtime.wake.here();
        if again {
            // What was told here meanwhile, others have not heard.
            self.send(&Letter { missed: true, ..Letter::from(&self.me) }).await?;
        }
        self.stands.send_replace(true);
        tokio::select! {
            broken = self.outward(signals) => broken,
            broken = self.inward(&mut notices) => broken,
        }
    }

    /// A connection over which our own letters come back, and by which we are present.
    async fn connect(&self, first: bool) -> Result<Notices, Down> {
        // Before it is known whether anybody else is there: what others keep from then on is younger.
        let moment = if first { timeout(ECHO, self.runtime.storage.moment()).await.ok() } else { None };
        let moment = moment.and_then(Result::ok);
        let mut notices = self.runtime.db.notices(CHANNEL).await?;
        self.send(&Letter::from(&self.me)).await?;
        let answered = Instant::now() + ECHO;
        // Whatever others say before that counts as missed.
        while next(&mut notices, answered).await?.is_none_or(|letter| letter.from != self.me) {}
        self.runtime.presence.entered(notices.enter(moment.is_some()).await?, moment);
        Ok(notices)
    }

    async fn outward(&self, signals: &mut mpsc::Receiver<Signal>) -> Result<Infallible, Down> {
        let mut beat = interval(HEARTBEAT);
        let mut waiting = Vec::new();
        loop {
            let (mut rings, mut over) = (false, false);
            tokio::select! {
                // What waits at the end is still sent.
                () = self.stop.cancelled() => over = true,
                _ = signals.recv_many(&mut waiting, AT_ONCE) => {}
                () = self.runtime.wake.elsewhere.notified() => rings = true,
                _ = beat.tick() => {}
            }
            // A bell and the news of it mostly come together: then one letter does.
            while waiting.len() < AT_ONCE
                && let Ok(signal) = signals.try_recv()
            {
                waiting.push(signal);
            }
            let rings = rings || self.runtime.wake.elsewhere.notified().now_or_never().is_some();
            for (letter, taken) in letter::pack(&self.me, rings, &waiting) {
                if let Err(error) = self.send(&letter).await {
                    waiting.drain(..).for_each(|signal| self.tell_here(signal));
                    return Err(error.into());
                }
                waiting.drain(..taken);
            }
            if over && signals.is_empty() {
                return Err(Down::Stopped);
            }
        }
    }

    async fn inward(&self, notices: &mut Notices) -> Result<Infallible, Down> {
        loop {
            match next(notices, Instant::now() + HEARTBEAT + ECHO).await? {
                Some(letter) => self.hear(letter),
                // A newer server may have told something that this one does not know.
                None => self.runtime.live.missed(),
            }
        }
    }

    fn hear(&self, letter: Letter) {
        letter.events.into_iter().for_each(|event| self.runtime.live.hear(event));
        if letter.from == self.me {
            return;
        }
        letter.access.into_iter().for_each(|access| self.runtime.live.hear_access(access));
        if letter.missed {
            self.runtime.live.missed();
        }
        if letter.wake {
            self.runtime.wake.here();
        }
    }

    async fn send(&self, letter: &Letter) -> Result<(), DbError> {
        let text = serde_json::to_string(letter).expect("ids and texts are always JSON");
        self.runtime.db.notify(CHANNEL, &text).await
    }

    /// An event that did not get out; permissions were told here when they were revoked.
    fn tell_here(&self, signal: Signal) {
        if let Signal::Event(event) = signal {
            self.runtime.live.hear(event);
        }
    }
}

/// The next letter; none if it cannot be read.
async fn next(notices: &mut Notices, deadline: Instant) -> Result<Option<Letter>, Down> {
    let text = timeout_at(deadline, notices.next()).await.map_err(|_| Down::Silence)??;
    Ok(serde_json::from_str(&text).ok())
}
