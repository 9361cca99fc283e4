//! Changes that depend on what is there (RFC 9110, 13): a version is its own `ETag`.

use crate::{
    domain::template::Template,
    error::{AppError, Kind},
};
use axum::{
    Json,
    extract::FromRequestParts,
    http::{HeaderMap, HeaderName, HeaderValue, header, request::Parts},
    response::{IntoResponse, Response},
};

/// `"3"`
pub fn etag(version: i32) -> String {
    format!("\"{version}\"")
}

/// A template with its `ETag`.
pub struct Tagged(pub Template);

impl IntoResponse for Tagged {
    fn into_response(self) -> Response {
        let tag = HeaderValue::from_str(&etag(self.0.version)).unwrap_or(HeaderValue::from_static("\"0\""));
        ([(header::ETAG, tag)], Json(self.0)).into_response()
    }
}

/// What a request says of the version that it knows.
pub struct Precondition {
    matching: Option<String>,
    none_matching: Option<String>,
}

impl Precondition {
    /// # Errors
    /// 412 when `version` is not one that the caller wants to change.
    pub fn check(&self, version: i32) -> Result<(), AppError> {
        // Versions are compared strongly: a weak tag is like none (13.1.1).
        let tag = etag(version);
        let met = |list: &str| tags(list).any(|one| one == "*" || one == tag);
        if self.matching.as_deref().is_none_or(met) {
            return Ok(());
        }
        let message =
            format!("It was changed meanwhile and is at version {version} now. Load it again, then change it.");
        Err(AppError::new(Kind::PreconditionFailed, "changed_meanwhile", message))
    }

    /// Does the caller have this version already?
    pub fn is_known(&self, version: i32) -> bool {
        let tag = etag(version);
        let known = |list: &str| tags(list).any(|one| one == "*" || one.trim_start_matches("W/") == tag);
        self.none_matching.as_deref().is_some_and(known)
    }
}

fn tags(list: &str) -> impl Iterator<Item = &str> {
    list.split(',').map(str::trim)
}

/// The lines of a header as one.
fn joined(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    let lines: Vec<_> = headers.get_all(name).iter().map(|line| String::from_utf8_lossy(line.as_bytes())).collect();
    (!lines.is_empty()).then(|| lines.join(","))
}

impl<S: Send + Sync> FromRequestParts<S> for Precondition {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, AppError> {
        Ok(Self {
            matching: joined(&parts.headers, &header::IF_MATCH),
            none_matching: joined(&parts.headers, &header::IF_NONE_MATCH),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(matching: Option<&str>, none_matching: Option<&str>) -> Precondition {
        Precondition { matching: matching.map(str::to_owned), none_matching: none_matching.map(str::to_owned) }
    }

    #[test]
    fn a_change_needs_the_version_that_it_names() {
        for list in ["\"3\"", "*", "\"1\", \"3\"", " \"3\" "] {
            assert!(of(Some(list), None).check(3).is_ok(), "{list}");
        }
        for list in ["\"2\"", "W/\"3\"", "3", "", "\"33\""] {
            assert_eq!(of(Some(list), None).check(3).unwrap_err().kind.status(), 412, "{list}");
        }
        assert!(of(None, None).check(3).is_ok());
    }

    #[test]
    fn what_is_known_is_not_sent_again() {
        for list in ["\"3\"", "W/\"3\"", "\"1\",\"3\"", "*"] {
            assert!(of(None, Some(list)).is_known(3), "{list}");
        }
        assert!(!of(None, Some("\"2\"")).is_known(3) && !of(None, None).is_known(3));
    }
}
