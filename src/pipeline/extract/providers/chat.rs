//! Chat completions as OpenAI introduced them: OpenAI, DeepSeek, Qwen, Kimi, Ollama, vLLM, llama.cpp.

use super::{
    target::Target,
    wire::{ANSWER, Ask, End, Part, Reply, Request, text, tokens},
};
use crate::config::providers::JsonMode;
use serde_json::{Value, json};

pub fn request(target: &Target, ask: &Ask) -> Request {
    let mut messages = vec![
        json!({ "role": "system", "content": ask.system }),
        json!({ "role": "user", "content": content(ask.document) }),
    ];
    if let Some((answer, complaint)) = ask.repair {
        messages.push(json!({ "role": "assistant", "content": answer }));
        messages.push(json!({ "role": "user", "content": complaint }));
    }
    let mut body = json!({ "model": target.model, "messages": messages });
    body[&target.output_limit] = json!(target.output);
    match ask.json {
        JsonMode::Schema => {
            let schema = json!({ "name": ANSWER, "strict": true, "schema": ask.schema });
            body["response_format"] = json!({ "type": "json_schema", "json_schema": schema });
        }
        JsonMode::Object => body["response_format"] = json!({ "type": "json_object" }),
        JsonMode::Tool => {
            let function = json!({ "name": ANSWER, "strict": true, "parameters": ask.schema });
            body["tools"] = json!([{ "type": "function", "function": function }]);
            body["tool_choice"] = json!({ "type": "function", "function": { "name": ANSWER } });
        }
        JsonMode::Prompt => {}
    }
    let headers = target.key().map(|key| ("authorization", format!("Bearer {key}"))).into_iter().collect();
    Request { path: "/chat/completions".to_owned(), headers, body }
}

/// Text alone goes as a text: models that see nothing take no list of parts.
fn content(parts: &[Part]) -> Value {
    if let [Part::Text(text)] = parts {
        return json!(text);
    }
    parts.iter().map(part).collect()
}

fn part(part: &Part) -> Value {
    match part {
        Part::Text(text) => json!({ "type": "text", "text": text }),
        Part::Image { mime, data } => {
            json!({ "type": "image_url", "image_url": { "url": Part::data_url(mime, data) } })
        }
        Part::Pdf { data } => json!({
            "type": "file",
            "file": { "filename": "document.pdf", "file_data": Part::data_url("application/pdf", data) },
        }),
    }
}

pub fn reply(body: &Value) -> Reply {
    let said = text(body, "/choices/0/message/content");
    let handed = text(body, "/choices/0/message/tool_calls/0/function/arguments");
    let refused = !text(body, "/choices/0/message/refusal").is_empty();
    let end = match text(body, "/choices/0/finish_reason") {
        _ if refused => End::Refused,
        "content_filter" => End::Refused,
        "length" => End::CutOff,
        _ => End::Whole,
    };
    Reply {
        text: if handed.is_empty() { said } else { handed }.to_owned(),
        end,
        input_tokens: tokens(body, "/usage/prompt_tokens"),
        output_tokens: tokens(body, "/usage/completion_tokens"),
    }
}
