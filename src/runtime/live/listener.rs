//! One who listens: what happens in the organizations it joined comes in order; who is too slow is let go.

use super::{Live, News, Told};
use crate::domain::id::{LiveEventId, OrgId};
use tokio::sync::mpsc;

/// News that may wait for one listener; who falls further behind is let go and asks for the state afresh.
pub const LONGEST_QUEUE: usize = 1024;
/// Sockets that may listen to one organization at once, per process.
pub const MOST_LISTENERS: usize = 1000;

/// The organization has as many listeners as it may have.
#[derive(Debug)]
pub struct Full;

pub struct Listener {
    pub(super) key: u64,
    pub(super) live: Live,
    pub(super) news: mpsc::Receiver<News>,
}

impl Listener {
    /// The next news; none once it fell too far behind.
    pub async fn next(&mut self) -> Option<News> {
        self.news.recv().await
    }

    /// Hears of this organization from now on; the place of the last event before.
    ///
    /// # Errors
    /// When too many listen already.
    pub fn join(&self, organization: &OrgId) -> Result<(u64, LiveEventId), Full> {
        let mut hub = self.live.hub.lock();
        let position = hub.position;
        let stream = hub.stream(&self.live.clock, organization);
        if stream.listeners.len() >= MOST_LISTENERS && !stream.listeners.contains(&self.key) {
            return Err(Full);
        }
        stream.listeners.insert(self.key);
        Ok((position, stream.ring.last().clone()))
    }

    pub fn leave(&self, organization: &OrgId) {
        if let Some(stream) = self.live.hub.lock().streams.get_mut(organization) {
            stream.listeners.remove(&self.key);
        }
    }

    /// What was told in the organization after this event, oldest first; none if it is not known any more.
    #[must_use]
    pub fn after(&self, organization: &OrgId, id: &LiveEventId) -> Option<Vec<Told>> {
        self.live.hub.lock().streams.get(organization)?.ring.after(id)
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let mut hub = self.live.hub.lock();
        hub.listeners.remove(&self.key);
        for stream in hub.streams.values_mut() {
            stream.listeners.remove(&self.key);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        clock::Clock,
        domain::{
            event::Change,
            id::{DeliveryId, ProjectId, WebhookId},
        },
    };

    fn org(name: &str) -> OrgId {
        OrgId(name.to_owned())
    }

    fn tell(live: &Live, name: &str) {
        let change =
            Change::Delivery { webhook_id: WebhookId("whk_1".into()), delivery_id: DeliveryId("dlv_1".into()) };
        live.tell(org(name), ProjectId("proj_1".into()), change);
    }

    #[test]
    fn an_organization_has_room_for_so_many_and_again_when_one_goes() {
        let live = Live::new(Clock::default());
        let mut listeners: Vec<Listener> = (0..=MOST_LISTENERS).map(|_| live.listener()).collect();
        let (last, others) = listeners.split_last().unwrap();
        assert!(others.iter().all(|listener| listener.join(&org("org_1")).is_ok()));
        assert!(last.join(&org("org_1")).is_err());
        assert!(others[0].join(&org("org_1")).is_ok(), "who is there stays");
        assert!(last.join(&org("org_2")).is_ok());
        drop(listeners.remove(0));
        assert!(listeners.last().unwrap().join(&org("org_1")).is_ok());
    }

    #[tokio::test]
    async fn who_falls_behind_hears_what_waits_and_then_that_it_is_over() {
        let live = Live::new(Clock::default());
        let (mut slow, mut other) = (live.listener(), live.listener());
        slow.join(&org("org_1")).unwrap();
        other.join(&org("org_2")).unwrap();
        for _ in 0..LONGEST_QUEUE + 5 {
            tell(&live, "org_1");
        }
        let mut heard = 0;
        while slow.next().await.is_some() {
            heard += 1;
        }
        assert_eq!(heard, LONGEST_QUEUE);
        tell(&live, "org_2");
        assert!(matches!(other.next().await, Some(News::Event(_))), "others are not touched by it");
    }
}
