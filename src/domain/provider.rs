//! Providers as a tenant sees them: what can be asked, and with whose key.

use crate::domain::{id::OrgId, time::Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// One provider of the catalogue, for one organization.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ProviderState {
    /// As templates name it.
    pub provider: String,
    /// As people write it.
    pub name: String,
    pub state: KeyState,
    /// Can it be asked now?
    pub ready: bool,
    pub needs_key: bool,
    /// The server has an address for it; else the organization brings its own.
    pub has_address: bool,
    /// The last characters of the organization's own key, to tell keys apart.
    #[schema(required)]
    pub hint: Option<String>,
    /// The organization's own address for it.
    #[schema(required)]
    pub base_url: Option<String>,
    #[schema(required)]
    pub updated_at: Option<Timestamp>,
    /// Models beyond those may be named: whoever runs the server knows what it has.
    pub any_model: bool,
    pub models: Vec<ModelFacts>,
}

/// Whose key opens a provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum KeyState {
    /// The organization brought one, or an address of its own.
    Own,
    /// It did, but the secret of the server changed since.
    Unreadable,
    /// The server's.
    Server,
    None,
}

/// A model that a template can name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ModelFacts {
    pub id: String,
    /// For one document.
    pub credits: u32,
    /// Tokens that it takes in.
    pub context: u64,
    pub image: bool,
    pub pdf: bool,
}

/// What an organization brings: a key, an address of its own, or both.
#[derive(Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({ "key": "sk-the-key-of-your-organization" }))]
pub struct NewProviderKey {
    #[serde(default)]
    pub key: Option<String>,
    #[serde(default)]
    pub base_url: Option<String>,
}

/// Every provider, and whether the caller may change what the organization brought.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ProviderList {
    pub organization_id: OrgId,
    pub may_change: bool,
    pub providers: Vec<ProviderState>,
}
