//! Files that are saved, not shown.

use crate::pipeline::result::export::Streamed;
use axum::{
    body::Body,
    http::{HeaderName, header},
    response::{IntoResponse, Response},
};
use futures::TryStreamExt as _;
use std::io;

/// Bytes of strangers are data: not run, not shown in place, not guessed at.
pub const INERT: [(HeaderName, &str); 2] =
    [(header::X_CONTENT_TYPE_OPTIONS, "nosniff"), (header::CONTENT_SECURITY_POLICY, "sandbox; default-src 'none'")];

/// `body` as a file with this name (RFC 6266).
pub fn attachment(name: &str, mime: &str, body: impl Into<Body>) -> Response {
    let disposition = format!("attachment; filename*=UTF-8''{}", percent_encoded(name));
    let headers = [(header::CONTENT_TYPE, mime), (header::CONTENT_DISPOSITION, disposition.as_str())];
    (INERT, headers, body.into()).into_response()
}

/// The same while it is made. What goes wrong on the way breaks the connection: nobody takes a half for the whole.
pub fn streamed(file: Streamed) -> Response {
    let bytes = file.bytes.map_err(|error| {
        tracing::warn!(reason = error.message, "a file was broken off on its way out");
        io::Error::other(error.message)
    });
    attachment(&file.name, file.mime, Body::from_stream(bytes))
}

/// RFC 8187: everything but letters, digits and a few marks is written as `%XX`.
fn percent_encoded(name: &str) -> String {
    name.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'-' | b'_' => char::from(byte).to_string(),
            other => format!("%{other:02X}"),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_cannot_break_out_of_the_header() {
        assert_eq!(percent_encoded("a\"b\r\nü.pdf"), "a%22b%0D%0A%C3%BC.pdf");
    }
}
