//! What every wire format says in its own words: a question, and what came back.

use super::{anthropic, chat, gemini, responses, target::Target};
use crate::config::providers::{JsonMode, Wire};
use serde_json::Value;

/// The name of the schema, or of the tool that an answer is handed to.
pub const ANSWER: &str = "answer";

/// A question to one model, in nobody's terms.
pub struct Ask<'a> {
    /// What is asked and by which rules.
    pub system: &'a str,
    /// The document, and nothing else.
    pub document: &'a [Part],
    pub schema: &'a Value,
    pub json: JsonMode,
    /// An answer that could not be used, and what was wrong with it.
    pub repair: Option<(&'a str, &'a str)>,
}

/// A piece of the document. Bytes are base64.
#[derive(Clone, Debug, PartialEq)]
pub enum Part {
    Text(String),
    Image { mime: &'static str, data: String },
    Pdf { data: String },
}

/// What goes over the wire. The headers hold the key: it is not for printing.
pub struct Request {
    /// Below the base URL.
    pub path: String,
    pub headers: Vec<(&'static str, String)>,
    pub body: Value,
}

/// What came back, in nobody's terms.
#[derive(Clone, Debug, PartialEq)]
pub struct Reply {
    pub text: String,
    pub end: End,
    pub input_tokens: u64,
    /// Thinking included.
    pub output_tokens: u64,
}

/// How an answer ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    Whole,
    /// At the limit on its length.
    CutOff,
    /// The model, or a filter before it, would not.
    Refused,
    /// The provider broke off by itself.
    Failed,
}

impl Part {
    /// Bytes as an address.
    pub fn data_url(mime: &str, data: &str) -> String {
        format!("data:{mime};base64,{data}")
    }
}

/// The request that asks `ask` of `target`.
#[must_use]
pub fn request(target: &Target, ask: &Ask) -> Request {
    let mut request = match target.wire {
        Wire::Chat => chat::request(target, ask),
        Wire::Anthropic => anthropic::request(target, ask),
        Wire::Gemini => gemini::request(target, ask),
        Wire::Responses => responses::request(target, ask),
    };
    lay_over(&mut request.body, &target.extra);
    request
}

/// What an answer with a good status says.
#[must_use]
pub fn reply(wire: Wire, body: &Value) -> Reply {
    match wire {
        Wire::Chat => chat::reply(body),
        Wire::Anthropic => anthropic::reply(body),
        Wire::Gemini => gemini::reply(body),
        Wire::Responses => responses::reply(body),
    }
}

/// Lays `over` over `base`, objects key by key.
pub fn lay_over(base: &mut Value, over: &Value) {
    match (base, over) {
        (Value::Object(base), Value::Object(over)) => {
            for (key, value) in over {
                lay_over(base.entry(key.clone()).or_insert(Value::Null), value);
            }
        }
        (base, over) => *base = over.clone(),
    }
}

/// No answer takes so many tokens; sums of such counts stay numbers that a database takes.
const MOST_TOKENS: u64 = 1 << 40;

/// A count of tokens at a JSON pointer, which may be anything: the server may be a tenant's.
pub fn tokens(body: &Value, pointer: &str) -> u64 {
    body.pointer(pointer).and_then(Value::as_u64).unwrap_or(0).min(MOST_TOKENS)
}

/// A text at a JSON pointer; empty where there is none.
pub fn text<'a>(body: &'a Value, pointer: &str) -> &'a str {
    body.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
}
