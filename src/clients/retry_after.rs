//! When a server wants to be asked again.

use crate::domain::time::Timestamp;
use reqwest::header::{HeaderMap, RETRY_AFTER};
use std::time::Duration;
use time::{OffsetDateTime, format_description::well_known::Rfc2822};

/// The wait that the header `Retry-After` asks for, in seconds or as an HTTP date.
#[must_use]
pub fn retry_after(headers: &HeaderMap, now: Timestamp) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    let seconds = text.parse().ok().and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
    seconds.or_else(|| until(text, now))
}

/// From an HTTP date, such as `Wed, 21 Oct 2026 07:28:00 GMT`.
fn until(text: &str, now: Timestamp) -> Option<Duration> {
    let at = OffsetDateTime::parse(text, &Rfc2822).ok()?;
    let millis = (at.unix_timestamp() * 1000).saturating_sub(now.0).max(0);
    Some(Duration::from_millis(millis as u64))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use reqwest::header::HeaderValue;

    const NOW: Timestamp = Timestamp(1_792_567_680_000); // 2026-10-21T07:28:00Z

    fn asked(text: &str) -> Option<Duration> {
        retry_after(&HeaderMap::from_iter([(RETRY_AFTER, HeaderValue::from_bytes(text.as_bytes()).ok()?)]), NOW)
    }

    #[test]
    fn seconds_and_dates_are_understood() {
        for (text, seconds) in [
            ("120", Some(120)),
            (" 0 ", Some(0)),
            ("Wed, 21 Oct 2026 07:30:00 GMT", Some(120)),
            ("Wed, 21 Oct 2026 07:00:00 GMT", Some(0)),
            ("-1", None),
            ("inf", None),
            ("NaN", None),
            ("1e300", None),
            ("soon", None),
            ("", None),
        ] {
            assert_eq!(asked(text).map(|wait| wait.as_secs()), seconds, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn nothing_that_is_sent_makes_it_panic(
            text in r"([0-9]{0,25}|[-+.eE0-9]{0,12}|[A-Z][a-z]{2}, [0-9]{1,2} [A-Z][a-z]{2} [0-9]{1,5} [0-9:]{0,8} [A-Z+0-9]{0,5}|[ -~\u{80}-\u{ff}]{0,40})",
        ) {
            let _ = asked(&text);
        }

        #[test]
        fn seconds_are_waited_for(seconds in 0..u32::MAX) {
            prop_assert_eq!(asked(&seconds.to_string()), Some(Duration::from_secs(seconds.into())));
        }
    }
}
