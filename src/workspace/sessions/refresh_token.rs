//! Refresh tokens: random text for the browser, of which the database keeps the hash.

use crate::{clock::random_text, config::Secret};
use sha2::{Digest, Sha256};

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
/// Of 6 bits each: 258.
const LENGTH: usize = 43;

pub struct RefreshToken(Secret);

impl RefreshToken {
    pub fn random() -> Self {
        Self(Secret::new(random_text(LENGTH, ALPHABET)))
    }

    /// What may be one of ours; nothing else reaches the database.
    pub fn parse(text: &str) -> Option<Self> {
        let fits = text.len() == LENGTH && text.bytes().all(|byte| ALPHABET.contains(&byte));
        fits.then(|| Self(Secret::new(text)))
    }

    /// SHA-256 without salt is right for 258 random bits: there is nothing to guess.
    pub fn hash(&self) -> String {
        hex::encode(Sha256::digest(self.0.expose().as_bytes()))
    }

    pub fn into_secret(self) -> Secret {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_found_by_its_hash_and_nonsense_is_none() {
        let token = RefreshToken::random();
        let text = token.0.expose().to_owned();
        assert_eq!(RefreshToken::parse(&text).unwrap().hash(), token.hash());
        assert_ne!(RefreshToken::random().hash(), token.hash());
        for nonsense in ["", "a", &text[1..], &format!("{text}a"), &text.replace(&text[..1], "\u{0}"), &"ä".repeat(43)]
        {
            assert!(RefreshToken::parse(nonsense).is_none(), "{nonsense}");
        }
    }
}
