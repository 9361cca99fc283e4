//! `/line/webhook/{id}`: what was sent to the LINE bot of a project.

use crate::{
    domain::id::LineChannelId,
    error::{AppError, Kind},
    pipeline::line,
    runtime::Runtime,
    web::{openapi::answers::Unauthorized, problem::Path},
};
use axum::{
    body::Bytes,
    extract::{State, rejection::BytesRejection},
    http::{HeaderMap, StatusCode},
};

/// Longest body, in bytes: LINE's are a few thousand.
pub const MAX_BODY: usize = 1024 * 1024;

/// LINE brings what was sent to a bot. The signature of the body is the proof of who it is.
#[utoipa::path(
    post,
    path = "/line/webhook/{id}",
    operation_id = "receiveLineWebhook",
    tag = "LINE",
    security(()),
    params(
        ("id" = LineChannelId, Path),
        ("X-Line-Signature" = Option<String>, Header, description = "HMAC-SHA256 of the raw body under the channel secret, in base64."),
    ),
    request_body(content = serde_json::Value, description = "Events, as the Messaging API of LINE describes them."),
    responses((status = 200, description = "It is kept."), Unauthorized)
)]
pub async fn receive(
    State(runtime): State<Runtime>,
    Path(id): Path<LineChannelId>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<StatusCode, AppError> {
    let body = body.map_err(|rejection| unread(rejection.status()))?;
    let signature = headers.get("x-line-signature").and_then(|value| value.to_str().ok()).unwrap_or_default();
    line::receive(&runtime, &id, signature, &body).await?;
    Ok(StatusCode::OK)
}

fn unread(status: StatusCode) -> AppError {
    if status == StatusCode::PAYLOAD_TOO_LARGE {
        return AppError::new(Kind::TooLarge, "body_too_large", "The request is larger than 1 MB; nothing was kept.");
    }
    AppError::bad_request("The body of the request did not come to its end; nothing was kept.")
}
