//! Anthropic messages.

use super::{
    target::Target,
    wire::{ANSWER, Ask, End, Part, Reply, Request, text, tokens},
};
use crate::config::providers::JsonMode;
use serde_json::{Value, json};

/// The version of the wire, not of a model.
const VERSION: &str = "2023-06-01";

pub fn request(target: &Target, ask: &Ask) -> Request {
    let document: Vec<Value> = ask.document.iter().map(part).collect();
    let mut messages = vec![json!({ "role": "user", "content": document })];
    if let Some((answer, complaint)) = ask.repair {
        messages.push(json!({ "role": "assistant", "content": answer }));
        messages.push(json!({ "role": "user", "content": complaint }));
    }
    let mut body =
        json!({ "model": target.model, "max_tokens": target.output, "system": ask.system, "messages": messages });
    match ask.json {
        JsonMode::Schema => {
            body["output_config"] = json!({ "format": { "type": "json_schema", "schema": ask.schema } });
        }
        JsonMode::Tool => {
            let description = "Takes the values that were read from the document.";
            body["tools"] = json!([{ "name": ANSWER, "description": description, "input_schema": ask.schema }]);
            body["tool_choice"] = json!({ "type": "tool", "name": ANSWER });
        }
        JsonMode::Object | JsonMode::Prompt => {}
    }
    let key = target.key().map(|key| ("x-api-key", key.to_owned()));
    let headers = key.into_iter().chain([("anthropic-version", VERSION.to_owned())]).collect();
    Request { path: "/messages".to_owned(), headers, body }
}

fn part(part: &Part) -> Value {
    let source = |mime: &str, data: &str| json!({ "type": "base64", "media_type": mime, "data": data });
    match part {
        Part::Text(text) => json!({ "type": "text", "text": text }),
        Part::Image { mime, data } => json!({ "type": "image", "source": source(mime, data) }),
        Part::Pdf { data } => json!({ "type": "document", "source": source("application/pdf", data) }),
    }
}

pub fn reply(body: &Value) -> Reply {
    let blocks = body.get("content").and_then(Value::as_array).into_iter().flatten();
    let text_of = |block: &Value| match block.get("type").and_then(Value::as_str) {
        Some("text") => text(block, "/text").to_owned(),
        Some("tool_use") => block.get("input").map(Value::to_string).unwrap_or_default(),
        _ => String::new(),
    };
    let end = match text(body, "/stop_reason") {
        "refusal" => End::Refused,
        "max_tokens" | "model_context_window_exceeded" => End::CutOff,
        _ => End::Whole,
    };
    // What the cache took or gave is not in the count of the input.
    let input = ["/usage/input_tokens", "/usage/cache_creation_input_tokens", "/usage/cache_read_input_tokens"];
    Reply {
        text: blocks.map(text_of).collect(),
        end,
        input_tokens: input.iter().map(|pointer| tokens(body, pointer)).sum(),
        output_tokens: tokens(body, "/usage/output_tokens"),
    }
}
