//! What a link in a mail carries: 256 random bits. The database knows only their hash.

use sha2::{Digest, Sha256};

const BASE62: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/// 43 base62 characters hold 256 bits.
const LENGTH: usize = 43;

/// A token that was just made: its text goes into one mail and is never kept.
pub struct LinkToken {
    pub text: String,
    pub hash: String,
}

impl LinkToken {
    #[must_use]
    pub fn random() -> Self {
        let text = crate::clock::random_text(LENGTH, BASE62);
        Self { hash: hash(&text), text }
    }

    /// The hash to look a token up by, or none if it cannot be one of ours.
    ///
    /// SHA-256 without salt is right for 256 random bits: there is nothing to guess.
    #[must_use]
    pub fn lookup_hash(text: &str) -> Option<String> {
        (text.len() == LENGTH && text.bytes().all(|byte| byte.is_ascii_alphanumeric())).then(|| hash(text))
    }
}

fn hash(text: &str) -> String {
    hex::encode(Sha256::digest(text.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_found_by_its_own_hash_and_nonsense_by_none() {
        let token = LinkToken::random();
        assert_eq!(LinkToken::lookup_hash(&token.text), Some(token.hash));
        for nonsense in ["", "short", &"ä".repeat(43), &"a".repeat(44), &format!("{}'", "a".repeat(42))] {
            assert_eq!(LinkToken::lookup_hash(nonsense), None);
        }
    }
}
