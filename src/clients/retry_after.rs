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
