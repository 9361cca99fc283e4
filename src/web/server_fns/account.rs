//! What one has: address, name, password.

use crate::{domain::tenancy::PasswordStrength, error::AppError};
use leptos::prelude::*;

/// Sends the mail that asks to confirm one's address again.
#[server(prefix = "/fn", endpoint = "account/send-verification")]
pub async fn send_verification() -> Result<(), AppError> {
    use crate::{web::request, workspace::accounts::verification};
    let (runtime, caller) = request::caller().await?;
    verification::send(&runtime, &caller).await?;
    leptos_axum::redirect("/app/account?saved=sent");
    Ok(())
}

/// Confirms an address by the link of the mail.
#[server(prefix = "/fn", endpoint = "account/confirm-email")]
pub async fn confirm_email(token: String) -> Result<(), AppError> {
    use crate::{web::request, workspace::accounts::verification};
    verification::confirm(&request::runtime(), &token).await?;
    leptos_axum::redirect("/verify?confirmed=1");
    Ok(())
}

/// Sends a link for a new password, if the address has an account.
#[server(prefix = "/fn", endpoint = "account/forget-password")]
pub async fn forget_password(email: String) -> Result<(), AppError> {
    use crate::{web::request, workspace::accounts::reset};
    let runtime = request::runtime();
    reset::ask(&runtime, &email).await?;
    leptos_axum::redirect(if runtime.mailer.sends() { "/forgot?sent=mail" } else { "/forgot?sent=outbox" });
    Ok(())
}

/// Sets a new password by the link of the mail.
#[server(prefix = "/fn", endpoint = "account/reset-password")]
pub async fn reset_password(token: String, password: String) -> Result<(), AppError> {
    use crate::{web::request, workspace::accounts::reset};
    reset::set(&request::runtime(), &token, password).await?;
    leptos_axum::redirect("/login?reset=1");
    Ok(())
}

/// Changes one's password, and signs out every other browser.
#[server(prefix = "/fn", endpoint = "account/change-password")]
pub async fn change_password(
    #[server(rename = "currentPassword")] current_password: Option<String>,
    #[server(rename = "newPassword")] new_password: String,
) -> Result<(), AppError> {
    use crate::{
        domain::tenancy::NewPassword,
        web::{login, request},
        workspace::accounts::passwords,
    };
    let (runtime, caller) = request::caller().await?;
    let session = login::of(&request::browser()?.session).await?.map(|login| login.session);
    let change = NewPassword { current_password: current_password.unwrap_or_default(), new_password };
    passwords::change(&runtime, &caller, session.as_ref(), change).await?;
    leptos_axum::redirect("/app/account?saved=password");
    Ok(())
}

/// How hard a password is to guess, before it is sent for good. Of no name or address of a visitor's more is known than
/// what stands in the form.
#[server(prefix = "/fn", endpoint = "account/judge-password")]
pub async fn judge_password(
    password: String,
    #[server(default)] name: String,
    #[server(default)] email: String,
) -> Result<PasswordStrength, AppError> {
    use crate::{web::request, workspace::accounts::passwords};
    let (runtime, caller) = request::visitor().await?;
    passwords::judge(&runtime, caller.as_ref(), &password, &[&name, &email]).await
}

/// Changes one's name.
#[server(prefix = "/fn", endpoint = "account/rename")]
pub async fn rename(name: String) -> Result<(), AppError> {
    use crate::{web::request, workspace::accounts::profile};
    let (runtime, caller) = request::caller().await?;
    profile::rename(&runtime, &caller, &name).await?;
    leptos_axum::redirect("/app/account?saved=name");
    Ok(())
}

/// Asks a new address whether it is one's own.
#[server(prefix = "/fn", endpoint = "account/change-email")]
pub async fn change_email(email: String, password: String) -> Result<(), AppError> {
    use crate::{domain::tenancy::NewEmail, web::request, workspace::accounts::profile};
    let (runtime, caller) = request::caller().await?;
    profile::change_email(&runtime, &caller, NewEmail { email, password }).await?;
    leptos_axum::redirect("/app/account?saved=email");
    Ok(())
}
