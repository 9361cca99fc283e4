//! Server functions answer an error with 500 whatever it is; here it gets the status that REST gives it. And they send
//! a form back to where it says it came from; here only to a page of ours.

use crate::error::AppError;
use axum::{
    body::{Body, to_bytes},
    extract::Request,
    http::{HeaderValue, StatusCode, Uri, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

/// The mark that `server_fn` puts on errors.
const MARK: &str = "serverfnerror";
/// An error is a few sentences.
const MAX_ERROR: usize = 64 * 1024;

/// An error as a server function says it.
pub fn answer(error: &AppError) -> Response {
    let status = StatusCode::from_u16(error.kind.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = (status, [(MARK, "1")], serde_json::to_string(error).unwrap_or_default()).into_response();
    if let Some(seconds) = error.retry_after {
        response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
    }
    response
}

pub async fn correct(mut request: Request, next: Next) -> Response {
    let host = request.headers().get(header::HOST).and_then(|host| host.to_str().ok()).map(str::to_owned);
    let comes_from_us = request.headers().get(header::REFERER).is_none_or(|from| {
        let uri = from.to_str().ok().and_then(|from| from.parse::<Uri>().ok());
        uri.is_some_and(|uri| uri.authority().map(ToString::to_string) == host && host.is_some())
    });
    if !comes_from_us {
        request.headers_mut().insert(header::REFERER, HeaderValue::from_static("/"));
    }
    let response = next.run(request).await;
    if response.status() != StatusCode::INTERNAL_SERVER_ERROR || !response.headers().contains_key(MARK) {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let Ok(bytes) = to_bytes(body, MAX_ERROR).await else { return Response::from_parts(parts, Body::empty()) };
    let error = serde_json::from_slice::<AppError>(&bytes).ok();
    if let Some(status) = error.and_then(|error| StatusCode::from_u16(error.kind.status()).ok()) {
        parts.status = status;
    }
    Response::from_parts(parts, Body::from(bytes))
}
