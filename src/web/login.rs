//! Who is signed in in a browser, from log-in to log-out.

pub mod elsewhere;

use crate::{
    domain::{
        id::{SessionId, UserId},
        session::Ending,
    },
    error::{AppError, Kind},
    runtime::Runtime,
    web::browser::Browser,
    workspace::sessions::{self, Started},
};
use serde::{Deserialize, Serialize};
use tower_sessions::{Session, session::Error};

/// Where an access session says whose it is.
pub const LOGIN: &str = "login";

/// Whose an access session is, and what it was opened from.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Login {
    pub user: UserId,
    pub session: SessionId,
}

/// Signs a person in, under new ids: what was planted in the browser before is worth nothing, and what was opened there
/// before is ended.
pub async fn begin(runtime: &Runtime, browser: &Browser, user: &UserId) -> Result<(), AppError> {
    let before = of(&browser.session).await?;
    let replaced = before.as_ref().map(|login| (&login.user, &login.session));
    let started = sessions::begin(runtime, user, &browser.visitor, replaced).await?;
    browser.session.clear().await;
    enter(browser, started).await
}

/// Opens an access session by the refresh token that the browser showed; false, and the token is taken away, when it is
/// good for nothing. Once in a request.
pub async fn renew(runtime: &Runtime, browser: &Browser) -> Result<bool, AppError> {
    if browser.is_renewed() {
        return Ok(true);
    }
    let Some(shown) = browser.shown() else { return Ok(false) };
    let Some(started) = sessions::renew(runtime, shown.expose(), &browser.visitor).await? else {
        browser.take_away();
        return Ok(false);
    };
    enter(browser, started).await?;
    Ok(true)
}

/// Signs out, on the server too, and ends what was opened with it.
pub async fn end(runtime: &Runtime, browser: &Browser) -> Result<(), AppError> {
    let login = of(&browser.session).await?;
    leave(browser).await?;
    let Some(Login { user, session }) = login else { return Ok(()) };
    match sessions::end(runtime, &user, &session, Ending::SignedOut).await {
        // Somebody was faster, from elsewhere.
        Err(error) if error.kind == Kind::NotFound => Ok(()),
        ended => ended,
    }
}

/// Signs a person out in one of their browsers, which may be the one that asks.
///
/// # Errors
/// 404 when it is not one of theirs.
pub async fn end_one(runtime: &Runtime, browser: &Browser, user: &UserId, id: &SessionId) -> Result<(), AppError> {
    sessions::end(runtime, user, id, Ending::SignedOutElsewhere).await?;
    let current = of(&browser.session).await?.map(|login| login.session);
    if current.as_ref() == Some(id) { leave(browser).await } else { Ok(()) }
}

/// Signs a person out everywhere, or in all `others` than the browser that asks.
pub async fn end_all(runtime: &Runtime, browser: &Browser, user: &UserId, others: bool) -> Result<(), AppError> {
    let current = of(&browser.session).await?.map(|login| login.session);
    sessions::sign_out(runtime, user, current.as_ref().filter(|_| others)).await?;
    if others { Ok(()) } else { leave(browser).await }
}

/// Takes away what the browser was signed in by.
async fn leave(browser: &Browser) -> Result<(), AppError> {
    browser.take_away();
    browser.session.flush().await.map_err(failed)
}

/// Whose session this is.
pub async fn of(session: &Session) -> Result<Option<Login>, AppError> {
    session.get(LOGIN).await.map_err(failed)
}

async fn enter(browser: &Browser, started: Started) -> Result<(), AppError> {
    let Started { user, session: id, refresh } = started;
    let session = &browser.session;
    if session.id().is_some() {
        session.cycle_id().await.map_err(failed)?;
    }
    session.insert(LOGIN, Login { user, session: id }).await.map_err(failed)?;
    // Now and not with the answer: a socket that is being opened looks at it again.
    session.save().await.map_err(failed)?;
    browser.give(refresh);
    Ok(())
}

fn failed(error: Error) -> AppError {
    tracing::error!(%error, "the session store refused");
    AppError::internal()
}
