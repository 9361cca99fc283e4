//! `/auth`: register, log in, log out, who am I.

use crate::{
    access::Caller,
    domain::tenancy::{Credentials, NewUser, Registered, Session, User},
    error::AppError,
    runtime::Runtime,
    web::{browser::Browser, login, problem::Body},
    workspace::accounts,
};
use axum::{Json, extract::State, http::StatusCode};

pub async fn register(
    State(runtime): State<Runtime>,
    browser: Browser,
    Body(new): Body<NewUser>,
) -> Result<(StatusCode, Json<Registered>), AppError> {
    let registered = accounts::register(&runtime, new).await?;
    login::begin(&runtime, &browser, &registered.user.id).await?;
    Ok((StatusCode::CREATED, Json(registered)))
}

pub async fn log_in(
    State(runtime): State<Runtime>,
    browser: Browser,
    Body(credentials): Body<Credentials>,
) -> Result<Json<User>, AppError> {
    let user = accounts::authenticate(&runtime, credentials).await?;
    login::begin(&runtime, &browser, &user.id).await?;
    Ok(Json(user))
}

pub async fn log_out(State(runtime): State<Runtime>, browser: Browser) -> Result<StatusCode, AppError> {
    login::end(&runtime, &browser).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A new access session by the refresh cookie; requests do the same by themselves when theirs has ended.
pub async fn refresh(State(runtime): State<Runtime>, browser: Browser) -> Result<StatusCode, AppError> {
    if login::renew(&runtime, &browser).await? { Ok(StatusCode::NO_CONTENT) } else { Err(AppError::unauthorized()) }
}

pub async fn me(State(runtime): State<Runtime>, caller: Caller) -> Result<Json<Session>, AppError> {
    accounts::session(&runtime, &caller).await.map(Json)
}
