//! How many jobs a worker holds: quick ones are claimed ahead, so that a slot never waits for the disk.

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

/// About how long a claim takes: a look, a commit.
const CLAIM: Duration = Duration::from_millis(10);
/// At most so many jobs per slot are held without being worked on: what waits here cannot be taken by another worker.
const AHEAD_PER_SLOT: usize = 16;
/// Of the mean, the newest duration weighs one part in so many.
const MEMORY: u64 = 8;

/// The mean duration of the last jobs, in microseconds.
pub(super) struct Pace {
    slots: usize,
    mean: AtomicU64,
}

impl Pace {
    /// The first jobs are taken for long ones.
    pub(super) fn new(slots: usize) -> Self {
        Self { slots, mean: AtomicU64::new(1_000_000) }
    }

    pub(super) fn took(&self, duration: Duration) {
        let took = duration.as_micros() as u64;
        let mean = self.mean.load(Ordering::Relaxed);
        // A job that is suddenly long ends the hurry at once; quick ones make it grow slowly.
        let next = if took > mean { took } else { (mean * (MEMORY - 1) + took) / MEMORY };
        self.mean.store(next, Ordering::Relaxed);
    }

    /// The slots, and what they get done in the time of a claim.
    pub(super) fn holds(&self) -> usize {
        let mean = self.mean.load(Ordering::Relaxed).max(1);
        let ahead = self.slots * CLAIM.as_micros() as usize / mean as usize;
        self.slots + ahead.min(self.slots * AHEAD_PER_SLOT)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quick_jobs_are_held_ahead_and_a_long_one_ends_it() {
        let pace = Pace::new(2);
        assert_eq!(pace.holds(), 2);
        (0..100).for_each(|_| pace.took(Duration::from_millis(3)));
        assert_eq!(pace.holds(), 2 + 6);
        (0..100).for_each(|_| pace.took(Duration::from_micros(100)));
        assert_eq!(pace.holds(), 2 + 32);
        pace.took(Duration::from_secs(1));
        assert_eq!(pace.holds(), 2);
    }
}
