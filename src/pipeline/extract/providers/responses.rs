//! OpenAI Responses, which takes PDFs as they are.

use super::{
    target::Target,
    wire::{ANSWER, Ask, End, Part, Reply, Request, text, tokens},
};
use crate::config::providers::JsonMode;
use serde_json::{Value, json};

pub fn request(target: &Target, ask: &Ask) -> Request {
    let document: Vec<Value> = ask.document.iter().map(part).collect();
    let mut input = vec![json!({ "role": "user", "content": document })];
    if let Some((answer, complaint)) = ask.repair {
        input.push(json!({ "role": "assistant", "content": [{ "type": "output_text", "text": answer }] }));
        input.push(json!({ "role": "user", "content": [{ "type": "input_text", "text": complaint }] }));
    }
    let mut body = json!({
        "model": target.model,
        "instructions": ask.system,
        "input": input,
        "max_output_tokens": target.output,
        // The provider keeps neither the document nor the answer for later calls.
        "store": false,
    });
    match ask.json {
        JsonMode::Schema => {
            let format = json!({ "type": "json_schema", "name": ANSWER, "strict": true, "schema": ask.schema });
            body["text"] = json!({ "format": format });
        }
        JsonMode::Object => body["text"] = json!({ "format": { "type": "json_object" } }),
        JsonMode::Tool => {
            body["tools"] = json!([{ "type": "function", "name": ANSWER, "strict": true, "parameters": ask.schema }]);
            body["tool_choice"] = json!({ "type": "function", "name": ANSWER });
        }
        JsonMode::Prompt => {}
    }
    let headers = target.key().map(|key| ("authorization", format!("Bearer {key}"))).into_iter().collect();
    Request { path: "/responses".to_owned(), headers, body }
}

fn part(part: &Part) -> Value {
    match part {
        Part::Text(text) => json!({ "type": "input_text", "text": text }),
        Part::Image { mime, data } => json!({ "type": "input_image", "image_url": Part::data_url(mime, data) }),
        Part::Pdf { data } => json!({
            "type": "input_file",
            "filename": "document.pdf",
            "file_data": Part::data_url("application/pdf", data),
        }),
    }
}

pub fn reply(body: &Value) -> Reply {
    let mut said = String::new();
    let mut refused = false;
    for item in body.get("output").and_then(Value::as_array).into_iter().flatten() {
        said.push_str(text(item, "/arguments"));
        for content in item.get("content").and_then(Value::as_array).into_iter().flatten() {
            match text(content, "/type") {
                "output_text" => said.push_str(text(content, "/text")),
                "refusal" => refused = true,
                _ => {}
            }
        }
    }
    let end = match (text(body, "/status"), text(body, "/incomplete_details/reason")) {
        _ if refused => End::Refused,
        (_, "content_filter") => End::Refused,
        ("incomplete", _) => End::CutOff,
        ("failed" | "cancelled", _) => End::Failed,
        _ => End::Whole,
    };
    Reply {
        text: said,
        end,
        input_tokens: tokens(body, "/usage/input_tokens"),
        output_tokens: tokens(body, "/usage/output_tokens"),
    }
}
