//! Every request has an id, in the log, in errors, in the answer; and somebody who asks.

use crate::{
    domain::id::InvitationId,
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
    let span = tracing::info_span!("request", id, method = %request.method(), path = nameable(request.uri().path()));
    let asks = remote.clone();
    let answer = REQUEST_ID.scope(
        id.clone(),
        asks.asks(async {
            let response = next.run(request).await;
            let status = response.status();
            match status.as_u16() {
                401 | 403 | 429 => tracing::info!(
                    status = status.as_u16(),
                    from = remote.address.map(tracing::field::display),
                    "refused"
                ),
                _ => tracing::debug!(status = status.as_u16(), "answered"),
            }
            response
        }),
    );
    let mut response = answer.instrument(span).await;
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(HEADER, value);
    }
    response
}

/// A path as the log may have it: what stands behind `invitations` opens one, unless it is an id.
fn nameable(path: &str) -> String {
    let mut before = "";
    let parts = path.split('/').map(|part| {
        let is_link = before == "invitations" && !part.starts_with(InvitationId::PREFIX) && !part.is_empty();
        before = part;
        if is_link { "…" } else { part }
    });
    parts.collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_that_opens_something_is_in_no_log() {
        for (path, said) in [
            ("/invitations/abcDEF", "/invitations/…"),
            ("/v1/auth/invitations/abc/acceptance", "/v1/auth/invitations/…/acceptance"),
            ("/organizations/org_1/invitations/inv_1/mail", "/organizations/org_1/invitations/inv_1/mail"),
            ("/organizations/org_1/invitations", "/organizations/org_1/invitations"),
            ("/", "/"),
        ] {
            assert_eq!(nameable(path), said);
        }
    }
}
