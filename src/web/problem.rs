//! Errors on the wire: `application/problem+json`, with the fields that the reference product has.

use crate::{
    error::{AppError, Kind},
    web::{
        decode,
        openapi::{Message, PROBLEM, Problem},
    },
};
use axum::{
    body::Bytes,
    extract::{FromRequest, FromRequestParts, OptionalFromRequest, Request},
    http::{HeaderMap, HeaderValue, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};
use serde::de::DeserializeOwned;

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
        let problem = Problem {
            status_code: status.as_u16(),
            error: self.kind.reason(),
            message: if self.fields.is_empty() {
                Message::Sentence(self.message)
            } else {
                Message::Fields(self.fields)
            },
            code: self.code,
            request_id: REQUEST_ID.try_with(Clone::clone).ok(),
        };
        let body = serde_json::to_string(&problem).unwrap_or_default();
        let mut response = (status, [(header::CONTENT_TYPE, PROBLEM)], body).into_response();
        if let Some(seconds) = self.retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
        } else if self.kind == Kind::Unavailable {
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
        if !is_json(request.headers()) {
            return Err(AppError::new(
                Kind::UnsupportedMedia,
                "unsupported_media_type",
                "Send JSON, with the header `Content-Type: application/json`.",
            ));
        }
        let bytes = Bytes::from_request(request, state).await.map_err(|rejection| match rejection.status() {
            StatusCode::PAYLOAD_TOO_LARGE => {
                AppError::new(Kind::TooLarge, "body_too_large", "The request is larger than 2 MB; nothing was changed.")
            }
            _ => AppError::bad_request("The body of the request did not come to its end; nothing was changed."),
        })?;
        decode::json(&bytes).map(Self)
    }
}

/// `application/json` and `application/…+json`, whatever its parameters.
fn is_json(headers: &HeaderMap) -> bool {
    let text = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let mime = text.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    mime.strip_prefix("application/").is_some_and(|kind| kind == "json" || kind.ends_with("+json"))
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

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, AppError> {
        decode::query(parts.uri.query().unwrap_or_default()).map(Self)
    }
}
