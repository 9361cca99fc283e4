//! Cross-site writes are refused: a cookie travels by itself, so the browser must say where the request began.
//!
//! As Go's `CrossOriginProtection`: `Sec-Fetch-Site` decides; without it `Origin` must be our own host; a request
//! with neither comes from no browser.

use crate::{error::AppError, web::request};
use axum::{
    extract::Request,
    http::{HeaderMap, HeaderValue, Method, Uri, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

pub async fn guard(request: Request, next: Next) -> Response {
    let safe = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    // An API token does not travel by itself; what comes with it may.
    let by_token = request::bearer(request.headers()).is_some() && !request.headers().contains_key(header::COOKIE);
    if safe || by_token || is_own(request.headers()) {
        return next.run(request).await;
    }
    AppError::forbidden("This request came from another site and was refused.").into_response()
}

/// Did the request begin on our own pages, or outside any browser?
pub fn is_own(headers: &HeaderMap) -> bool {
    let text = |name: header::HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = headers.get("sec-fetch-site") {
        return matches!(site.to_str(), Ok("same-origin" | "none"));
    }
    match headers.get(header::ORIGIN).map(HeaderValue::to_str) {
        None => true,
        // No browser says what cannot be read.
        Some(Err(_)) => false,
        Some(Ok(origin)) => {
            let authority = origin.parse::<Uri>().ok().and_then(|uri| uri.authority().map(ToString::to_string));
            authority.is_some() && authority.as_deref() == text(header::HOST)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn own(headers: &[(&'static str, &'static str)]) -> bool {
        let headers = headers.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect();
        is_own(&headers)
    }

    #[test]
    fn only_our_own_pages_and_programs_pass() {
        assert!(own(&[("sec-fetch-site", "same-origin")]));
        assert!(own(&[("sec-fetch-site", "none")]));
        assert!(!own(&[("sec-fetch-site", "same-site")]));
        assert!(!own(&[("sec-fetch-site", "cross-site"), ("origin", "http://here"), ("host", "here")]));
        assert!(own(&[("origin", "http://localhost:3000"), ("host", "localhost:3000")]));
        assert!(!own(&[("origin", "https://evil.example"), ("host", "localhost:3000")]));
        assert!(!own(&[("origin", "null"), ("host", "localhost:3000")]));
        assert!(!own(&[("origin", "http://localhost:3000\u{e4}"), ("host", "localhost:3000")]), "it cannot be read");
        assert!(own(&[("host", "localhost:3000")]));
    }
}
