//! The header `Idempotency-Key`.

use crate::{
    domain::idempotency::{IdempotencyKey, refused},
    error::AppError,
};
use axum::{extract::FromRequestParts, http::request::Parts};

const HEADER: &str = "idempotency-key";

/// The key of a request, if it has one.
pub struct Key(pub Option<IdempotencyKey>);

impl<S: Send + Sync> FromRequestParts<S> for Key {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, AppError> {
        let mut values = parts.headers.get_all(HEADER).iter();
        let Some(value) = values.next() else { return Ok(Self(None)) };
        if values.next().is_some() {
            return Err(refused("it came twice"));
        }
        let text = value.to_str().map_err(|_| refused("it has characters other than printable ASCII"))?;
        IdempotencyKey::parse(text).map(|key| Self(Some(key)))
    }
}
