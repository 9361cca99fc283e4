//! When a provider wants to be asked again: in its headers, in whichever form, or in the body of its refusal.

use crate::{clients::retry_after::retry_after, domain::time::Timestamp};
use reqwest::header::HeaderMap;
use serde_json::Value;
use std::time::Duration;

/// Nobody is waited for longer than this before the next try.
const LONGEST: Duration = Duration::from_secs(6 * 60 * 60);

/// The wait that was asked for.
#[must_use]
pub fn asked(headers: &HeaderMap, body: &Value, now: Timestamp) -> Option<Duration> {
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).map(str::trim);
    let millis = || header("retry-after-ms")?.parse::<f64>().ok().and_then(|millis| seconds(millis / 1000.0));
    millis().or_else(|| retry_after(headers, now)).or_else(|| detail(body)).map(|wait| wait.min(LONGEST))
}

fn seconds(seconds: f64) -> Option<Duration> {
    Duration::try_from_secs_f64(seconds).ok()
}

/// Google's way: `error.details[].retryDelay`, such as `"34.5s"`.
fn detail(body: &Value) -> Option<Duration> {
    let details = body.pointer("/error/details")?.as_array()?;
    let delay = details.iter().find_map(|detail| detail.get("retryDelay")?.as_str())?;
    delay.strip_suffix('s')?.parse().ok().and_then(seconds)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn every_form_is_understood() {
        let now = Timestamp(1_792_567_650_000); // Wed, 21 Oct 2026 07:27:30 GMT
        let wait = |name: &'static str, value: &str| {
            asked(&HeaderMap::from_iter([(name.parse().unwrap(), value.parse().unwrap())]), &Value::Null, now)
        };
        let of = |seconds: f64| Some(Duration::from_secs_f64(seconds));
        assert_eq!(wait("retry-after", "7"), of(7.0));
        assert_eq!(wait("retry-after", "1.5"), of(1.5));
        assert_eq!(wait("retry-after-ms", "250"), of(0.25));
        assert_eq!(wait("retry-after", "Wed, 21 Oct 2026 07:28:00 GMT"), of(30.0));
        assert_eq!(wait("retry-after", "Wed, 21 Oct 2026 07:00:00 GMT"), of(0.0), "it is over already");
        assert_eq!(wait("retry-after", "999999"), Some(LONGEST));
        for nonsense in ["soon", "-5", "NaN", ""] {
            assert_eq!(wait("retry-after", nonsense), None, "{nonsense}");
        }
        let body = json!({ "error": { "details": [{ "reason": "x" }, { "retryDelay": "34.5s" }] } });
        assert_eq!(asked(&HeaderMap::new(), &body, now), of(34.5));
    }
}
