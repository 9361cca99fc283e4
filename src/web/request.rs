//! The caller of a request, the same way for REST, server functions and sockets.

use crate::{
    access::Caller,
    error::AppError,
    runtime::{Remote, Runtime},
    web::{browser::Browser, login},
};
use axum::{
    extract::{FromRef, FromRequestParts, OptionalFromRequestParts, Request},
    http::{HeaderMap, header, request::Parts},
};
use leptos::prelude::{expect_context, use_context};
use tower_sessions::Session;

impl<S> FromRequestParts<S> for Caller
where
    S: Send + Sync,
    Runtime: FromRef<S>,
{
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, AppError> {
        let found = <Self as OptionalFromRequestParts<S>>::from_request_parts(parts, state).await?;
        found.ok_or_else(AppError::unauthorized)
    }
}

impl<S> OptionalFromRequestParts<S> for Caller
where
    S: Send + Sync,
    Runtime: FromRef<S>,
{
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Option<Self>, AppError> {
        identify(&Runtime::from_ref(state), parts).await
    }
}

/// What was found out of a caller before the handler asks.
#[derive(Clone)]
struct Known(Result<Option<Caller>, AppError>);

/// Finds out who calls, once for all who ask of this request.
pub async fn known(runtime: &Runtime, request: Request) -> (Request, Option<Caller>) {
    let (mut parts, body) = request.into_parts();
    let found = identify(runtime, &parts).await;
    parts.extensions.insert(Known(found.clone()));
    (Request::from_parts(parts, body), found.ok().flatten())
}

/// An API token speaks before a cookie: who sends one means it.
async fn identify(runtime: &Runtime, parts: &Parts) -> Result<Option<Caller>, AppError> {
    if let Some(Known(found)) = parts.extensions.get() {
        return found.clone();
    }
    if let Some(token) = bearer(&parts.headers) {
        let address = parts.extensions.get::<Remote>().and_then(|remote| remote.address);
        return Caller::from_token(&runtime.db, token, address, runtime.clock.now()).await.map(Some);
    }
    match parts.extensions.get::<Session>() {
        Some(session) => Ok(login::of(session).await?.map(|login| Caller::Person(login.user))),
        None => Ok(None),
    }
}

/// The API token of a request: `Authorization: Bearer` or `X-API-Key`.
pub fn bearer(headers: &HeaderMap) -> Option<&str> {
    let authorization = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let token = authorization.and_then(|value| {
        let (scheme, token) = value.split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
    });
    token.or_else(|| headers.get("x-api-key").and_then(|value| value.to_str().ok()).map(str::trim))
}

/// The runtime behind a server function.
pub fn runtime() -> Runtime {
    expect_context::<Runtime>()
}

/// The browser behind a server function.
pub fn browser() -> Result<Browser, AppError> {
    let parts = use_context::<Parts>().ok_or_else(AppError::internal)?;
    parts.extensions.get::<Browser>().cloned().ok_or_else(AppError::internal)
}

/// Whoever calls a server function, signed in or not.
pub async fn visitor() -> Result<(Runtime, Option<Caller>), AppError> {
    let runtime = runtime();
    let parts = use_context::<Parts>().ok_or_else(AppError::internal)?;
    let caller = identify(&runtime, &parts).await?;
    Ok((runtime, caller))
}

/// The caller of a server function.
pub async fn caller() -> Result<(Runtime, Caller), AppError> {
    let (runtime, caller) = visitor().await?;
    Ok((runtime, caller.ok_or_else(AppError::unauthorized)?))
}
