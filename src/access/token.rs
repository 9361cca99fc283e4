//! API tokens: `ocr_`, 30 random base62 characters, 6 of checksum. A typing error never reaches the database.

use crate::domain::{
    access::{Action, Permission, Resource},
    id::{OrgId, ProjectId, TokenId, UserId},
    time::Timestamp,
};
use ipnet::IpNet;
use sha2::{Digest, Sha256};
use std::net::IpAddr;

const PREFIX: &str = "ocr_";
const BASE62: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/// 30 base62 characters hold 178 bits.
const RANDOM: usize = 30;
/// Six base62 characters hold a CRC-32.
const CHECKSUM: usize = 6;
/// Characters of a token that are shown to tell tokens apart.
const SHOWN: usize = 10;

/// What a token lets its holder do.
#[derive(Clone, Debug)]
pub struct TokenGrant {
    pub id: TokenId,
    pub organization: OrgId,
    /// When the organization ends, if somebody decided so.
    pub ends_at: Option<Timestamp>,
    /// None for a token of the whole organization.
    pub project: Option<ProjectId>,
    pub permissions: Vec<Permission>,
    /// From where it may be used; empty: from anywhere.
    pub networks: Vec<IpNet>,
    pub expires_at: Timestamp,
    /// Who made it.
    pub user: Option<UserId>,
}

impl TokenGrant {
    /// What it was given; and to see the projects that it is for, which have to be named.
    #[must_use]
    pub fn may(&self, permission: Permission) -> bool {
        const SEE_PROJECTS: Permission = Permission::new(Resource::Projects, Action::Read);
        permission == SEE_PROJECTS || self.permissions.contains(&permission)
    }

    /// May it be used from there?
    #[must_use]
    pub fn is_for(&self, address: Option<IpAddr>) -> bool {
        let within = |address: IpAddr| self.networks.iter().any(|network| network.contains(&address));
        self.networks.is_empty() || address.is_some_and(within)
    }
}

/// A token that was just made; its text is shown once and never kept.
pub struct NewSecret {
    pub text: String,
    pub prefix: String,
    pub hash: String,
}

impl NewSecret {
    #[must_use]
    pub fn random() -> Self {
        let body = crate::clock::random_text(RANDOM, BASE62);
        let text = format!("{PREFIX}{body}{}", checksum(&body));
        Self { prefix: text.chars().take(SHOWN).collect(), hash: hash(&text), text }
    }
}

/// The hash to look a token up by, or none if it cannot be one of ours.
///
/// SHA-256 without salt is right for 178 random bits: there is nothing to guess.
#[must_use]
pub fn lookup_hash(text: &str) -> Option<String> {
    let rest = text.strip_prefix(PREFIX)?;
    if rest.len() != RANDOM + CHECKSUM || !rest.is_ascii() {
        return None;
    }
    let (body, sum) = rest.split_at(RANDOM);
    (checksum(body) == sum).then(|| hash(text))
}

fn hash(text: &str) -> String {
    hex::encode(Sha256::digest(text.as_bytes()))
}

/// CRC-32 (IEEE) in base62, six digits.
fn checksum(body: &str) -> String {
    let mut left = crc32fast::hash(body.as_bytes()) as usize;
    let mut digits = [b'0'; CHECKSUM];
    for digit in digits.iter_mut().rev() {
        *digit = BASE62[left % 62];
        left /= 62;
    }
    digits.iter().map(|&digit| char::from(digit)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_fresh_token_is_found_by_its_own_hash() {
        let secret = NewSecret::random();
        assert_eq!(lookup_hash(&secret.text).as_deref(), Some(secret.hash.as_str()));
        assert_eq!(secret.text.len(), 40);
        assert!(secret.text.starts_with(&secret.prefix));
    }

    #[test]
    fn one_wrong_character_is_noticed_without_a_database() {
        let text = NewSecret::random().text;
        for position in 4..text.len() {
            let mut wrong = text.clone().into_bytes();
            wrong[position] = if wrong[position] == b'x' { b'y' } else { b'x' };
            assert_eq!(lookup_hash(std::str::from_utf8(&wrong).unwrap()), None, "position {position}");
        }
        for nonsense in ["", "ocr_", "ocr_ä", "sk_live_1", &"ocr_0".repeat(20)] {
            assert_eq!(lookup_hash(nonsense), None);
        }
    }

    proptest! {
        #[test]
        fn nothing_that_is_sent_makes_it_panic(text in r"(?s)(ocr_)?([0-9A-Za-z]{36}|.{0,40})") {
            // One in 2³² of the well-formed has its checksum by chance.
            let found = lookup_hash(&text);
            prop_assert!(found.is_none_or(|hash| hash.len() == 64 && text.len() == 40));
        }

        #[test]
        fn a_checksum_tells_neighbours_apart(body in "[0-9A-Za-z]{30}", at in 0..30usize, other in "[0-9A-Za-z]") {
            let text = format!("{PREFIX}{body}{}", checksum(&body));
            prop_assert!(lookup_hash(&text).is_some());
            let mut wrong = text.clone();
            wrong.replace_range(PREFIX.len() + at..=PREFIX.len() + at, &other);
            prop_assert_eq!(lookup_hash(&wrong).is_some(), wrong == text);
        }
    }
}
