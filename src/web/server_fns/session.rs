//! Who is here; sign up, log in, log out.

use crate::{domain::tenancy::Session, error::AppError};
use leptos::prelude::*;

/// The signed-in person with organizations and projects, or none.
#[server(prefix = "/fn", endpoint = "session")]
pub async fn current_session() -> Result<Option<Session>, AppError> {
    use crate::{web::request, workspace::accounts};
    let (runtime, caller) = request::visitor().await?;
    match caller {
        Some(caller) => accounts::session(&runtime, &caller).await.map(Some),
        None => Ok(None),
    }
}

/// Makes an account and goes to its first project.
#[server(prefix = "/fn", endpoint = "register")]
pub async fn register(name: String, email: String, password: String) -> Result<(), AppError> {
    use crate::{
        domain::tenancy::NewUser,
        web::{login, request},
        workspace::accounts,
    };
    let (runtime, browser) = (request::runtime(), request::browser()?);
    let entered = accounts::register(&runtime, NewUser { email, password, name }, &browser.door()).await?;
    login::begin(&runtime, &browser, &entered.who.user.id).await?;
    browser.device.give(entered.device);
    leptos_axum::redirect(&format!("/app/{}/documents", entered.who.project.id));
    Ok(())
}

/// Starts a session and goes to the page that asked for it, else to the dashboard.
#[server(prefix = "/fn", endpoint = "log-in")]
pub async fn log_in(email: String, password: String, #[server(default)] next: String) -> Result<(), AppError> {
    use crate::{
        domain::tenancy::Credentials,
        web::{login, request},
        workspace::accounts,
    };
    let (runtime, browser) = (request::runtime(), request::browser()?);
    let entered = accounts::sign_in(&runtime, Credentials { email, password }, &browser.door()).await?;
    login::begin(&runtime, &browser, &entered.who.id).await?;
    browser.device.give(entered.device);
    leptos_axum::redirect(way_on(&next));
    Ok(())
}

/// Ends the session and goes to the log-in page.
#[server(prefix = "/fn", endpoint = "log-out")]
pub async fn log_out() -> Result<(), AppError> {
    use crate::web::{login, request};
    login::end(&request::runtime(), &request::browser()?).await?;
    leptos_axum::redirect("/login");
    Ok(())
}

/// Where to go after logging in: a page of the application, whatever the address asked for.
#[must_use]
pub fn way_on(next: &str) -> &str {
    let is_ours = next == "/app" || next.starts_with("/app/") || next.starts_with("/invitations/");
    // What leads up again, or what a browser takes for the name of a host, is no page of ours.
    let is_odd = ["..", "//", "\\"].iter().any(|odd| next.contains(odd));
    if is_ours && !is_odd && next.bytes().all(|byte| byte.is_ascii_graphic()) { next } else { "/app" }
}

#[cfg(test)]
mod tests {
    use super::way_on;

    #[test]
    fn a_log_in_leads_nowhere_but_into_the_application() {
        assert_eq!(way_on("/app/proj_1/documents?page=2"), "/app/proj_1/documents?page=2");
        assert_eq!(way_on("/invitations/abc"), "/invitations/abc");
        for next in [
            "",
            "/",
            "//evil.example",
            "/\\evil.example",
            "https:evil.example",
            "https://evil.example",
            "/apples",
            "/app/\r\nset-cookie: a",
            "/app/ä",
            "/app/..//evil.example",
            "/app//evil.example",
            "/app/\\evil.example",
            "/invitations/../logout",
            "/app@evil.example",
        ] {
            assert_eq!(way_on(next), "/app", "{next}");
        }
    }
}
