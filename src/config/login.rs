//! Whose accounts people may sign in with: OpenID Connect providers. All of it is data.

use super::{ConfigError, Secret};
use serde::Deserialize;
use std::collections::BTreeMap;

/// Providers by name.
pub type Logins = BTreeMap<String, LoginProvider>;

/// An OpenID Connect provider; off until it has an id and a secret.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct LoginProvider {
    /// As people write it.
    pub name: String,
    pub issuer: String,
    #[serde(default)]
    pub client_id: String,
    pub scopes: Vec<String>,
    /// How its ID tokens are signed, where that is not what its discovery document says.
    #[serde(default)]
    pub algorithm: Option<String>,
    /// Does it want the secret in the body of the request?
    #[serde(default)]
    pub secret_in_body: bool,
    /// From the environment alone.
    #[serde(skip)]
    pub secret: Option<Secret>,
}

impl LoginProvider {
    /// Can people sign in with it?
    #[must_use]
    pub fn is_ready(&self) -> bool {
        !self.issuer.is_empty() && !self.client_id.is_empty() && self.secret.is_some()
    }
}

/// Variables that hold a provider's id and its secret, the general ones first: `OCRIVA_LOGIN_ACME_ID`.
fn variables(name: &str, what: &str) -> Vec<String> {
    let general = format!("OCRIVA_LOGIN_{}_{what}", name.to_uppercase().replace('-', "_"));
    let own = match (name, what) {
        ("google", "ID") => Some("GOOGLE_CLIENT_ID"),
        ("google", "SECRET") => Some("GOOGLE_CLIENT_SECRET"),
        ("line", "ID") => Some("LINE_CHANNEL_ID"),
        ("line", "SECRET") => Some("LINE_CHANNEL_SECRET"),
        _ => None,
    };
    [Some(general), own.map(str::to_owned)].into_iter().flatten().collect()
}

/// Gives every provider what the environment has for it.
pub(super) fn complete(
    logins: &mut Logins,
    variable: impl Fn(&str) -> Result<Option<String>, ConfigError>,
) -> Result<(), ConfigError> {
    let first = |names: Vec<String>| names.iter().find_map(|name| variable(name).transpose()).transpose();
    for (name, provider) in logins {
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        if name.is_empty() || !name.bytes().all(plain) {
            let reason = "a provider's name is part of an address: lower-case letters, digits and hyphens";
            return Err(ConfigError::new(format!("login.{name}"), reason));
        }
        if let Some(issuer) = first(vec![variables(name, "ISSUER").remove(0)])? {
            provider.issuer = issuer;
        }
        if let Some(id) = first(variables(name, "ID"))? {
            provider.client_id = id;
        }
        provider.secret = first(variables(name, "SECRET"))?.map(Secret::new);
    }
    Ok(())
}
