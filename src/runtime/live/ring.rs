//! What was told of late in one organization, so that who was away for a moment misses nothing.

use super::Told;
use crate::domain::{id::LiveEventId, time::Timestamp};
use std::collections::VecDeque;

/// Events that one organization's ring holds at most: about 300 kB.
pub const MOST_EVENTS: usize = 1000;
/// An event is kept for this long, in milliseconds: a laptop's lid, a lift, a restart of a proxy.
pub const LONGEST_KEPT: i64 = 15 * 60 * 1000;

pub struct Ring {
    /// The last event that is not held any more, or a mark that nothing was told before.
    base: LiveEventId,
    told: VecDeque<(Timestamp, Told)>,
}

impl Ring {
    pub fn new(base: LiveEventId) -> Self {
        Self { base, told: VecDeque::new() }
    }

    pub fn push(&mut self, told: Told, now: Timestamp) {
        self.told.push_back((now, told));
        while self.told.len() > MOST_EVENTS {
            self.forget_first();
        }
        self.forget_old(now);
    }

    pub fn forget_old(&mut self, now: Timestamp) {
        while self.told.front().is_some_and(|(at, _)| now.millis_since(*at) > LONGEST_KEPT) {
            self.forget_first();
        }
    }

    fn forget_first(&mut self) {
        if let Some((_, told)) = self.told.pop_front() {
            self.base = told.event.id.clone();
        }
    }

    pub fn is_empty(&self) -> bool {
        self.told.is_empty()
    }

    /// The newest event, or what stands for it.
    pub fn last(&self) -> &LiveEventId {
        self.told.back().map_or(&self.base, |(_, told)| &told.event.id)
    }

    /// What was told after this event, oldest first; none if it is not known any more.
    pub fn after(&self, id: &LiveEventId) -> Option<Vec<Told>> {
        let from = match self.told.iter().rposition(|(_, told)| told.event.id == *id) {
            Some(at) => at + 1,
            None if self.base == *id => 0,
            None => return None,
        };
        Some(self.told.range(from..).map(|(_, told)| told.clone()).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        event::{Change, LiveEvent},
        id::{DeliveryId, WebhookId},
    };
    use std::sync::Arc;

    fn id(n: usize) -> LiveEventId {
        LiveEventId(format!("live_{n:05}"))
    }

    fn told(n: usize) -> Told {
        let change =
            Change::Delivery { webhook_id: WebhookId("whk_1".into()), delivery_id: DeliveryId("dlv_1".into()) };
        let event = LiveEvent {
            id: id(n),
            organization_id: "org_1".to_owned().into(),
            project_id: "proj_1".to_owned().into(),
            batch_id: None,
            change,
        };
        Told { position: n as u64, event: Arc::new(event) }
    }

    fn after(ring: &Ring, n: usize) -> Option<Vec<u64>> {
        Some(ring.after(&id(n))?.iter().map(|told| told.position).collect())
    }

    #[test]
    fn what_came_after_is_given_while_it_is_known() {
        let mut ring = Ring::new(id(0));
        assert_eq!((ring.last(), after(&ring, 0)), (&id(0), Some(vec![])));
        for n in 1..=3 {
            ring.push(told(n), Timestamp(0));
        }
        assert_eq!(after(&ring, 0), Some(vec![1, 2, 3]));
        assert_eq!(after(&ring, 2), Some(vec![3]));
        assert_eq!(after(&ring, 3), Some(vec![]));
        assert_eq!(after(&ring, 9), None, "nobody told that");
    }

    #[test]
    fn too_many_and_too_old_ones_are_forgotten() {
        let mut ring = Ring::new(id(0));
        for n in 1..=MOST_EVENTS + 2 {
            ring.push(told(n), Timestamp(n as i64));
        }
        assert_eq!(after(&ring, 1), None);
        assert_eq!(after(&ring, 2).map(|all| all.len()), Some(MOST_EVENTS), "the last one that was forgotten is known");

        let newest = MOST_EVENTS + 2;
        ring.forget_old(Timestamp(newest as i64 + LONGEST_KEPT));
        assert_eq!(ring.last(), &id(newest));
        assert!(!ring.is_empty());
        ring.forget_old(Timestamp(newest as i64 + LONGEST_KEPT + 1));
        assert!(ring.is_empty());
        assert_eq!(after(&ring, newest), Some(vec![]), "nothing was missed since");
        assert_eq!(after(&ring, newest - 1), None);
    }
}
