//! `/auth`, for what one has: address, name, password.

use crate::{
    access::Caller,
    domain::tenancy::{ForgottenPassword, LinkFollowed, NewEmail, NewPassword, Profile, ResetPassword, User},
    error::AppError,
    runtime::Runtime,
    web::{
        browser::Browser,
        login,
        openapi::answers::{BadRequest, Conflict, Forbidden, TooManyRequests},
        problem::Body,
    },
    workspace::accounts::{passwords, profile, reset, verification},
};
use axum::{Json, extract::State, http::StatusCode};

/// Sends the mail that asks to confirm one's address again.
#[utoipa::path(
    post,
    path = "/auth/verification",
    operation_id = "sendVerification",
    tag = "Accounts",
    security(("session" = [])),
    responses((status = 202), Conflict, TooManyRequests)
)]
pub async fn send_verification(State(runtime): State<Runtime>, caller: Caller) -> Result<StatusCode, AppError> {
    verification::send(&runtime, &caller).await?;
    Ok(StatusCode::ACCEPTED)
}

/// Confirms an address by the token of the mail.
#[utoipa::path(
    post,
    path = "/auth/verification/confirmation",
    operation_id = "confirmEmail",
    tag = "Accounts",
    security(()),
    request_body = LinkFollowed,
    responses((status = 200, body = User), BadRequest, Conflict)
)]
pub async fn confirm_email(
    State(runtime): State<Runtime>,
    Body(link): Body<LinkFollowed>,
) -> Result<Json<User>, AppError> {
    verification::confirm(&runtime, &link.token).await.map(Json)
}

/// Sends a link for a new password, if the address has an account; the answer does not say.
#[utoipa::path(
    post,
    path = "/auth/password-resets",
    operation_id = "forgetPassword",
    tag = "Accounts",
    security(()),
    request_body = ForgottenPassword,
    responses((status = 202))
)]
pub async fn forget_password(
    State(runtime): State<Runtime>,
    Body(who): Body<ForgottenPassword>,
) -> Result<StatusCode, AppError> {
    reset::ask(&runtime, &who.email).await?;
    Ok(StatusCode::ACCEPTED)
}

/// Sets a new password by the token of the mail, and signs out everywhere.
#[utoipa::path(
    post,
    path = "/auth/password-resets/confirmation",
    operation_id = "resetPassword",
    tag = "Accounts",
    security(()),
    request_body = ResetPassword,
    responses((status = 204), BadRequest)
)]
pub async fn reset_password(
    State(runtime): State<Runtime>,
    Body(new): Body<ResetPassword>,
) -> Result<StatusCode, AppError> {
    reset::set(&runtime, &new.token, new.password).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Changes one's password, and signs out every other browser.
///
/// Who signs in elsewhere and has none sets a first one, within ten minutes of signing in.
#[utoipa::path(
    put,
    path = "/auth/password",
    operation_id = "changePassword",
    tag = "Accounts",
    security(("session" = [])),
    request_body = NewPassword,
    responses((status = 204), BadRequest, Forbidden, TooManyRequests)
)]
pub async fn change_password(
    State(runtime): State<Runtime>,
    caller: Caller,
    browser: Browser,
    Body(new): Body<NewPassword>,
) -> Result<StatusCode, AppError> {
    let session = login::of(&browser.session).await?.map(|login| login.session);
    passwords::change(&runtime, &caller, session.as_ref(), new).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Changes one's name.
#[utoipa::path(
    patch,
    path = "/auth/me",
    operation_id = "updateProfile",
    tag = "Accounts",
    security(("session" = [])),
    request_body = Profile,
    responses((status = 200, body = User))
)]
pub async fn rename(
    State(runtime): State<Runtime>,
    caller: Caller,
    Body(new): Body<Profile>,
) -> Result<Json<User>, AppError> {
    profile::rename(&runtime, &caller, &new.name).await.map(Json)
}

/// Asks a new address whether it is one's own; it is used once the link in the mail was followed.
#[utoipa::path(
    post,
    path = "/auth/email",
    operation_id = "changeEmail",
    tag = "Accounts",
    security(("session" = [])),
    request_body = NewEmail,
    responses((status = 202), BadRequest, TooManyRequests)
)]
pub async fn change_email(
    State(runtime): State<Runtime>,
    caller: Caller,
    Body(new): Body<NewEmail>,
) -> Result<StatusCode, AppError> {
    profile::change_email(&runtime, &caller, new).await?;
    Ok(StatusCode::ACCEPTED)
}
