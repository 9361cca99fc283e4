//! Every request has an id, in the log, in errors, in the answer; and somebody who asks.

use crate::{
    runtime::Runtime,
    web::{problem::REQUEST_ID, remote::remote},
};
use axum::{
    extract::{Request, State},
    http::{HeaderName, HeaderValue},
    middleware::Next,
    response::Response,
};
use tracing::Instrument;

const HEADER: HeaderName = HeaderName::from_static("x-request-id");
/// Longest id that is taken over from a proxy.
const MAX: usize = 64;

pub async fn request(State(runtime): State<Runtime>, mut request: Request, next: Next) -> Response {
    let given = request.headers().get(HEADER).and_then(|value| value.to_str().ok());
    let usable = |id: &&str| {
        !id.is_empty() && id.len() <= MAX && id.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b))
    };
    let id: String = given.filter(usable).map_or_else(|| runtime.clock.id("req_"), str::to_owned);

    let remote = remote(&request, &runtime.config.server);
    // For what looks at requests from a task of its own.
    request.extensions_mut().insert(remote.clone());
    let span = tracing::info_span!("request", id, method = %request.method(), path = request.uri().path());
    let answer = REQUEST_ID.scope(
        id.clone(),
        remote.asks(async {
            let response = next.run(request).await;
            tracing::debug!(status = response.status().as_u16(), "answered");
            response
        }),
    );
    let mut response = answer.instrument(span).await;
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(HEADER, value);
    }
    response
}
