//! `/auth/sessions`: the browsers in which a person is signed in.

use crate::{
    access::Caller,
    domain::{id::SessionId, session::Device},
    error::AppError,
    runtime::Runtime,
    web::{
        browser::Browser,
        login,
        problem::{Path, Query},
    },
    workspace::sessions,
};
use axum::{Json, extract::State, http::StatusCode};
use serde::Deserialize;

/// `?others=true`: all but the one that asks.
#[derive(Deserialize)]
pub struct Others {
    #[serde(default)]
    others: bool,
}

pub async fn list(
    State(runtime): State<Runtime>,
    caller: Caller,
    browser: Browser,
) -> Result<Json<Vec<Device>>, AppError> {
    let current = login::of(&browser.session).await?.map(|login| login.session);
    sessions::devices(&runtime, caller.person()?, current.as_ref()).await.map(Json)
}

/// Signs one browser out; the one that asks, too.
pub async fn end(
    State(runtime): State<Runtime>,
    caller: Caller,
    browser: Browser,
    Path(id): Path<SessionId>,
) -> Result<StatusCode, AppError> {
    login::end_one(&runtime, &browser, caller.person()?, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Signs out everywhere, here too unless asked otherwise.
pub async fn end_all(
    State(runtime): State<Runtime>,
    caller: Caller,
    browser: Browser,
    Query(Others { others }): Query<Others>,
) -> Result<StatusCode, AppError> {
    login::end_all(&runtime, &browser, caller.person()?, others).await?;
    Ok(StatusCode::NO_CONTENT)
}
