//! How long to wait before the next try.

use std::time::Duration;

/// Spread around the nominal wait, so that what failed together does not return together.
const JITTER: f64 = 0.2;

/// `first` before the second try, then `factor` times longer each time, never over `most`; ± 20 %.
///
/// `tries` is how often it was tried already, `chance` a random number in 0–1.
#[must_use]
pub fn backoff(tries: i32, first: Duration, factor: f64, most: Duration, chance: f64) -> Duration {
    let nominal = first.as_secs_f64() * factor.powi((tries - 1).max(0));
    let spread = 1.0 + JITTER * (2.0 * chance - 1.0);
    Duration::from_secs_f64(nominal.min(most.as_secs_f64()) * spread)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_grows_and_ends_at_the_most() {
        let wait = |tries| backoff(tries, Duration::from_secs(10), 6.0, Duration::from_secs(3600), 0.5).as_secs();
        assert_eq!((wait(1), wait(2), wait(3), wait(9)), (10, 60, 360, 3600));
    }

    #[test]
    fn chance_spreads_it_by_a_fifth() {
        let wait = |chance| backoff(1, Duration::from_secs(10), 2.0, Duration::from_secs(60), chance).as_secs_f64();
        assert!((wait(0.0) - 8.0).abs() < 1e-6 && (wait(1.0) - 12.0).abs() < 1e-6);
    }
}
