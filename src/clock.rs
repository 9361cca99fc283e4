//! Time, ids and randomness, so that tests can hold them still.

use crate::domain::time::Timestamp;
use rand::RngExt;
use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::{Duration, SystemTime, UNIX_EPOCH},
};

/// Tells the time and makes ids that sort by it.
#[derive(Clone, Debug, Default)]
pub struct Clock {
    /// Milliseconds that a test moved the clock ahead.
    ahead: Arc<AtomicI64>,
}

impl Clock {
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "the one place where the time comes from")]
    pub fn now(&self) -> Timestamp {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or(Duration::ZERO);
        let millis = i64::try_from(since.as_millis()).unwrap_or(i64::MAX);
        Timestamp(millis.saturating_add(self.ahead.load(Ordering::Relaxed)))
    }

    /// Moves this clock, and every clone of it, ahead.
    pub fn advance(&self, by: Duration) {
        let millis = i64::try_from(by.as_millis()).unwrap_or(i64::MAX);
        self.ahead.fetch_add(millis, Ordering::Relaxed);
    }

    /// `prefix` and a lower-case ULID: 48 bits of time, 80 of chance.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "the one place where randomness comes from")]
    pub fn id<I: From<String>>(&self, prefix: &str) -> I {
        let time = u64::try_from(self.now().0).unwrap_or(0);
        let ulid = ulid::Ulid::from_parts(time, rand::rng().random::<u128>());
        I::from(format!("{prefix}{}", ulid.to_string().to_ascii_lowercase()))
    }

    /// As [`Clock::id`], and greater than `last`: within one millisecond too, and after the system's clock was set back.
    #[must_use]
    pub fn id_after<I: From<String> + AsRef<str>>(&self, prefix: &str, last: Option<&I>) -> I {
        let fresh: I = self.id(prefix);
        let Some(last) = last.filter(|last| last.as_ref() >= fresh.as_ref()) else { return fresh };
        let part = last.as_ref().strip_prefix(prefix).and_then(|part| ulid::Ulid::from_string(part).ok());
        match part.map(|ulid| ulid.increment()) {
            Some(Ok(next)) => I::from(format!("{prefix}{}", next.to_string().to_ascii_lowercase())),
            _ => fresh,
        }
    }

    /// `evt_{unixMs}_{6 chars}`: the form that receivers know.
    #[must_use]
    pub fn event_id(&self) -> crate::domain::id::EventId {
        crate::domain::id::EventId(format!(
            "evt_{}_{}",
            self.now().0,
            random_text(6, b"0123456789abcdefghijklmnopqrstuvwxyz")
        ))
    }
}

/// `length` characters of `alphabet` from the system's secure source.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "the one place where randomness comes from")]
pub fn random_text(length: usize, alphabet: &[u8]) -> String {
    let mut rng = rand::rng();
    (0..length).map(|_| char::from(alphabet[rng.random_range(0..alphabet.len())])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::id::DocumentId;

    #[test]
    fn ids_sort_by_time_and_carry_their_prefix() {
        let clock = Clock::default();
        let first: DocumentId = clock.id(DocumentId::PREFIX);
        clock.advance(Duration::from_millis(2));
        let second: DocumentId = clock.id(DocumentId::PREFIX);
        assert!(first < second);
        assert!(first.as_str().starts_with("doc_"));
        assert_eq!(first.as_str().len(), "doc_".len() + 26);
    }

    #[test]
    fn ids_of_one_moment_grow() {
        let clock = Clock::default();
        let mut last: DocumentId = clock.id(DocumentId::PREFIX);
        for _ in 0..10_000 {
            let next = clock.id_after(DocumentId::PREFIX, Some(&last));
            assert!(next > last, "{next} after {last}");
            last = next;
        }
        let ahead = DocumentId("doc_7zzzzzzzzz0000000000000000".into());
        assert_eq!(clock.id_after(DocumentId::PREFIX, Some(&ahead)).0, "doc_7zzzzzzzzz0000000000000001");
    }

    #[test]
    fn an_event_id_has_the_published_form() {
        let id = Clock::default().event_id().0;
        let parts: Vec<&str> = id.split('_').collect();
        assert_eq!((parts.len(), parts[0], parts[2].len()), (3, "evt", 6));
        assert!(parts[1].parse::<i64>().unwrap() > 1_700_000_000_000);
    }
}
