//! Gemini generateContent.

use super::{
    target::Target,
    wire::{ANSWER, Ask, End, Part, Reply, Request, text, tokens},
};
use crate::config::providers::JsonMode;
use serde_json::{Value, json};

pub fn request(target: &Target, ask: &Ask) -> Request {
    let document: Vec<Value> = ask.document.iter().map(part).collect();
    let mut contents = vec![json!({ "role": "user", "parts": document })];
    if let Some((answer, complaint)) = ask.repair {
        contents.push(json!({ "role": "model", "parts": [{ "text": answer }] }));
        contents.push(json!({ "role": "user", "parts": [{ "text": complaint }] }));
    }
    let mut body = json!({
        "systemInstruction": { "parts": [{ "text": ask.system }] },
        "contents": contents,
        "generationConfig": { "maxOutputTokens": target.output },
    });
    match ask.json {
        JsonMode::Schema => {
            body["generationConfig"]["responseMimeType"] = json!("application/json");
            body["generationConfig"]["responseJsonSchema"] = ask.schema.clone();
        }
        JsonMode::Object => body["generationConfig"]["responseMimeType"] = json!("application/json"),
        JsonMode::Tool => {
            let declaration = json!({ "name": ANSWER, "parametersJsonSchema": ask.schema });
            body["tools"] = json!([{ "functionDeclarations": [declaration] }]);
            let calling = json!({ "mode": "ANY", "allowedFunctionNames": [ANSWER] });
            body["toolConfig"] = json!({ "functionCallingConfig": calling });
        }
        JsonMode::Prompt => {}
    }
    let headers = target.key().map(|key| ("x-goog-api-key", key.to_owned())).into_iter().collect();
    Request { path: format!("/models/{}:generateContent", target.model), headers, body }
}

fn part(part: &Part) -> Value {
    match part {
        Part::Text(text) => json!({ "text": text }),
        Part::Image { mime, data } => json!({ "inlineData": { "mimeType": mime, "data": data } }),
        Part::Pdf { data } => json!({ "inlineData": { "mimeType": "application/pdf", "data": data } }),
    }
}

pub fn reply(body: &Value) -> Reply {
    let parts = body.pointer("/candidates/0/content/parts").and_then(Value::as_array).into_iter().flatten();
    let text_of = |part: &Value| match part.pointer("/functionCall/args") {
        Some(handed) => handed.to_string(),
        None => text(part, "/text").to_owned(),
    };
    let spoken = parts.filter(|part| part.get("thought") != Some(&Value::Bool(true))).map(text_of).collect();
    let blocked = !text(body, "/promptFeedback/blockReason").is_empty();
    let end = match text(body, "/candidates/0/finishReason") {
        _ if blocked => End::Refused,
        "SAFETY" | "RECITATION" | "BLOCKLIST" | "PROHIBITED_CONTENT" | "SPII" | "IMAGE_SAFETY" => End::Refused,
        "MAX_TOKENS" => End::CutOff,
        "MALFORMED_FUNCTION_CALL" | "OTHER" => End::Failed,
        _ => End::Whole,
    };
    Reply {
        text: spoken,
        end,
        input_tokens: tokens(body, "/usageMetadata/promptTokenCount"),
        // What it thought is not in the count of what it said.
        output_tokens: tokens(body, "/usageMetadata/candidatesTokenCount")
            + tokens(body, "/usageMetadata/thoughtsTokenCount"),
    }
}
