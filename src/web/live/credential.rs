//! What a socket showed to be let in, looked at again as long as it is open.

use crate::{
    access::Caller,
    config::Secret,
    error::AppError,
    runtime::{Remote, Runtime},
    web::{login, request},
    workspace::sessions,
};
use axum::http::request::Parts;
use std::net::IpAddr;
use tower_sessions::Session;

#[derive(Clone)]
pub enum Credential {
    /// With the address that it came from.
    Token(Secret, Option<IpAddr>),
    Session(Session),
}

impl Credential {
    /// A token in a header, else the session of the cookie.
    #[must_use]
    pub fn of(parts: &Parts) -> Option<Self> {
        if let Some(token) = request::bearer(&parts.headers) {
            return Some(Self::token(token, parts));
        }
        let session = parts.extensions.get::<Session>()?;
        session.id().map(|_| Self::Session(session.clone()))
    }

    /// A token that came with this request, or over the line that it opened.
    #[must_use]
    pub fn token(text: &str, parts: &Parts) -> Self {
        Self::Token(Secret::new(text), parts.extensions.get::<Remote>().and_then(|remote| remote.address))
    }

    /// Who that is at this moment.
    ///
    /// # Errors
    /// 401 when the token or the session has ended.
    pub async fn caller(&self, runtime: &Runtime) -> Result<Caller, AppError> {
        match self {
            Self::Token(token, address) => {
                Caller::from_token(&runtime.db, token.expose(), *address, runtime.clock.now()).await
            }
            Self::Session(session) => {
                // The access session is renewed by requests; a socket lasts as long as what both stand on.
                let login = login::of(session).await?.ok_or_else(AppError::unauthorized)?;
                let is_live = sessions::is_live(runtime, &login.user, &login.session).await?;
                is_live.then_some(Caller::Person(login.user)).ok_or_else(AppError::unauthorized)
            }
        }
    }
}
