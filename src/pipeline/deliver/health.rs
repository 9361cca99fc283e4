//! The health of an endpoint: a long run of failures disables it, one success clears it.

use crate::domain::time::Timestamp;

/// Deliveries given up in a row, at least …
const MANY: i32 = 10;
/// … and no attempt that succeeded for this long, in days: a receiver may be down for a long weekend.
const LONG: i64 = 5;

/// Why an endpoint that answers 410 is disabled.
pub(super) const GONE: &str = "It answered 410 Gone: it wants nothing more.";

/// Why an endpoint that has been failing `since`, with so many deliveries given `up` in a row, is to be disabled.
pub(super) fn verdict(since: Timestamp, up: i32, now: Timestamp) -> Option<String> {
    (up >= MANY && since.plus_days(LONG) <= now)
        .then(|| format!("No attempt has succeeded for {LONG} days, and the last {up} deliveries were given up."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_takes_both_many_failures_and_a_long_time() {
        let since = Timestamp(1_000_000);
        assert_eq!(verdict(since, 10_000, since.plus_days(4)), None, "a bad day, however busy");
        assert_eq!(verdict(since, 9, since.plus_days(400)), None, "a few failures, far between");
        assert!(verdict(since, 10, since.plus_days(5)).unwrap().contains("5 days"));
    }
}
