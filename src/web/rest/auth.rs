//! `/auth`: register, log in, log out, who am I.

use crate::{
    access::Caller,
    domain::tenancy::{Credentials, NewUser, Registered, Session, User},
    error::AppError,
    runtime::Runtime,
    web::{
        browser::Browser,
        login,
        openapi::answers::{TooManyRequests, Unauthorized, WrongCredentials},
        problem::Body,
    },
    workspace::accounts,
};
use axum::{Json, extract::State, http::StatusCode};

/// Makes an account, with an organization, a project and ready templates, and signs it in.
///
/// An address that has an account already is answered in the same way: its owner is told by mail, and whoever confirms
/// the address holds it.
#[utoipa::path(
    post,
    path = "/auth/register",
    operation_id = "register",
    tag = "Accounts",
    security(()),
    request_body = NewUser,
    responses((status = 201, body = Registered), TooManyRequests)
)]
pub async fn register(
    State(runtime): State<Runtime>,
    browser: Browser,
    Body(new): Body<NewUser>,
) -> Result<(StatusCode, Json<Registered>), AppError> {
    let entered = accounts::register(&runtime, new, &browser.door()).await?;
    login::begin(&runtime, &browser, &entered.who.user.id).await?;
    browser.device.give(entered.device);
    Ok((StatusCode::CREATED, Json(entered.who)))
}

/// Signs a person in: the answer sets a cookie.
#[utoipa::path(
    post,
    path = "/auth/login",
    operation_id = "logIn",
    tag = "Accounts",
    security(()),
    request_body = Credentials,
    responses((status = 200, body = User), WrongCredentials, TooManyRequests)
)]
pub async fn log_in(
    State(runtime): State<Runtime>,
    browser: Browser,
    Body(credentials): Body<Credentials>,
) -> Result<Json<User>, AppError> {
    let entered = accounts::sign_in(&runtime, credentials, &browser.door()).await?;
    login::begin(&runtime, &browser, &entered.who.id).await?;
    browser.device.give(entered.device);
    Ok(Json(entered.who))
}

/// Ends the session of the cookie.
#[utoipa::path(
    post,
    path = "/auth/logout",
    operation_id = "logOut",
    tag = "Accounts",
    security(()),
    responses((status = 204))
)]
pub async fn log_out(State(runtime): State<Runtime>, browser: Browser) -> Result<StatusCode, AppError> {
    login::end(&runtime, &browser).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Begins a new access session by the refresh cookie; requests do the same by themselves when theirs has ended.
#[utoipa::path(
    post,
    path = "/auth/refresh",
    operation_id = "refreshSession",
    tag = "Accounts",
    security(()),
    responses((status = 204), Unauthorized)
)]
pub async fn refresh(State(runtime): State<Runtime>, browser: Browser) -> Result<StatusCode, AppError> {
    if login::renew(&runtime, &browser).await? { Ok(StatusCode::NO_CONTENT) } else { Err(AppError::unauthorized()) }
}

/// The signed-in person and all they can switch to.
#[utoipa::path(
    get,
    path = "/auth/me",
    operation_id = "getSession",
    tag = "Accounts",
    security(("session" = [])),
    responses((status = 200, body = Session))
)]
pub async fn me(State(runtime): State<Runtime>, caller: Caller) -> Result<Json<Session>, AppError> {
    accounts::session(&runtime, &caller).await.map(Json)
}
