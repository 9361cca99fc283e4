//! `/auth`: register, log in, log out, who am I.

use crate::{
    access::Caller,
    domain::tenancy::{Credentials, NewUser, Registered, Session, User},
    error::AppError,
    runtime::Runtime,
    web::{login, problem::Body},
    workspace::accounts,
};
use axum::{Json, extract::State, http::StatusCode};
use tower_sessions::Session as Cookie;

pub async fn register(
    State(runtime): State<Runtime>,
    cookie: Cookie,
    Body(new): Body<NewUser>,
) -> Result<(StatusCode, Json<Registered>), AppError> {
    let registered = accounts::register(&runtime, new).await?;
    login::begin(&cookie, &registered.user.id).await?;
    Ok((StatusCode::CREATED, Json(registered)))
}

pub async fn log_in(
    State(runtime): State<Runtime>,
    cookie: Cookie,
    Body(credentials): Body<Credentials>,
) -> Result<Json<User>, AppError> {
    let user = accounts::authenticate(&runtime, credentials).await?;
    login::begin(&cookie, &user.id).await?;
    Ok(Json(user))
}

pub async fn log_out(State(runtime): State<Runtime>, cookie: Cookie) -> Result<StatusCode, AppError> {
    login::end(&runtime.live, &cookie).await?;
    Ok(StatusCode::NO_CONTENT)
}

pub async fn me(State(runtime): State<Runtime>, caller: Caller) -> Result<Json<Session>, AppError> {
    accounts::session(&runtime, &caller).await.map(Json)
}
