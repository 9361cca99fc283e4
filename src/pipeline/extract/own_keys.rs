//! What an organization brought of its own: keys of providers, addresses of servers.

use crate::config::Secret;
use std::collections::BTreeMap;

/// By the name of the provider.
pub type OwnKeys = BTreeMap<String, OwnKey>;

/// Whoever has one never uses the server's: its key goes to the address that comes with it, and to no other.
#[derive(Clone, Debug, PartialEq)]
pub enum OwnKey {
    Usable {
        key: Option<Secret>,
        /// A tenant's choice: it is guarded. None: the provider's own.
        base_url: Option<String>,
    },
    /// It was sealed with another secret.
    Unreadable,
}
