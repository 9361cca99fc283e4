//! The API described for programs: what utoipa reads off the handlers, and what is the same for all of them.

pub mod answers;
pub mod explorer;
mod names;

use self::answers::REFUSALS;
use crate::{
    domain::{
        document::DocumentStatus,
        export::{ExportFormat, Rows},
        list::{PageNumber, PageSize},
        moment::Moment,
    },
    error::FieldError,
};
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::{OpenApi, ToSchema};

/// The content type of every refusal (RFC 9457).
pub const PROBLEM: &str = "application/problem+json";

/// What every refusal says.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({
    "statusCode": 400,
    "error": "Bad Request",
    "message": [{ "field": "name", "message": "The name needs 1 to 100 characters." }],
    "code": "validation_failed",
    "requestId": "req_01kp6x2m9s7t4v8w0y3z5a6b7c"
}))]
pub struct Problem {
    #[schema(minimum = 400, maximum = 599)]
    pub status_code: u16,
    /// The status in words.
    pub error: &'static str,
    pub message: Message,
    /// For a program; it stays the same from version to version.
    #[schema(pattern = "^[a-z0-9_]+$")]
    pub code: String,
    /// Say it when you ask us about the request.
    #[schema(required)]
    pub request_id: Option<String>,
}

/// What is wrong: a sentence, or one for each field.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
pub enum Message {
    Sentence(String),
    Fields(Vec<FieldError>),
}

#[derive(OpenApi)]
#[openapi(
    info(title = "Ocriva", description = include_str!("openapi/introduction.md")),
    components(schemas(Problem, answers::ManyFormat, DocumentStatus, ExportFormat, Moment, PageNumber, PageSize, Rows)),
    servers(
        (url = "/", description = "As the reference has it."),
        (url = "/v1", description = "The same, by its version.")
    ),
    tags(
        (name = "Accounts", description = "Who is signed in."),
        (name = "Organizations", description = "A tenant: its people, its projects, what it brought."),
        (name = "Projects", description = "Where templates and documents are."),
        (name = "Templates", description = "What to extract, and how."),
        (name = "Upload", description = "Files come in."),
        (name = "Documents", description = "The records of uploads, their files and pages."),
        (name = "Batches", description = "Files that came in together."),
        (name = "Results", description = "What was read, its evidence, corrections and exports."),
        (name = "Webhooks", description = "Where events are pushed to, and what became of each."),
        (name = "LINE", description = "Bots that take documents from a chat."),
        (name = "API tokens", description = "Keys for programs."),
        (name = "Analytics", description = "How much is read, how well and how fast."),
        (name = "Credits", description = "What reading costs."),
        (name = "Audit", description = "Who changed what."),
        (name = "Health", description = "Is the server there, and can it work?")
    )
)]
pub struct Frame;

/// The whole document (OpenAPI 3.1).
pub fn complete(read: &utoipa::openapi::OpenApi) -> Value {
    let mut document = serde_json::to_value(read).unwrap_or_default();
    document["security"] = json!([{ "bearer": [] }, { "apiKey": [] }, { "session": [] }]);
    document["components"]["securitySchemes"] = json!({
        "bearer": { "type": "http", "scheme": "bearer", "description": "An API token: `Authorization: Bearer ocr_…`." },
        "apiKey": { "type": "apiKey", "in": "header", "name": "X-API-Key", "description": "The same API token in a header of its own." },
        "session": { "type": "apiKey", "in": "cookie", "name": "ocriva", "description": "The cookie of a signed-in person; by https it is called `__Host-ocriva`." },
    });
    document["components"]["headers"] = json!({
        "RequestId": { "description": "Say it when you ask us about the request.", "schema": { "type": "string" } },
        "RateLimitPolicy": { "description": "How many requests there may be in how many seconds: `\"reads\";q=3000;w=60`.", "schema": { "type": "string" } },
        "RateLimit": { "description": "How many are left, and in how many seconds all are again: `\"reads\";r=2999;t=1`.", "schema": { "type": "string" } },
        "RetryAfter": { "description": "Seconds after which it is worth trying again.", "schema": { "type": "integer", "minimum": 0 } },
    });
    document["components"]["responses"] = Value::Object(REFUSALS.iter().map(refusal).collect());
    if let Some(paths) = document["paths"].as_object_mut() {
        for (_, item) in paths.iter_mut() {
            for (method, operation) in item.as_object_mut().into_iter().flatten() {
                finish(method, operation);
            }
        }
    }
    names::give_back(&mut document);
    document
}

fn refusal(refusal: &answers::Refusal) -> (String, Value) {
    let mut headers = headers();
    if matches!(refusal.status, "429" | "503") {
        headers["Retry-After"] = json!({ "$ref": "#/components/headers/RetryAfter" });
    }
    let answer = json!({
        "description": refusal.description,
        "headers": headers,
        "content": { PROBLEM: { "schema": { "$ref": "#/components/schemas/Problem" } } },
    });
    (refusal.name.to_owned(), answer)
}

/// Of every answer; those of the limits where there are some.
fn headers() -> Value {
    let header = |name: &str| json!({ "$ref": format!("#/components/headers/{name}") });
    json!({
        "X-Request-Id": header("RequestId"),
        "RateLimit-Policy": header("RateLimitPolicy"),
        "RateLimit": header("RateLimit"),
    })
}

/// Adds what follows from the shape of a route: a handler only lists what it refuses itself.
fn finish(method: &str, operation: &mut Value) {
    let is_public = operation["security"] == json!([{}]);
    let has_body = operation.get("requestBody").is_some();
    let mut refused = vec!["TooManyRequests", "Internal", "Unavailable"];
    if !is_public {
        refused.extend(["Unauthorized", "Forbidden"]);
    }
    if !matches!(method, "get" | "head") {
        // Cross-site writes.
        refused.push("Forbidden");
    }
    if has_body || operation.get("parameters").is_some() {
        refused.push("BadRequest");
    }
    if has_body {
        refused.extend(["Timeout", "TooLarge", "UnsupportedMedia"]);
    }
    if let Some(content) = operation.pointer_mut("/requestBody/content").and_then(Value::as_object_mut) {
        content.values_mut().for_each(|content| never_null(&mut content["schema"]));
    }
    for parameter in operation.get_mut("parameters").and_then(Value::as_array_mut).into_iter().flatten() {
        never_null(&mut parameter["schema"]);
    }
    let Some(responses) = operation["responses"].as_object_mut() else { return };
    for one in REFUSALS.iter().filter(|one| refused.contains(&one.name)) {
        let place = responses.entry(one.status);
        place.or_insert_with(|| json!({ "$ref": format!("#/components/responses/{}", one.name) }));
    }
    responses.sort_keys();
    for (status, answer) in responses.iter_mut().filter(|(_, answer)| answer.get("$ref").is_none()) {
        if answer.get("description").is_none_or(|text| text == "") {
            answer["description"] = json!(if status == "204" { "Done." } else { "Done; this is what there is now." });
        }
        for (name, header) in headers().as_object().into_iter().flatten() {
            answer["headers"][name] = header.clone();
        }
    }
}

/// A path, a query, a header or a whole body has no null: what is optional is left out.
fn never_null(schema: &mut Value) {
    if let Some(types) = schema["type"].as_array() {
        schema["type"] = types.iter().find(|one| *one != "null").cloned().unwrap_or_default();
    }
    let own = schema["oneOf"].as_array().and_then(|choices| choices.iter().find(|one| one["type"] != "null")).cloned();
    if let Some(own) = own {
        *schema = own;
    }
}
