//! Providers of an organization: which can be asked, and the keys and addresses that it brings.

use crate::{
    access::{OrgScope, ProvidersDelete, ProvidersWrite},
    config::{Config, Secret, providers::Provider},
    db::queries::provider_keys::{self, StoredKey},
    domain::{
        audit::AuditAction,
        provider::{KeyState, ModelFacts, NewProviderKey, ProviderState},
        template::{LOCAL_MODEL, LOCAL_PROVIDER},
    },
    error::{AppError, FieldError},
    pipeline::extract::own_keys,
    runtime::Runtime,
    workspace::audit::{self, Change},
};
use reqwest::Url;

/// Shortest and longest key, in characters.
const KEY: std::ops::RangeInclusive<usize> = 8..=512;
/// A shorter key is not hinted at: too much of it would be seen.
const HINTED: usize = 16;
/// Characters of a hint.
const HINT: usize = 4;
/// Longest address, in bytes.
const MAX_URL: usize = 500;

/// Every provider of the catalogue as it stands for an organization.
///
/// # Errors
/// When the database does not answer.
pub async fn list<P>(runtime: &Runtime, scope: &OrgScope<P>) -> Result<Vec<ProviderState>, AppError> {
    let own = provider_keys::all(&runtime.db, scope).await?;
    let of = |id: &str| own.iter().find(|key| key.provider == id);
    let providers = runtime.config.providers.iter();
    Ok(providers.map(|(id, provider)| state(runtime, scope, id, provider, of(id))).collect())
}

/// Keeps a key, an address, or both, in place of what there was.
///
/// # Errors
/// 404 for a provider that is not in the catalogue; 400, field by field.
pub async fn put(
    runtime: &Runtime,
    scope: &OrgScope<ProvidersWrite>,
    id: &str,
    new: NewProviderKey,
) -> Result<ProviderState, AppError> {
    let provider = known(&runtime.config, id)?;
    let filled = |text: Option<String>| text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    let new = NewProviderKey { key: filled(new.key), base_url: filled(new.base_url) };
    check(&runtime.config, provider, &new)?;
    let key = new.key.map(Secret::new);
    let place = own_keys::place(scope.organization(), id);
    let stored = StoredKey {
        provider: id.to_owned(),
        sealed_key: key.as_ref().map(|key| runtime.vault.seal(key, &place)),
        hint: key.as_ref().and_then(hint),
        base_url: new.base_url,
        updated_at: runtime.clock.now(),
    };
    let before = own(runtime, scope, id).await?;
    let (had_key, old_url) = before.map_or((false, None), |old| (old.sealed_key.is_some(), old.base_url));
    let change = Change::none().with("keyIsSet", had_key, key.is_some()).with("baseUrl", old_url, &stored.base_url);
    let tx = runtime.db.begin().await?;
    provider_keys::put(&tx, scope, stored.clone()).await?;
    let deed = audit::entity("provider_key", id, &provider.name);
    audit::record(runtime, &tx, scope, AuditAction::ProviderKeySet, deed, change).await?;
    tx.commit().await?;
    Ok(state(runtime, scope, id, provider, Some(&stored)))
}

/// Forgets what the organization brought; from then on the server's key counts, if it has one.
///
/// # Errors
/// 404 for a provider that is not in the catalogue.
pub async fn remove(runtime: &Runtime, scope: &OrgScope<ProvidersDelete>, id: &str) -> Result<(), AppError> {
    let provider = known(&runtime.config, id)?;
    let existed = own(runtime, scope, id).await?.is_some();
    let tx = runtime.db.begin().await?;
    provider_keys::delete(&tx, scope, id).await?;
    if existed {
        let deed = audit::entity("provider_key", id, &provider.name);
        audit::record(runtime, &tx, scope, AuditAction::ProviderKeyRemoved, deed, Change::none()).await?;
    }
    Ok(tx.commit().await?)
}

/// What the organization brought for a provider.
async fn own<P>(runtime: &Runtime, scope: &OrgScope<P>, id: &str) -> Result<Option<StoredKey>, AppError> {
    Ok(provider_keys::all(&runtime.db, scope).await?.into_iter().find(|key| key.provider == id))
}

/// Is there such an engine on this server, with or without a key for it?
#[must_use]
pub fn has_engine(config: &Config, provider: &str, model: &str) -> bool {
    (provider == LOCAL_PROVIDER && model == LOCAL_MODEL)
        || config.providers.get(provider).is_some_and(|provider| provider.model(model).is_some())
}

fn known<'a>(config: &'a Config, id: &str) -> Result<&'a Provider, AppError> {
    config.providers.get(id).ok_or_else(|| AppError::not_found("provider"))
}

fn state<P>(
    runtime: &Runtime,
    scope: &OrgScope<P>,
    id: &str,
    provider: &Provider,
    own: Option<&StoredKey>,
) -> ProviderState {
    let opens = |sealed: &String| {
        let place = own_keys::place(scope.organization(), id);
        runtime.vault.open(sealed, &place).is_some()
    };
    let state = match own {
        Some(own) if own.sealed_key.as_ref().is_none_or(opens) => KeyState::Own,
        Some(_) => KeyState::Unreadable,
        None if provider.is_ready() => KeyState::Server,
        None => KeyState::None,
    };
    let facts = |model: &crate::config::providers::Model| ModelFacts {
        id: model.id.clone(),
        credits: model.credits,
        context: model.context,
        image: model.image.unwrap_or(provider.image),
        pdf: model.pdf.unwrap_or(provider.pdf),
    };
    ProviderState {
        provider: id.to_owned(),
        name: provider.name.clone(),
        state,
        ready: matches!(state, KeyState::Own | KeyState::Server),
        needs_key: provider.needs_key(),
        has_address: !provider.base_url.is_empty(),
        hint: own.and_then(|own| own.hint.clone()),
        base_url: own.and_then(|own| own.base_url.clone()),
        updated_at: own.map(|own| own.updated_at),
        any_model: provider.any_model,
        models: provider.models.iter().map(facts).collect(),
    }
}

fn check(config: &Config, provider: &Provider, new: &NewProviderKey) -> Result<(), AppError> {
    let mut wrong = Vec::new();
    match &new.key {
        Some(key) if !KEY.contains(&key.len()) || !key.bytes().all(|byte| byte.is_ascii_graphic()) => {
            wrong.push(FieldError::new("key", "This is not a key: copy it whole, without spaces, from the provider."));
        }
        None if provider.needs_key() => {
            wrong.push(FieldError::new("key", format!("Enter the key for {}.", provider.name)));
        }
        _ => {}
    }
    let needs_url = !provider.needs_key() && provider.base_url.is_empty();
    match &new.base_url {
        Some(url) => wrong.extend(wrong_url(config, url).map(|reason| FieldError::new("baseUrl", reason))),
        None if needs_url => {
            let reason = "Enter the address of your server, such as https://models.example.com/v1.";
            wrong.push(FieldError::new("baseUrl", reason));
        }
        None => {}
    }
    if wrong.is_empty() { Ok(()) } else { Err(AppError::invalid(wrong)) }
}

/// Keys and documents travel there: encrypted, unless the operator allows networks of its own. Where the address
/// leads is judged again at every connection.
fn wrong_url(config: &Config, text: &str) -> Option<&'static str> {
    let url = Url::parse(text).ok().filter(|url| url.has_host() && text.len() <= MAX_URL);
    let plain = |url: &Url| url.query().is_none() && url.fragment().is_none() && url.username().is_empty();
    match url {
        Some(url) if !plain(&url) || url.password().is_some() => {
            Some("The address may have neither a name, a password nor a question mark in it.")
        }
        Some(url) if url.scheme() == "https" => None,
        Some(url) if url.scheme() == "http" && !config.extraction.provider_allow.is_empty() => None,
        Some(url) if url.scheme() == "http" => Some("The address must begin with https://."),
        _ => Some("The address must be a full one, such as https://models.example.com/v1."),
    }
}

fn hint(key: &Secret) -> Option<String> {
    let text = key.expose();
    (text.len() >= HINTED).then(|| text[text.len() - HINT..].to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    #[test]
    fn keys_travel_encrypted_unless_the_operator_has_networks_of_its_own() {
        let load = |allow: Option<&'static str>| {
            let variable = move |name: &str| allow.filter(|_| name == "OCRIVA_PROVIDER_ALLOW").map(str::to_owned);
            Config::load(Path::new("/nowhere"), variable).unwrap()
        };
        let (strict, open) = (load(None), load(Some("10.0.0.0/8")));
        assert_eq!(wrong_url(&strict, "https://models.example.com/v1"), None);
        assert!(wrong_url(&strict, "http://models.example.com/v1").unwrap().contains("https"));
        assert_eq!(wrong_url(&open, "http://10.1.2.3:11434/v1"), None);
        for nonsense in
            ["", "models.example.com", "file:///etc/passwd", "https://", &format!("https://a/{}", "x".repeat(600))]
        {
            assert!(wrong_url(&open, nonsense).is_some(), "{nonsense}");
        }
    }

    #[test]
    fn a_short_key_is_not_hinted_at() {
        assert_eq!(hint(&Secret::new("sk-0123456789-wxyz")).as_deref(), Some("wxyz"));
        assert_eq!(hint(&Secret::new("sk-01234")), None);
    }
}
