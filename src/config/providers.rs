//! The catalogue: whose models can be asked, what each can do and what it costs. All of it is data.

use super::Secret;
use serde::Deserialize;
use std::collections::BTreeMap;

/// How many tokens a model may answer with, where the catalogue does not say.
const OUTPUT: u64 = 16_384;
/// How many tokens a model takes in, where the catalogue does not say: what small self-hosted ones have.
const CONTEXT: u64 = 32_768;

/// Providers by name.
pub type Providers = BTreeMap<String, Provider>;

/// A company or a server of one's own that answers for models.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Provider {
    /// As people write it.
    pub name: String,
    pub wire: Wire,
    /// Empty: switched off until somebody sets it.
    pub base_url: String,
    /// The environment variable that holds the server's key; empty where none is needed.
    #[serde(default)]
    pub key_variable: String,
    #[serde(default)]
    pub image: bool,
    #[serde(default)]
    pub pdf: bool,
    #[serde(default)]
    pub json: JsonMode,
    /// An enforced schema may have so many fields that can be null; beyond, an empty text means missing.
    #[serde(default = "no_limit")]
    pub max_nullable: usize,
    /// What the chat wire calls the limit on the answer.
    #[serde(default = "max_tokens")]
    pub output_limit: String,
    /// Models beyond the list may be named: whoever runs the server knows what it has.
    #[serde(default)]
    pub any_model: bool,
    /// Laid over every request.
    #[serde(default)]
    pub extra: toml::Table,
    pub models: Vec<Model>,
    /// The server's own key, from the environment alone.
    #[serde(skip)]
    pub key: Option<Secret>,
}

/// One model; what it leaves out is as its provider has it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Model {
    pub id: String,
    /// Credits for one document.
    #[serde(default)]
    pub credits: u32,
    /// Tokens it takes in.
    #[serde(default = "context")]
    pub context: u64,
    /// Tokens it may answer with.
    #[serde(default = "output")]
    pub output: u64,
    /// USD per million tokens taken in.
    #[serde(default)]
    pub input_price: f64,
    /// USD per million tokens answered.
    #[serde(default)]
    pub output_price: f64,
    pub image: Option<bool>,
    pub pdf: Option<bool>,
    pub json: Option<JsonMode>,
    #[serde(default)]
    pub extra: toml::Table,
}

/// A wire format: which of the four a provider speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Wire {
    /// Chat completions as OpenAI introduced them.
    Chat,
    Anthropic,
    Gemini,
    /// OpenAI Responses.
    Responses,
}

/// How far a provider enforces the shape of an answer; what it does not enforce is asked for in words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum JsonMode {
    Schema,
    Object,
    Tool,
    #[default]
    Prompt,
}

impl Provider {
    /// The model called `id`, if it is listed or any may be named.
    #[must_use]
    pub fn model(&self, id: &str) -> Option<Model> {
        let listed = self.models.iter().find(|model| model.id == id).cloned();
        listed.or_else(|| (self.any_model && is_plain(id)).then(|| Model::unlisted(id)))
    }

    #[must_use]
    pub fn needs_key(&self) -> bool {
        !self.key_variable.is_empty()
    }

    /// Can the server ask it without anything of an organization's own?
    #[must_use]
    pub fn is_ready(&self) -> bool {
        !self.base_url.is_empty() && (self.key.is_some() || !self.needs_key())
    }
}

impl Model {
    fn unlisted(id: &str) -> Self {
        Self {
            id: id.to_owned(),
            credits: 0,
            context: CONTEXT,
            output: OUTPUT / 4,
            input_price: 0.0,
            output_price: 0.0,
            image: None,
            pdf: None,
            json: None,
            extra: toml::Table::new(),
        }
    }
}

/// What names of models are made of; nothing that could lead an address astray.
fn is_plain(id: &str) -> bool {
    (1..=128).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-:/@".contains(&byte))
}

fn no_limit() -> usize {
    usize::MAX
}

fn max_tokens() -> String {
    "max_tokens".to_owned()
}

fn context() -> u64 {
    CONTEXT
}

fn output() -> u64 {
    OUTPUT
}
