//! The one model that is asked: what it can, where it is, whose key opens it.

use crate::{
    config::{
        Secret,
        providers::{JsonMode, Provider, Wire},
    },
    pipeline::extract::{engine::EngineError, own_keys::OwnKey},
};
use serde_json::Value;

/// A model with everything that is needed to ask it.
pub struct Target {
    /// As people write it.
    pub name: String,
    pub wire: Wire,
    /// Without a slash at the end.
    pub base_url: String,
    key: Option<Secret>,
    /// A tenant chose the address.
    pub guarded: bool,
    pub model: String,
    pub image: bool,
    pub pdf: bool,
    pub json: JsonMode,
    pub max_nullable: usize,
    pub output_limit: String,
    /// Tokens it takes in.
    pub context: u64,
    /// Tokens it may answer with.
    pub output: u64,
    /// USD per million tokens, which is micro-USD per token.
    pub input_price: f64,
    pub output_price: f64,
    pub extra: Value,
}

impl Target {
    /// The model `id` of `provider`, with the organization's own key if it has one, else with the server's.
    ///
    /// # Errors
    /// When there is no such model, or nothing to reach it with.
    pub fn new(provider: &Provider, id: &str, own: Option<&OwnKey>) -> Result<Self, EngineError> {
        let name = &provider.name;
        let model = provider.model(id).ok_or_else(|| {
            EngineError::permanent(
                "unknown_model",
                format!("{name} has no model `{id}` on this server. Choose another in the template."),
            )
        })?;
        // An own address goes with the own key alone: the server's key is for the server's address.
        let (key, base_url, guarded) = match own {
            Some(OwnKey::Usable { key, base_url: Some(url) }) => (key.clone(), url.clone(), true),
            Some(OwnKey::Usable { key, base_url: None }) => (key.clone(), provider.base_url.clone(), false),
            Some(OwnKey::Unreadable) => {
                let message = format!(
                    "The key for {name} cannot be read any more, since the secret of this server changed. \
                     Please enter it again under Providers."
                );
                return Err(EngineError::permanent("provider_key_unreadable", message));
            }
            None => (provider.key.clone(), provider.base_url.clone(), false),
        };
        if base_url.is_empty() {
            let message = format!("{name} is not set up on this server: it has no address. Add yours under Providers.");
            return Err(EngineError::permanent("provider_off", message));
        }
        if provider.needs_key() && key.is_none() {
            let variable = &provider.key_variable;
            let message =
                format!("There is no key for {name}. Add yours under Providers, or set {variable} on the server.");
            return Err(EngineError::permanent("provider_no_key", message));
        }
        let mut extra = serde_json::to_value(&provider.extra).unwrap_or_default();
        super::wire::lay_over(&mut extra, &serde_json::to_value(&model.extra).unwrap_or_default());
        Ok(Self {
            name: name.clone(),
            wire: provider.wire,
            base_url: base_url.trim_end_matches('/').to_owned(),
            key,
            guarded,
            image: model.image.unwrap_or(provider.image),
            pdf: model.pdf.unwrap_or(provider.pdf),
            json: model.json.unwrap_or(provider.json),
            max_nullable: provider.max_nullable,
            output_limit: provider.output_limit.clone(),
            context: model.context,
            output: model.output,
            input_price: model.input_price,
            output_price: model.output_price,
            model: model.id,
            extra,
        })
    }

    /// The key, for the header that carries it.
    #[must_use]
    pub fn key(&self) -> Option<&str> {
        self.key.as_ref().map(Secret::expose)
    }

    /// Millionths of a US dollar.
    #[must_use]
    pub fn cost(&self, input_tokens: u64, output_tokens: u64) -> i64 {
        (input_tokens as f64 * self.input_price + output_tokens as f64 * self.output_price).round() as i64
    }
}
