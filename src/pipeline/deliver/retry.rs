//! When a delivery is tried again, and when it is given up.

use crate::pipeline::queue::backoff;
use std::time::Duration;

/// Waits of 10 s, 1 min, 6 min, 36 min, 3.6 h, then 6 h each, all ± 20 %: ten attempts span about 28 hours.
const FIRST_WAIT: Duration = Duration::from_secs(10);
const FACTOR: f64 = 6.0;
/// A receiver that asks for more with `Retry-After` waits no longer either.
const LONGEST_WAIT: Duration = Duration::from_secs(6 * 60 * 60);
/// Those that were asked to come back at one moment come one after another.
const SPREAD: f64 = 0.2;

/// What an attempt means for its delivery.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Verdict {
    Delivered,
    Again(Duration),
    GivenUp,
    /// The receiver wants nothing more, ever (410).
    Gone,
}

/// The verdict on an answer with this `status` (none: there was no answer) after `tried` of `most` attempts. `after` is
/// the wait that the receiver asked for, `chance` a random number in 0–1.
pub(super) fn judge(status: Option<u16>, tried: i32, most: i32, after: Option<Duration>, chance: f64) -> Verdict {
    match status {
        Some(200..300) => return Verdict::Delivered,
        Some(410) => return Verdict::Gone,
        _ if tried >= most => return Verdict::GivenUp,
        _ => {}
    }
    let wait = backoff(tried, FIRST_WAIT, FACTOR, LONGEST_WAIT, chance);
    let asked = after.filter(|_| matches!(status, Some(429 | 503)));
    let asked = asked.map_or(Duration::ZERO, |asked| asked.min(LONGEST_WAIT).mul_f64(1.0 + SPREAD * chance));
    Verdict::Again(wait.max(asked))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::webhook::MAX_ATTEMPTS;

    #[test]
    fn only_2xx_is_delivered_and_410_is_final() {
        for (status, verdict) in
            [(200, Verdict::Delivered), (299, Verdict::Delivered), (410, Verdict::Gone), (500, Verdict::GivenUp)]
        {
            assert_eq!(judge(Some(status), 3, 3, None, 0.5), verdict, "{status}");
        }
        for status in [None, Some(301), Some(304), Some(400), Some(404), Some(429), Some(502)] {
            assert!(matches!(judge(status, 1, 3, None, 0.5), Verdict::Again(_)), "{status:?}");
            assert_eq!(judge(status, 3, 3, None, 0.5), Verdict::GivenUp, "{status:?}");
        }
    }

    #[test]
    fn ten_attempts_span_about_28_hours() {
        let wait = |tried, chance| match judge(None, tried, MAX_ATTEMPTS, None, chance) {
            Verdict::Again(wait) => wait,
            other => panic!("{other:?}"),
        };
        let span =
            |chance| (1..MAX_ATTEMPTS).map(|tried| wait(tried, chance)).sum::<Duration>().as_secs() as f64 / 3600.0;
        assert!((span(0.5) - 28.0).abs() < 0.5, "{}", span(0.5));
        assert!(span(0.0) < span(0.5) && span(0.5) < span(1.0), "jitter spreads it");
    }

    #[test]
    fn retry_after_is_honoured_where_it_has_a_meaning_and_has_an_end() {
        let wait = |status, after: u64| match judge(Some(status), 1, 3, Some(Duration::from_secs(after)), 0.5) {
            Verdict::Again(wait) => wait.as_secs(),
            other => panic!("{other:?}"),
        };
        assert_eq!((wait(429, 100), wait(503, 100)), (110, 110), "never sooner than asked");
        assert_eq!(wait(429, 1), 10, "nor sooner than we would come anyway");
        assert_eq!(wait(500, 100), 10);
        assert_eq!(wait(503, 999_999_999), 6 * 60 * 60 * 11 / 10);
    }
}
