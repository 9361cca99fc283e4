//! The exact JSON that goes to each provider: model, schema, pictures, files, the header with the key.

use super::{KEY, RIGHT, hosted, hosted_as, page, question, said};
use crate::support::{Asked, ProviderDouble, Say, sample};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use ocriva::{
    config::providers::{JsonMode, Provider},
    pipeline::extract::engine::{Engine, Question},
};
use serde_json::{Value, json};
use std::sync::Arc;

/// What `id` is sent for a PDF of one page.
async fn sent(id: &str, model: &str, change: impl FnOnce(&mut Provider)) -> Asked {
    let mut double = ProviderDouble::script([Say::Json(said(id, RIGHT))]).await;
    let question = question(model, vec![page(1, &["Bill INV-7", "Total 120.00"])]);
    let question = Question { file: Arc::new(sample("invoice.pdf")), ..question };
    // A tool's answer has another form; only what is sent matters here.
    let _ = hosted_as(id, &double, change).answer(question).await;
    double.next().await
}

/// The body with its long texts by name.
fn named(body: &Value) -> Value {
    let file = BASE64_STANDARD.encode(sample("invoice.pdf"));
    let text = |text: &str| match text {
        text if text.starts_with("You read one document") => json!("SYSTEM"),
        text if text.starts_with("<document-") => json!("TEXT"),
        text => json!(text.replace(&file, "FILE")),
    };
    match body {
        Value::String(long) => text(long),
        Value::Array(items) => items.iter().map(named).collect(),
        Value::Object(map) => map.iter().map(|(key, value)| (key.clone(), named(value))).collect(),
        other => other.clone(),
    }
}

fn schema() -> Value {
    json!({
        "type": "object",
        "properties": {
            "number": { "type": ["string", "null"], "description": "Its number" },
            "total": { "type": ["number", "null"] },
            "lines": { "type": "array", "items": {
                "type": "object", "properties": { "amount": { "type": ["number", "null"] } },
                "required": ["amount"], "additionalProperties": false,
            } },
        },
        "required": ["number", "total", "lines"],
        "additionalProperties": false,
    })
}

#[tokio::test]
async fn openai_responses_takes_the_pdf_and_enforces_the_schema() {
    let asked = sent("openai", "gpt-5.4-mini", |_| {}).await;
    assert_eq!(asked.path, "/v1/responses");
    assert_eq!(asked.header("authorization"), format!("Bearer {KEY}"));
    assert_eq!(asked.header("content-type"), "application/json");
    assert_eq!(
        named(&asked.body),
        json!({
            "model": "gpt-5.4-mini",
            "instructions": "SYSTEM",
            "input": [{ "role": "user", "content": [
                { "type": "input_text", "text": "TEXT" },
                { "type": "input_file", "filename": "document.pdf", "file_data": "data:application/pdf;base64,FILE" },
            ] }],
            "max_output_tokens": 32768,
            "store": false,
            "text": { "format": { "type": "json_schema", "name": "answer", "strict": true, "schema": schema() } },
            "reasoning": { "effort": "low" },
        })
    );
}

#[tokio::test]
async fn anthropic_messages_take_the_pdf_and_enforce_the_schema() {
    let asked = sent("anthropic", "claude-haiku-4-5", |_| {}).await;
    assert_eq!(asked.path, "/v1/messages");
    assert_eq!((asked.header("x-api-key"), asked.header("anthropic-version")), (KEY, "2023-06-01"));
    assert_eq!(asked.header("authorization"), "");
    let source = json!({ "type": "base64", "media_type": "application/pdf", "data": "FILE" });
    assert_eq!(
        named(&asked.body),
        json!({
            "model": "claude-haiku-4-5",
            "max_tokens": 32768,
            "system": "SYSTEM",
            "messages": [{ "role": "user", "content": [
                { "type": "text", "text": "TEXT" },
                { "type": "document", "source": source },
            ] }],
            "output_config": { "format": { "type": "json_schema", "schema": schema() } },
        })
    );
}

#[tokio::test]
async fn gemini_takes_the_pdf_and_enforces_the_schema() {
    let asked = sent("gemini", "gemini-3.1-flash-lite", |_| {}).await;
    assert_eq!(asked.path, "/v1/models/gemini-3.1-flash-lite:generateContent");
    assert_eq!(asked.header("x-goog-api-key"), KEY);
    assert!(!asked.path.contains(KEY), "the key is in no address");
    assert_eq!(
        named(&asked.body),
        json!({
            "systemInstruction": { "parts": [{ "text": "SYSTEM" }] },
            "contents": [{ "role": "user", "parts": [
                { "text": "TEXT" },
                { "inlineData": { "mimeType": "application/pdf", "data": "FILE" } },
            ] }],
            "generationConfig": {
                "maxOutputTokens": 32768,
                "responseMimeType": "application/json",
                "responseJsonSchema": schema(),
                "thinkingConfig": { "thinkingLevel": "low" },
            },
        })
    );
}

#[tokio::test]
async fn chat_gives_words_alone_to_a_model_that_sees_nothing() {
    let asked = sent("deepseek", "deepseek-v4-flash", |_| {}).await;
    assert_eq!(asked.path, "/v1/chat/completions");
    assert_eq!(asked.header("authorization"), format!("Bearer {KEY}"));
    assert_eq!(
        named(&asked.body),
        json!({
            "model": "deepseek-v4-flash",
            "messages": [{ "role": "system", "content": "SYSTEM" }, { "role": "user", "content": "TEXT" }],
            "max_tokens": 32768,
            "response_format": { "type": "json_object" },
            "thinking": { "type": "disabled" },
        })
    );
    let system = asked.text("/messages/0/content");
    assert!(system.contains("JSON object") && system.contains(&schema().to_string()), "the schema is said in words");
}

#[tokio::test]
async fn chat_gives_a_picture_of_each_page_to_a_model_that_sees() {
    let asked = sent("qwen", "qwen3-vl-plus", |_| {}).await;
    let parts = asked.body["messages"][1]["content"].as_array().unwrap();
    assert_eq!((parts.len(), &parts[0]["type"], &parts[1]["type"]), (2, &json!("text"), &json!("image_url")));
    let url = parts[1]["image_url"]["url"].as_str().unwrap();
    let picture = BASE64_STANDARD.decode(url.strip_prefix("data:image/png;base64,").unwrap()).unwrap();
    assert_eq!(image::load_from_memory(&picture).unwrap().width(), 1500);
    assert_eq!(asked.body["enable_thinking"], json!(false));
}

#[tokio::test]
async fn a_server_of_ones_own_needs_no_key_and_is_asked_for_the_schema() {
    let asked = sent("self-hosted", "qwen3:4b", |_| {}).await;
    assert_eq!(asked.header("authorization"), "");
    let format =
        json!({ "type": "json_schema", "json_schema": { "name": "answer", "strict": true, "schema": schema() } });
    assert_eq!((&asked.body["response_format"], &asked.body["model"]), (&format, &json!("qwen3:4b")));
}

#[tokio::test]
async fn chat_files_and_limits_are_named_as_the_catalogue_says() {
    let asked = sent("self-hosted", "any", |provider| {
        (provider.pdf, provider.output_limit) = (true, "max_completion_tokens".into());
    })
    .await;
    let file = json!({ "filename": "document.pdf", "file_data": "data:application/pdf;base64,FILE" });
    assert_eq!(named(&asked.body)["messages"][1]["content"][1], json!({ "type": "file", "file": file }));
    assert!(asked.body["max_completion_tokens"].is_u64() && asked.body.get("max_tokens").is_none());
}

#[tokio::test]
async fn every_wire_knows_the_tool_that_takes_the_answer() {
    for (id, model, tools, choice) in [
        (
            "openai",
            "gpt-5.4-mini",
            json!([{ "type": "function", "name": "answer", "strict": true, "parameters": schema() }]),
            ("/tool_choice", json!({ "type": "function", "name": "answer" })),
        ),
        (
            "anthropic",
            "claude-haiku-4-5",
            json!([{ "name": "answer", "description": "Takes the values that were read from the document.", "input_schema": schema() }]),
            ("/tool_choice", json!({ "type": "tool", "name": "answer" })),
        ),
        (
            "gemini",
            "gemini-3.1-flash-lite",
            json!([{ "functionDeclarations": [{ "name": "answer", "parametersJsonSchema": schema() }] }]),
            ("/toolConfig/functionCallingConfig", json!({ "mode": "ANY", "allowedFunctionNames": ["answer"] })),
        ),
        (
            "self-hosted",
            "any",
            json!([{ "type": "function", "function": { "name": "answer", "strict": true, "parameters": schema() } }]),
            ("/tool_choice", json!({ "type": "function", "function": { "name": "answer" } })),
        ),
    ] {
        let asked = sent(id, model, |provider| provider.json = JsonMode::Tool).await;
        assert_eq!(asked.body["tools"], tools, "{id}");
        assert_eq!(asked.body.pointer(choice.0), Some(&choice.1), "{id}");
    }
}

#[tokio::test]
async fn tool_calls_are_read_on_every_wire() {
    let handed: Value = serde_json::from_str(RIGHT).unwrap();
    for (id, model, body) in [
        (
            "openai",
            "gpt-5.4-mini",
            json!({ "status": "completed", "output": [{ "type": "function_call", "name": "answer", "arguments": RIGHT }] }),
        ),
        (
            "anthropic",
            "claude-haiku-4-5",
            json!({ "content": [{ "type": "tool_use", "name": "answer", "input": handed }], "stop_reason": "tool_use" }),
        ),
        (
            "gemini",
            "gemini-3.1-flash-lite",
            json!({ "candidates": [{ "content": { "parts": [{ "functionCall": { "name": "answer", "args": handed } }] }, "finishReason": "STOP" }] }),
        ),
        (
            "self-hosted",
            "any",
            json!({ "choices": [{ "message": { "content": null, "tool_calls": [{ "type": "function", "function": { "name": "answer", "arguments": RIGHT } }] }, "finish_reason": "tool_calls" }] }),
        ),
    ] {
        let double = ProviderDouble::script([Say::Json(body)]).await;
        let answer = hosted(id, &double).answer(super::bill(model)).await.unwrap();
        assert_eq!(answer.extraction.result["total"], json!(120), "{id}");
    }
}

#[tokio::test]
async fn a_schema_with_many_fields_goes_to_anthropic_without_nulls() {
    let fields: serde_json::Map<String, Value> =
        (0..17).map(|n| (format!("f{n}"), json!({ "type": "number" }))).collect();
    let mut double = ProviderDouble::script([Say::Json(said("anthropic", r#"{"f0":"5.50","f1":""}"#))]).await;
    let mut question = super::bill("claude-haiku-4-5");
    question.schema = Arc::new(ocriva::domain::schema::Schema::parse(&Value::Object(fields)).unwrap());
    let answer = hosted("anthropic", &double).answer(question).await.unwrap();
    assert_eq!((&answer.extraction.result["f0"], &answer.extraction.result["f1"]), (&json!(5.5), &Value::Null));
    let asked = double.next().await;
    let property = asked.body.pointer("/output_config/format/schema/properties/f0").unwrap();
    assert_eq!(*property, json!({ "type": "string" }));
    assert!(asked.text("/system").contains("is an empty text"));
}
