//! How many messages a client may send: a few at once, then a steady trickle.

use tokio::time::Instant;

/// Messages at once: enough to take up every subscription again.
const BURST: f64 = 120.0;
/// Messages per second in the long run.
const PER_SECOND: f64 = 10.0;

pub struct Allowance {
    left: f64,
    counted: Instant,
}

impl Allowance {
    pub fn new(now: Instant) -> Self {
        Self { left: BURST, counted: now }
    }

    /// Takes so many; are there so many to take?
    pub fn spend(&mut self, messages: usize, now: Instant) -> bool {
        self.left = BURST.min(self.left + now.duration_since(self.counted).as_secs_f64() * PER_SECOND);
        self.counted = now;
        let left = self.left - messages as f64;
        if left >= 0.0 {
            self.left = left;
        }
        left >= 0.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn a_burst_passes_and_a_flood_does_not() {
        let start = Instant::now();
        let mut allowance = Allowance::new(start);
        let passed = (0..1000).filter(|_| allowance.spend(1, start)).count();
        assert_eq!(passed, 120);
        let later = start + Duration::from_secs(2);
        assert_eq!((0..1000).filter(|_| allowance.spend(1, later)).count(), 20);
        let long_after = start + Duration::from_secs(3600);
        assert_eq!((0..1000).filter(|_| allowance.spend(1, long_after)).count(), 120, "it does not pile up");
        let at_last = long_after + Duration::from_secs(3600);
        assert!(!allowance.spend(121, at_last) && allowance.spend(120, at_last) && !allowance.spend(1, at_last));
    }
}
