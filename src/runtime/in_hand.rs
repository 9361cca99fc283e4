//! What this process is doing right now and must not begin a second time.

use parking_lot::Mutex;
use std::{collections::HashSet, sync::Arc};

/// Cheap to clone. Names of what is in hand; other processes are kept apart by the database.
#[derive(Clone, Debug, Default)]
pub struct InHand {
    names: Arc<Mutex<HashSet<String>>>,
}

/// The right to do something; given back when it is dropped.
#[derive(Debug)]
pub struct Turn {
    name: String,
    names: Arc<Mutex<HashSet<String>>>,
}

impl InHand {
    /// None while somebody has it.
    #[must_use]
    pub fn take(&self, name: String) -> Option<Turn> {
        let is_free = self.names.lock().insert(name.clone());
        is_free.then(|| Turn { name, names: self.names.clone() })
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.names.lock().remove(&self.name);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_in_one_hand_at_a_time() {
        let hands = InHand::default();
        let first = hands.take("a".into());
        assert!(first.is_some());
        assert!(hands.take("a".into()).is_none());
        assert!(hands.take("b".into()).is_some());
        drop(first);
        assert!(hands.take("a".into()).is_some());
    }
}
