//! The browser session: who it belongs to, from log-in to log-out.

use crate::{
    domain::id::UserId,
    error::AppError,
    runtime::{Access, Live},
};
use tower_sessions::{Session, session::Error};

const USER: &str = "user";

/// Ties the session to a person, under a new id: one that was planted before is worth nothing.
pub async fn begin(session: &Session, user: &UserId) -> Result<(), AppError> {
    session.cycle_id().await.map_err(failed)?;
    session.insert(USER, user).await.map_err(failed)
}

/// Ends the session on the server too, and what was opened with it.
pub async fn end(live: &Live, session: &Session) -> Result<(), AppError> {
    let user = user(session).await?;
    session.flush().await.map_err(failed)?;
    if let Some(user) = user {
        live.tell_access(Access::Person(user));
    }
    Ok(())
}

/// Whose session this is.
pub async fn user(session: &Session) -> Result<Option<UserId>, AppError> {
    session.get(USER).await.map_err(failed)
}

/// The same as the store has it at this moment, not as it was when the request came.
pub async fn user_now(session: &Session) -> Result<Option<UserId>, AppError> {
    session.load().await.map_err(failed)?;
    user(session).await
}

fn failed(error: Error) -> AppError {
    tracing::error!(%error, "the session store refused");
    AppError::internal()
}
