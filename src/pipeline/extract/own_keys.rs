//! What an organization brought of its own: keys of providers, addresses of servers.

use crate::{
    access::ProjectScope,
    config::Secret,
    db::queries::provider_keys::{self, StoredKey},
    domain::id::OrgId,
    error::AppError,
    runtime::{Runtime, Vault},
};
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

/// Opens what the organization of a project brought.
///
/// # Errors
/// When the database does not answer.
pub async fn of_project<P>(runtime: &Runtime, scope: &ProjectScope<P>) -> Result<OwnKeys, AppError> {
    let scope = scope.organization_use();
    let stored = provider_keys::all(&runtime.db, &scope).await?;
    Ok(stored.into_iter().map(|key| (key.provider.clone(), open(&runtime.vault, scope.organization(), key))).collect())
}

/// Where a key is sealed to.
#[must_use]
pub fn place(organization: &OrgId, provider: &str) -> String {
    format!("provider_keys/{organization}/{provider}")
}

fn open(vault: &Vault, organization: &OrgId, stored: StoredKey) -> OwnKey {
    let opened = stored.sealed_key.map(|sealed| vault.open(&sealed, &place(organization, &stored.provider)));
    match opened {
        Some(None) => OwnKey::Unreadable,
        opened => OwnKey::Usable { key: opened.flatten(), base_url: stored.base_url },
    }
}
