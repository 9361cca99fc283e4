//! Errors on the wire: `application/problem+json`, with the fields that the reference product has.

use crate::error::{AppError, Kind};
use axum::{
    Json,
    extract::{FromRequest, FromRequestParts, OptionalFromRequest, Request, rejection::JsonRejection},
    http::{HeaderValue, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};
use serde::de::DeserializeOwned;
use serde_json::json;

tokio::task_local! {
    /// The id of the request that is being answered.
    pub static REQUEST_ID: String;
}

/// Seconds after which it is worth trying again what is out of reach or overloaded.
const BACK_SOON: HeaderValue = HeaderValue::from_static("10");

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
        let mut response =
            (status, [(header::CONTENT_TYPE, "application/problem+json")], body.to_string()).into_response();
        if self.kind == Kind::Unavailable {
            response.headers_mut().insert(header::RETRY_AFTER, BACK_SOON);
        }
        response
    }
}

/// A JSON body; what is wrong with it is said in our form.
#[derive(Default)]
pub struct Body<T>(pub T);

/// One that may be left out: then there is no content type either.
impl<S: Send + Sync, T: DeserializeOwned> OptionalFromRequest<S> for Body<T> {
    type Rejection = AppError;

    async fn from_request(request: Request, state: &S) -> Result<Option<Self>, AppError> {
        if request.headers().contains_key(header::CONTENT_TYPE) {
            return <Self as FromRequest<S>>::from_request(request, state).await.map(Some);
        }
        Ok(None)
    }
}

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Body<T> {
    type Rejection = AppError;

    async fn from_request(request: Request, state: &S) -> Result<Self, AppError> {
        match <Json<T> as FromRequest<S>>::from_request(request, state).await {
            Ok(Json(body)) => Ok(Self(body)),
            Err(JsonRejection::MissingJsonContentType(_)) => Err(AppError::new(
                Kind::UnsupportedMedia,
                "unsupported_media_type",
                "Send JSON, with the header `Content-Type: application/json`.",
            )),
            Err(rejection) if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE => Err(AppError::new(
                Kind::TooLarge,
                "body_too_large",
                "The request is larger than 2 MB; nothing was changed.",
            )),
            Err(rejection) => Err(AppError::bad_request(format!("The JSON cannot be used: {}", reason(&rejection)))),
        }
    }
}

/// The innermost cause of a rejection: the outer ones only name our own types.
fn reason(rejection: &dyn std::error::Error) -> String {
    let mut cause = rejection;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    cause.to_string()
}

/// Parts of the path; one that cannot be read leads nowhere.
pub struct Path<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for Path<T> {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, AppError> {
        let found = axum::extract::Path::<T>::from_request_parts(parts, state).await;
        found.map(|axum::extract::Path(found)| Self(found)).map_err(|_| AppError::not_found("address"))
    }
}

/// The query of an address.
pub struct Query<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Query<T> {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, AppError> {
        let found = axum::extract::Query::<T>::from_request_parts(parts, state).await;
        found.map(|axum::extract::Query(found)| Self(found)).map_err(|rejection| {
            AppError::bad_request(format!("The query of the address cannot be read: {}", reason(&rejection)))
        })
    }
}
