//! Errors on the wire: `application/problem+json`, with the fields that the reference product has.

use crate::error::AppError;
use axum::{
    Json,
    extract::{FromRequest, Request, rejection::JsonRejection},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::de::DeserializeOwned;
use serde_json::json;

tokio::task_local! {
    /// The id of the request that is being answered.
    pub static REQUEST_ID: String;
}

impl IntoResponse for AppError {
    /// `{statusCode, error, message, code, requestId}`; `message` is a list of `{field, message}` after validation.
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.kind.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let message = if self.fields.is_empty() { json!(self.message) } else { json!(self.fields) };
        let body = json!({
            "statusCode": status.as_u16(),
            "error": self.kind.reason(),
            "message": message,
            "code": self.code,
            "requestId": REQUEST_ID.try_with(Clone::clone).ok(),
        });
        (status, [(header::CONTENT_TYPE, "application/problem+json")], body.to_string()).into_response()
    }
}

/// A JSON body; what is wrong with it is said in our form.
pub struct Body<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Body<T> {
    type Rejection = AppError;

    async fn from_request(request: Request, state: &S) -> Result<Self, AppError> {
        match Json::from_request(request, state).await {
            Ok(Json(body)) => Ok(Self(body)),
            Err(JsonRejection::MissingJsonContentType(_)) => Err(AppError::new(
                crate::error::Kind::UnsupportedMedia,
                "unsupported_media_type",
                "Send JSON, with the header `Content-Type: application/json`.",
            )),
            Err(rejection) => Err(AppError::bad_request(rejection.body_text())),
        }
    }
}
