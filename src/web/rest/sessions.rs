//! `/auth/sessions`: the browsers in which a person is signed in.

use crate::{
    access::Caller,
    domain::{id::SessionId, session::Device},
    error::AppError,
    runtime::Runtime,
    web::{
        browser::Browser,
        login,
        openapi::answers::NotFound,
        problem::{Path, Query},
    },
    workspace::sessions,
};
use axum::{Json, extract::State, http::StatusCode};
use serde::Deserialize;
use utoipa::IntoParams;

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Others {
    /// `true`: all but the one that asks.
    #[serde(default)]
    others: bool,
}

/// The browsers in which the person is signed in.
#[utoipa::path(
    get,
    path = "/auth/sessions",
    operation_id = "listSessions",
    tag = "Accounts",
    security(("session" = [])),
    responses((status = 200, body = Vec<Device>))
)]
pub async fn list(
    State(runtime): State<Runtime>,
    caller: Caller,
    browser: Browser,
) -> Result<Json<Vec<Device>>, AppError> {
    let current = login::of(&browser.session).await?.map(|login| login.session);
    sessions::devices(&runtime, caller.person()?, current.as_ref()).await.map(Json)
}

/// Signs one browser out; the one that asks, too.
#[utoipa::path(
    delete,
    path = "/auth/sessions/{id}",
    operation_id = "endSession",
    tag = "Accounts",
    security(("session" = [])),
    params(("id" = SessionId, Path)),
    responses((status = 204), NotFound)
)]
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
#[utoipa::path(
    delete,
    path = "/auth/sessions",
    operation_id = "endSessions",
    tag = "Accounts",
    security(("session" = [])),
    params(Others),
    responses((status = 204))
)]
pub async fn end_all(
    State(runtime): State<Runtime>,
    caller: Caller,
    browser: Browser,
    Query(Others { others }): Query<Others>,
) -> Result<StatusCode, AppError> {
    login::end_all(&runtime, &browser, caller.person()?, others).await?;
    Ok(StatusCode::NO_CONTENT)
}
