//! What browsers are told to refuse: script that is not ours, frames, guesses at types, plain http, copies in caches.

use crate::{clock::random_text, runtime::Runtime};
use axum::{
    extract::{Request, State},
    http::{HeaderName, HeaderValue, StatusCode, header, request::Parts},
    middleware::Next,
    response::Response,
};
use leptos::{
    nonce::Nonce,
    prelude::{provide_context, use_context},
};

/// Of 6 bits each: 132, for one page.
const NONCE_LENGTH: usize = 22;
const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
/// Two years, as browsers' lists ask for; for every host below ours (OWASP ASVS 5.0, 3.4.1).
const HTTPS_ONLY: &str = "max-age=63072000; includeSubDomains";
/// What no page of ours asks for.
const PERMISSIONS: &str = "accelerometer=(), autoplay=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), \
                           magnetometer=(), microphone=(), midi=(), payment=(), publickey-credentials-get=(), usb=()";

/// The script of one page: what carries this is ours.
#[derive(Clone)]
struct ScriptNonce(String);

/// Puts every header on that a handler has not set for itself.
pub async fn protect(State(runtime): State<Runtime>, mut request: Request, next: Next) -> Response {
    let nonce = random_text(NONCE_LENGTH, ALPHABET);
    request.extensions_mut().insert(ScriptNonce(nonce.clone()));
    let mut response = next.run(request).await;

    let kind = Kind::of(&response);
    let policy = match kind {
        Kind::Page => page_policy(&nonce, &runtime.config.public_url()),
        Kind::Data => "default-src 'none'; frame-ancestors 'none'".to_owned(),
        Kind::File => "frame-ancestors 'none'".to_owned(),
    };
    let headers = response.headers_mut();
    if let Some(text) = named_charset(headers.get(header::CONTENT_TYPE)) {
        headers.insert(header::CONTENT_TYPE, text);
    }
    let is_download = headers.contains_key(header::CONTENT_DISPOSITION);
    let mut set = |name: HeaderName, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.entry(name).or_insert(value);
        }
    };
    set(header::CONTENT_SECURITY_POLICY, &policy);
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(header::X_FRAME_OPTIONS, "DENY");
    set(header::REFERRER_POLICY, "strict-origin-when-cross-origin");
    set(HeaderName::from_static("permissions-policy"), PERMISSIONS);
    set(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    set(HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
    if kind != Kind::File || is_download {
        // They are somebody's; the next person at the same machine does not find them in a cache.
        set(header::CACHE_CONTROL, "no-store");
    }
    if runtime.config.is_secure() {
        set(header::STRICT_TRANSPORT_SECURITY, HTTPS_ONLY);
    }
    response
}

/// All our texts are UTF-8; where one does not say so, it is said.
fn named_charset(mime: Option<&HeaderValue>) -> Option<HeaderValue> {
    let mime = mime?.to_str().ok()?;
    let is_text = mime.starts_with("text/") && !mime.contains("charset=");
    is_text.then(|| HeaderValue::from_str(&format!("{mime}; charset=utf-8")).ok())?
}

/// Lets the page that is being rendered sign its own script; call it where Leptos gets its context.
pub fn provide_nonce() {
    let nonce = use_context::<Parts>().and_then(|parts| parts.extensions.get::<ScriptNonce>().cloned());
    if let Some(ScriptNonce(nonce)) = nonce {
        provide_context(Nonce::from_value(nonce));
    }
}

/// What an answer is, for those who decide how it may be shown.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Page,
    Data,
    File,
}

impl Kind {
    fn of(response: &Response) -> Self {
        // It says how long the copy that a browser has is good, and that is a file's.
        if response.status() == StatusCode::NOT_MODIFIED {
            return Self::File;
        }
        let mime = response.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
        match mime.unwrap_or_default().split(';').next().unwrap_or_default().trim() {
            "text/html" => Self::Page,
            "" | "text/plain" | "application/json" | "application/problem+json" => Self::Data,
            _ => Self::File,
        }
    }
}

/// The policy of a page. Script runs from our own files, or with the nonce of this very answer; WebAssembly is script
/// that is compiled. Styles are files too: nothing here writes any into the page.
fn page_policy(nonce: &str, public_url: &str) -> String {
    // Some browsers do not take a socket of our own host for ours.
    let socket = public_url.replacen("http", "ws", 1);
    let socket = socket.split('/').take(3).collect::<Vec<_>>().join("/");
    format!(
        "default-src 'self'; script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; style-src 'self'; \
         img-src 'self' data: blob:; \
         connect-src 'self' {socket}; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_has_not_changed_stays_in_the_cache() {
        let mut response = Response::new(axum::body::Body::empty());
        assert!(Kind::of(&response) == Kind::Data);
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        assert!(Kind::of(&response) == Kind::File);
    }

    #[test]
    fn script_needs_the_nonce() {
        let policy = page_policy("abc", "https://ocriva.example/at/work");
        assert!(policy.contains("script-src 'self' 'nonce-abc' 'wasm-unsafe-eval';"), "{policy}");
        assert!(policy.contains("connect-src 'self' wss://ocriva.example;"), "{policy}");
        assert!(!policy.contains("unsafe-inline"), "{policy}");
    }
}
