//! What one process writes to the others: several signals in one notification, none larger than PostgreSQL takes.

use crate::{
    domain::event::LiveEvent,
    runtime::live::{Access, Signal},
};
use serde::{Deserialize, Serialize};

/// PostgreSQL takes less than 8000 bytes; a hundred of them are for the brackets and names of a letter.
const LARGEST: usize = 7_900;

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Letter {
    pub from: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub events: Vec<LiveEvent>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub access: Vec<Access>,
    /// There is work in the queue.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub wake: bool,
    /// There were events that nobody else was told of.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub missed: bool,
}

impl Letter {
    pub fn from(sender: &str) -> Self {
        Self { from: sender.to_owned(), ..Self::default() }
    }
}

/// The letters that carry `signals` in order, each with how many of them it carries; an empty one if there are none.
pub fn pack(sender: &str, wake: bool, signals: &[Signal]) -> Vec<(Letter, usize)> {
    let mut letters = vec![(Letter { wake, ..Letter::from(sender) }, 0)];
    let mut full = 0;
    for signal in signals {
        let size = size(signal) + 1;
        if full + size > LARGEST && full > 0 {
            letters.push((Letter::from(sender), 0));
            full = 0;
        }
        let Some((letter, taken)) = letters.last_mut() else { continue };
        *taken += 1;
        match signal {
            // What fits into no letter cannot be told, only that there was something.
            _ if size > LARGEST => letter.missed = true,
            Signal::Event(event) => letter.events.push(event.clone()),
            Signal::Access(access) => letter.access.push(access.clone()),
        }
        full += size.min(LARGEST);
    }
    letters
}

/// Bytes of its JSON.
fn size(signal: &Signal) -> usize {
    let text = match signal {
        Signal::Event(event) => serde_json::to_string(event),
        Signal::Access(access) => serde_json::to_string(access),
    };
    text.map_or(usize::MAX - 1, |text| text.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        event::Change,
        id::{BatchId, DeliveryId, TokenId, WebhookId},
    };

    fn event(batch: &str) -> Signal {
        Signal::Event(LiveEvent {
            id: "live_1".to_owned().into(),
            organization_id: "org_1".to_owned().into(),
            project_id: "proj_1".to_owned().into(),
            batch_id: Some(BatchId(batch.to_owned())),
            change: Change::Delivery { webhook_id: WebhookId("whk_1".into()), delivery_id: DeliveryId("dlv_1".into()) },
        })
    }

    #[test]
    fn many_signals_share_letters_that_postgresql_takes() {
        let mut signals: Vec<Signal> = (0..300).map(|n| event(&format!("batch_{n}"))).collect();
        signals.push(Signal::Access(Access::Token(TokenId("tok_1".into()))));
        let letters = pack("me", true, &signals);
        assert!(letters.len() > 2 && letters.len() < 15, "{}", letters.len());
        assert!(letters.iter().all(|(letter, _)| serde_json::to_string(letter).unwrap().len() < 8000));
        assert_eq!(letters.iter().map(|(_, taken)| taken).sum::<usize>(), 301);
        let batches: Vec<_> =
            letters.iter().flat_map(|(letter, _)| &letter.events).map(|event| &event.batch_id).collect();
        assert_eq!(batches.len(), 300);
        assert_eq!(batches[299], &Some(BatchId("batch_299".into())), "in order");
        let rings: Vec<bool> = letters.iter().map(|(letter, _)| letter.wake).collect();
        assert!(rings[0] && !rings[1]);
        assert!(letters.iter().all(|(letter, _)| !letter.missed));
    }

    #[test]
    fn what_is_too_large_is_said_to_be_missed() {
        let letters = pack("me", false, &[event("a"), event(&"b".repeat(8000)), event("c")]);
        assert!(letters.iter().any(|(letter, _)| letter.missed));
        assert!(letters.iter().all(|(letter, _)| serde_json::to_string(letter).unwrap().len() < 8000));
        assert_eq!(letters.iter().map(|(letter, _)| letter.events.len()).sum::<usize>(), 2);
    }
}
