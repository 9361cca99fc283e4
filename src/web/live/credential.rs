//! What a socket showed to be let in, looked at again as long as it is open.

use crate::{
    access::Caller,
    config::Secret,
    error::AppError,
    runtime::Runtime,
    web::{login, request},
};
use axum::http::request::Parts;
use tower_sessions::Session;

#[derive(Clone)]
pub enum Credential {
    Token(Secret),
    Session(Session),
}

impl Credential {
    /// A token in a header, else the session of the cookie.
    #[must_use]
    pub fn of(parts: &Parts) -> Option<Self> {
        if let Some(token) = request::bearer(&parts.headers) {
            return Some(Self::Token(Secret::new(token)));
        }
        let session = parts.extensions.get::<Session>()?;
        session.id().map(|_| Self::Session(session.clone()))
    }

    /// Who that is at this moment.
    ///
    /// # Errors
    /// 401 when the token or the session has ended.
    pub async fn caller(&self, runtime: &Runtime) -> Result<Caller, AppError> {
        match self {
            Self::Token(token) => Caller::from_token(&runtime.db, token.expose(), runtime.clock.now()).await,
            Self::Session(session) => {
                let user = login::user_now(session).await?;
                user.map(Caller::Person).ok_or_else(AppError::unauthorized)
            }
        }
    }
}
