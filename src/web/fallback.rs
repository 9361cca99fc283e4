//! What answers when no route does: a file of the site, else "not found" in the language of the asker.

use crate::{
    error::{AppError, Kind},
    runtime::Runtime,
    ui::shell::shell,
    web::{headers, state::AppState},
};
use axum::{
    extract::{Request, State},
    http::{HeaderValue, Method, StatusCode, header},
    response::{IntoResponse, Response},
};
use leptos::prelude::provide_context;
use std::any::Any;

pub async fn file_or_not_found(State(state): State<AppState>, request: Request) -> Response {
    let reads_pages = request
        .headers()
        .get(header::ACCEPT)
        .is_some_and(|accept| accept.to_str().is_ok_and(|accept| accept.contains("text/html")))
        && !["/v1/", "/api/"].iter().any(|api| request.uri().path().starts_with(api));
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return AppError::not_found("address").into_response();
    }
    let runtime: Runtime = state.runtime.clone();
    let is_build = request.uri().path().starts_with("/pkg/");
    let render = leptos_axum::file_and_error_handler_with_context::<AppState, _>(
        move || {
            provide_context(runtime.clone());
            headers::provide_nonce();
        },
        shell,
    );
    let mut response = render(request.uri().clone(), State(state), request).await;
    if response.status() == StatusCode::NOT_FOUND && !reads_pages {
        return AppError::not_found("address").into_response();
    }
    if is_build {
        // Names stay the same from build to build: a browser asks whether its copy is still the one.
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    }
    response
}

/// The address is right, what is asked of it is not.
pub async fn wrong_method(method: Method) -> Response {
    // The header `Allow` comes by itself.
    if method == Method::OPTIONS {
        return StatusCode::NO_CONTENT.into_response();
    }
    AppError::new(Kind::MethodNotAllowed, "method_not_allowed", "This address does not take that method.")
        .into_response()
}

/// A defect of ours: said once in the log, not at all to the caller.
pub fn panicked(cause: Box<dyn Any + Send>) -> Response {
    let text = cause.downcast_ref::<String>().map(String::as_str).or_else(|| cause.downcast_ref::<&str>().copied());
    tracing::error!(cause = text.unwrap_or("unknown"), "a handler panicked");
    AppError::internal().into_response()
}
