//! Headers of requests, and of the answers of other servers.
#![no_main]

use axum::http::{HeaderMap, HeaderValue, header};
use libfuzzer_sys::fuzz_target;
use ocriva::fuzzing::{ForwardedHeader, IdempotencyKey, Timestamp, bearer, is_own, retry_after, wait_of_provider};
use serde_json::json;
use std::time::Duration;

const NOW: Timestamp = Timestamp(1_792_567_680_000);

fuzz_target!(|bytes: &[u8]| {
    let Ok(value) = HeaderValue::from_bytes(bytes) else { return };
    let with = |name| HeaderMap::from_iter([(name, value.clone())]);

    let _ = retry_after(&with(header::RETRY_AFTER), NOW);
    let body = json!({ "error": { "details": [{ "retryDelay": String::from_utf8_lossy(bytes) }] } });
    for headers in [with(header::RETRY_AFTER), with("retry-after-ms".parse().unwrap()), HeaderMap::new()] {
        let wait = wait_of_provider(&headers, &body, NOW);
        assert!(wait.is_none_or(|wait| wait <= Duration::from_secs(6 * 60 * 60)));
    }

    assert!(bearer(&with(header::AUTHORIZATION)).is_none_or(|token| token.trim() == token));
    let origin =
        HeaderMap::from_iter([(header::ORIGIN, value.clone()), (header::HOST, "ours.example".parse().unwrap())]);
    if is_own(&origin) {
        let said = value.to_str().expect("what cannot be read is not ours");
        let host = said.split_once("://").map_or(said, |(_, rest)| rest).split(['/', '?', '#']).next();
        assert_eq!(host, Some("ours.example"));
    }

    let Ok(text) = std::str::from_utf8(bytes) else { return };
    if let Ok(key) = IdempotencyKey::parse(text) {
        let key = key.as_str();
        assert!((1..=255).contains(&key.len()) && key.bytes().all(|byte| (b' '..=b'~').contains(&byte)));
        let quoted = format!("\"{}\"", key.replace('\\', r"\\").replace('"', "\\\""));
        assert_eq!(IdempotencyKey::parse(&quoted).unwrap().as_str(), key);
    }
    for kind in [ForwardedHeader::XForwardedFor, ForwardedHeader::Forwarded] {
        assert!(kind.read(text).is_none_or(|address| text.contains(':') || address.is_ipv4()));
    }
});
