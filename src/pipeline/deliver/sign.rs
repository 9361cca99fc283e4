//! Signatures of a delivery: the platform's own header and the Standard Webhooks trio.
//!
//! Standard Webhooks 1.0.0 signs `id.timestamp.body` with HMAC-SHA256 and writes `v1,<base64>`.

use crate::{
    config::Secret,
    domain::{
        event::{Envelope, EventType},
        time::Timestamp,
    },
};
use base64::{Engine, prelude::BASE64_STANDARD};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// What a secret of the Standard Webhooks kind begins with; the rest is the key in base64.
const PREFIX: &str = "whsec_";
/// Bytes of a secret that we make: the standard asks for 24 to 64.
const KEY_BYTES: usize = 32;

/// A new secret, `whsec_` and 32 random bytes.
pub(super) fn random_secret() -> String {
    let key: [u8; KEY_BYTES] = rand::random();
    format!("{PREFIX}{}", BASE64_STANDARD.encode(key))
}

/// Secrets that sign: the newest, and those that it replaced and that receivers may still check with.
pub(super) struct Secrets {
    pub newest: Secret,
    pub old: Vec<Secret>,
}

/// All headers that say who sent `body`, under the `name` that its event has there. The time is that of this attempt,
/// the id that of the event. The platform's own header has room for one signature, the standard's for all.
pub(super) fn headers(
    envelope: &Envelope,
    name: EventType,
    secrets: &Secrets,
    body: &[u8],
    now: Timestamp,
) -> Vec<(&'static str, String)> {
    let seconds = now.0 / 1000;
    let id = envelope.event_id.as_str();
    let own = format!("sha256={}", hex::encode(mac(secrets.newest.expose().as_bytes(), &[body])));
    let all = std::iter::once(&secrets.newest).chain(&secrets.old);
    let signatures: Vec<String> = all.map(|secret| standard(secret.expose(), id, seconds, body)).collect();
    let mut headers = vec![
        ("x-webhook-event", name.as_str().to_owned()),
        ("x-webhook-signature", own.clone()),
        ("x-ocriva-signature", own),
        ("webhook-id", id.to_owned()),
        ("webhook-timestamp", seconds.to_string()),
        ("webhook-signature", signatures.join(" ")),
    ];
    if envelope.test {
        headers.push(("x-webhook-test", "true".to_owned()));
    }
    headers
}

fn standard(secret: &str, id: &str, seconds: i64, body: &[u8]) -> String {
    let signed_head = format!("{id}.{seconds}.");
    format!("v1,{}", BASE64_STANDARD.encode(mac(&standard_key(secret), &[signed_head.as_bytes(), body])))
}

/// A secret of another kind than `whsec_` is used as it is written.
fn standard_key(secret: &str) -> Vec<u8> {
    let decoded = secret.strip_prefix(PREFIX).and_then(|encoded| BASE64_STANDARD.decode(encoded).ok());
    decoded.unwrap_or_else(|| secret.as_bytes().to_vec())
}

fn mac(key: &[u8], parts: &[&[u8]]) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes a key of any length");
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Vectors of the standard's Rust and Go libraries.
    #[test]
    fn the_published_vectors_hold() {
        for (secret, id, seconds, body, expected) in [
            (
                "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD",
                "msg_27UH4WbU6Z5A5EzD8u03UvzRbpk",
                1649367553,
                r#"{"email":"test@example.com","username":"test_user"}"#,
                "v1,tZ1I4/hDygAJgO5TYxiSd6Sd0kDW6hPenDe+bTa3Kkw=",
            ),
            (
                "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
                "msg_p5jXN8AQM9LWM0D4loKWxJek",
                1614265330,
                r#"{"test": 2432232314}"#,
                "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
            ),
        ] {
            assert_eq!(standard(secret, id, seconds, body.as_bytes()), expected);
        }
    }

    /// RFC 4231, test case 2.
    #[test]
    fn the_own_header_is_hmac_sha256_in_hex() {
        let expected = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
        assert_eq!(hex::encode(mac(b"Jefe", &[b"what do ya want ", b"for nothing?"])), expected);
    }

    #[test]
    fn secrets_that_we_make_are_of_the_standard_kind() {
        let secret = random_secret();
        assert_eq!(standard_key(&secret).len(), KEY_BYTES);
        assert_ne!(secret, random_secret());
    }
}
