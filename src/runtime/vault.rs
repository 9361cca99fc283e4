//! Seals what belongs to a tenant and must be read again: keys of providers, secrets of webhooks. Whoever has the database alone has nothing.

use crate::config::Secret;
use base64::{Engine as _, prelude::BASE64_STANDARD};
use ring::{
    aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey},
    hkdf::{HKDF_SHA256, Salt},
    rand::{SecureRandom, SystemRandom},
};
use std::sync::Arc;

/// What the key is derived for; another purpose would take another text.
const PURPOSE: &[&[u8]] = &[b"ocriva provider keys v1"];

/// Cheap to clone. AES-256-GCM under a key that HKDF-SHA-256 derives from the server's secret; a sealed text is the
/// nonce, the ciphertext and the tag in base64.
#[derive(Clone)]
pub struct Vault {
    key: Arc<LessSafeKey>,
}

impl Vault {
    #[must_use]
    pub fn new(secret: &Secret) -> Self {
        let derived = Salt::new(HKDF_SHA256, &[]).extract(secret.expose().as_bytes());
        let key = derived.expand(PURPOSE, &AES_256_GCM).expect("32 bytes are within what HKDF gives");
        Self { key: Arc::new(LessSafeKey::new(UnboundKey::from(key))) }
    }

    /// Seals `text` to its `place`: moved to another, it does not open.
    #[must_use]
    pub fn seal(&self, text: &Secret, place: &str) -> String {
        let mut nonce = [0; NONCE_LEN];
        SystemRandom::new().fill(&mut nonce).expect("the system has randomness");
        let mut sealed = text.expose().as_bytes().to_vec();
        self.key
            .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::from(place), &mut sealed)
            .expect("a key is no longer than what AES-GCM takes");
        BASE64_STANDARD.encode([nonce.as_slice(), &sealed].concat())
    }

    /// The text; none if it was tampered with, moved, or sealed with another secret.
    #[must_use]
    pub fn open(&self, sealed: &str, place: &str) -> Option<Secret> {
        let mut bytes = BASE64_STANDARD.decode(sealed).ok()?;
        let (nonce, text) = bytes.split_at_mut_checked(NONCE_LEN)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
        let text = self.key.open_in_place(nonce, Aad::from(place), text).ok()?;
        String::from_utf8(text.to_vec()).ok().map(Secret::new)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_opens_where_it_was_sealed_and_nowhere_else() {
        let vault = Vault::new(&Secret::new("correct horse battery"));
        let key = Secret::new("sk-0123456789");
        let sealed = vault.seal(&key, "org_a/openai");
        assert_eq!(vault.open(&sealed, "org_a/openai"), Some(key.clone()));
        assert_ne!(vault.seal(&key, "org_a/openai"), sealed, "twice the same looks different");
        assert_eq!(vault.open(&sealed, "org_b/openai"), None, "moved to another tenant");
        assert_eq!(Vault::new(&Secret::new("another")).open(&sealed, "org_a/openai"), None, "another secret");

        let bytes = BASE64_STANDARD.decode(&sealed).unwrap();
        assert!(!bytes.windows(4).any(|part| part == b"sk-0"));
        for at in 0..bytes.len() {
            let mut bent = bytes.clone();
            bent[at] ^= 1;
            assert_eq!(vault.open(&BASE64_STANDARD.encode(bent), "org_a/openai"), None, "byte {at}");
        }
        for nonsense in ["", "AAAA", "not base64!"] {
            assert_eq!(vault.open(nonsense, "org_a/openai"), None);
        }
    }
}
