//! Providers, each spoken to in its own JSON by a double on a socket.

mod answers;
mod contract;
mod failures;
mod injection;
mod keys;
mod pieces;

use crate::support::{ProviderDouble, readers};
use ocriva::{
    clients::address::AddressGuard,
    clock::Clock,
    config::{Config, Secret, providers::Provider},
    domain::{
        page::{BBox, Page, PageSource, Word},
        schema::Schema,
        template::NewTemplate,
    },
    pipeline::extract::{
        engine::{Answer, Engine, EngineError, Order, Question},
        providers::{Clients, Hosted, Patience},
    },
};
use serde_json::{Value, json};
use std::{path::Path, sync::Arc, time::Duration};

const KEY: &str = "sk-test-0123456789";

/// One provider of each wire, with the model that is asked.
const EVERY_WIRE: [(&str, &str); 4] = [
    ("openai", "gpt-5.4-mini"),
    ("anthropic", "claude-haiku-4-5"),
    ("gemini", "gemini-3.1-flash-lite"),
    ("self-hosted", "qwen3:4b"),
];

/// The catalogue as it is shipped.
fn catalogue(id: &str) -> Provider {
    let config = Config::load(Path::new("/nowhere/Leptos.toml"), |_| None).unwrap();
    config.providers[id].clone()
}

/// A provider of the catalogue at the address of a double, asked without long waits.
fn hosted(id: &str, double: &ProviderDouble) -> Hosted {
    hosted_as(id, double, |_| {})
}

fn hosted_as(id: &str, double: &ProviderDouble, change: impl FnOnce(&mut Provider)) -> Hosted {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let mut provider = catalogue(id);
    provider.base_url.clone_from(&double.url);
    provider.key = provider.needs_key().then(|| Secret::new(KEY));
    change(&mut provider);
    let clients = Clients::new(AddressGuard::default(), readers()).unwrap();
    Hosted::new(id, provider, clients, Clock::default(), patience())
}

fn patience() -> Patience {
    let (first_wait, longest_wait) = (Duration::from_millis(1), Duration::from_millis(100));
    Patience { deadline: Duration::from_secs(10), tries: 3, first_wait, longest_wait }
}

/// A page with these lines, each word in its place.
fn page(number: u32, lines: &[&str]) -> Page {
    let mut words = Vec::new();
    for (row, line) in lines.iter().enumerate() {
        let mut x = 0.05;
        for text in line.split(' ').filter(|text| !text.is_empty()) {
            let width = 0.01 * text.chars().count() as f32;
            let bbox = BBox::new(x, 0.03 * (row + 1) as f32, width, 0.015);
            words.push(Word { text: text.to_owned(), bbox, confidence: 1.0, bold: false });
            x += width + 0.005;
        }
    }
    Page { number, width: 595.0, height: 842.0, source: PageSource::TextLayer, words, rules: Vec::new() }
}

fn order(model: &str) -> Order {
    let template = json!({
        "name": "Bill", "description": "Bills of suppliers.", "instructions": "Read the stamp too.",
        "templateSchema": {
            "number": { "type": "string", "description": "Its number" },
            "total": { "type": "number" },
            "lines": { "type": "array", "items": { "type": "object", "properties": { "amount": { "type": "number" } } } },
        },
    });
    let template: NewTemplate = serde_json::from_value(template).unwrap();
    Order { model: model.to_owned(), ..template.into() }
}

/// A question about pages that no file shows: models get the text alone.
fn question(model: &str, pages: Vec<Page>) -> Question {
    let order = order(model);
    let schema = Arc::new(Schema::parse(&order.template_schema).unwrap());
    Question { file: Arc::new(Vec::new()), pages: Arc::new(pages), schema, order: Arc::new(order) }
}

fn bill(model: &str) -> Question {
    question(model, vec![page(1, &["Bill INV-7", "Paper 100.00", "Ink 20.00", "Total 120.00"])])
}

/// What a model says about [`bill`].
const RIGHT: &str = r#"{"number":"INV-7","total":120.0,"lines":[{"amount":100},{"amount":20}]}"#;

async fn ask(id: &str, model: &str, double: &ProviderDouble) -> Result<Answer, EngineError> {
    hosted(id, double).answer(bill(model)).await
}

/// A good answer with `text` in the JSON of a provider; 1,000 tokens in, 100 out.
fn said(id: &str, text: &str) -> Value {
    ended(id, text, "end")
}

/// The same, ended by `how`: `end`, `length` or `filter`.
fn ended(id: &str, text: &str, how: &str) -> Value {
    let word = |end: &str, length: &str, filter: &str| match how {
        "length" => length.to_owned(),
        "filter" => filter.to_owned(),
        _ => end.to_owned(),
    };
    match id {
        "openai" => json!({
            "id": "resp_1", "object": "response", "status": word("completed", "incomplete", "incomplete"),
            "incomplete_details": match how {
                "length" => json!({ "reason": "max_output_tokens" }),
                "filter" => json!({ "reason": "content_filter" }),
                _ => Value::Null,
            },
            "output": [
                { "type": "reasoning", "id": "rs_1", "summary": [] },
                { "type": "message", "role": "assistant", "content": [{ "type": "output_text", "text": text, "annotations": [] }] },
            ],
            "usage": { "input_tokens": 1000, "output_tokens": 100, "output_tokens_details": { "reasoning_tokens": 40 } },
        }),
        "anthropic" => json!({
            "id": "msg_1", "type": "message", "role": "assistant", "content": [{ "type": "text", "text": text }],
            "stop_reason": word("end_turn", "max_tokens", "refusal"),
            "usage": { "input_tokens": 900, "cache_creation_input_tokens": 60, "cache_read_input_tokens": 40, "output_tokens": 100 },
        }),
        "gemini" => json!({
            "candidates": [{
                "content": { "role": "model", "parts": [{ "text": "Let me see.", "thought": true }, { "text": text }] },
                "finishReason": word("STOP", "MAX_TOKENS", "PROHIBITED_CONTENT"),
            }],
            "usageMetadata": { "promptTokenCount": 1000, "candidatesTokenCount": 60, "thoughtsTokenCount": 40 },
        }),
        _ => json!({
            "id": "chatcmpl-1", "object": "chat.completion",
            "choices": [{
                "index": 0, "message": { "role": "assistant", "content": text },
                "finish_reason": word("stop", "length", "content_filter"),
            }],
            "usage": { "prompt_tokens": 1000, "completion_tokens": 100, "prompt_cache_hit_tokens": 0 },
        }),
    }
}
