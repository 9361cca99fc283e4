//! How the entries of an audit trail are tied together: what is hashed, in which order, letter for letter.
//!
//! The hash of an entry is SHA-256 over its parts in the order of [`Link::canonical`], each written as a netstring: its
//! length in bytes as a decimal number, a colon, the bytes, a comma; a part that is missing is `-,`. So no two entries
//! have the same text, whatever is written in them.

use crate::domain::time::Timestamp;

/// What an entry is hashed with first: another way to hash would have another name.
const VERSION: &str = "ocriva-audit-v1";
/// What stands before the first entry.
pub const BEGINNING: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// The parts of an entry that its hash holds.
#[derive(Clone, Copy, Debug)]
pub struct Link<'a> {
    pub previous_hash: &'a str,
    pub organization: &'a str,
    pub sequence: i64,
    pub id: &'a str,
    pub at: Timestamp,
    pub actor_kind: &'a str,
    pub actor_id: Option<&'a str>,
    pub actor_name: &'a str,
    pub action: &'a str,
    pub entity_type: &'a str,
    pub entity_id: &'a str,
    pub entity_label: &'a str,
    /// JSON as it is stored.
    pub change: &'a str,
    pub ip: Option<&'a str>,
    pub user_agent: Option<&'a str>,
}

impl Link<'_> {
    /// What is hashed.
    #[must_use]
    pub fn canonical(&self) -> String {
        let (sequence, at) = (self.sequence.to_string(), self.at.0.to_string());
        let parts = [
            Some(VERSION),
            Some(self.previous_hash),
            Some(self.organization),
            Some(&sequence),
            Some(self.id),
            Some(&at),
            Some(self.actor_kind),
            self.actor_id,
            Some(self.actor_name),
            Some(self.action),
            Some(self.entity_type),
            Some(self.entity_id),
            Some(self.entity_label),
            Some(self.change),
            self.ip,
            self.user_agent,
        ];
        parts.into_iter().map(|part| part.map_or("-,".to_owned(), |part| format!("{}:{part},", part.len()))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link() -> Link<'static> {
        Link {
            previous_hash: BEGINNING,
            organization: "org_1",
            sequence: 1,
            id: "aud_1",
            at: Timestamp(1_774_958_400_007),
            actor_kind: "person",
            actor_id: Some("user_1"),
            actor_name: "Änn",
            action: "role.changed",
            entity_type: "member",
            entity_id: "user_2",
            entity_label: "Bob",
            change: "{}",
            ip: Some("203.0.113.9"),
            user_agent: None,
        }
    }

    #[test]
    fn the_text_that_is_hashed_is_the_published_one() {
        let want = format!(
            "15:ocriva-audit-v1,64:{BEGINNING},5:org_1,1:1,5:aud_1,13:1774958400007,6:person,6:user_1,4:Änn,\
             12:role.changed,6:member,6:user_2,3:Bob,2:{{}},11:203.0.113.9,-,"
        );
        assert_eq!(link().canonical(), want);
    }

    #[test]
    fn moving_a_letter_from_one_part_to_the_next_is_another_text() {
        let (one, other) = (
            Link { entity_id: "user_2B", entity_label: "ob", ..link() },
            Link { ip: None, user_agent: Some("203.0.113.9"), ..link() },
        );
        assert_ne!(one.canonical(), link().canonical());
        assert_ne!(other.canonical(), link().canonical());
        assert_ne!(Link { ip: Some(""), ..link() }.canonical(), Link { ip: None, ..link() }.canonical());
    }
}
