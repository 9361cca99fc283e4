//! The browser session: who it belongs to, from log-in to log-out.

use crate::{domain::id::UserId, error::AppError};
use tower_sessions::{Session, session::Error};

const USER: &str = "user";

/// Ties the session to a person, under a new id: one that was planted before is worth nothing.
pub async fn begin(session: &Session, user: &UserId) -> Result<(), AppError> {
    session.cycle_id().await.map_err(failed)?;
    session.insert(USER, user).await.map_err(failed)
}

/// Ends the session on the server too.
pub async fn end(session: &Session) -> Result<(), AppError> {
    session.flush().await.map_err(failed)
}

/// Whose session this is.
pub async fn user(session: &Session) -> Result<Option<UserId>, AppError> {
    session.get(USER).await.map_err(failed)
}

fn failed(error: Error) -> AppError {
    tracing::error!(%error, "the session store refused");
    AppError::internal()
}
