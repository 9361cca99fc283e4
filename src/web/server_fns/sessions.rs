//! The browsers in which a person is signed in.

use crate::{
    domain::{id::SessionId, session::Device},
    error::AppError,
};
use leptos::prelude::*;

#[server(prefix = "/fn", endpoint = "sessions/list")]
pub async fn list_devices() -> Result<Vec<Device>, AppError> {
    use crate::{
        web::{login, request},
        workspace::sessions,
    };
    let (runtime, caller) = request::caller().await?;
    let current = login::of(&request::browser()?.session).await?.map(|login| login.session);
    sessions::devices(&runtime, caller.person()?, current.as_ref()).await
}

/// Signs one browser out.
#[server(prefix = "/fn", endpoint = "sessions/end")]
pub async fn end_session(session: SessionId) -> Result<(), AppError> {
    use crate::web::{login, request};
    let (runtime, caller) = request::caller().await?;
    login::end_one(&runtime, &request::browser()?, caller.person()?, &session).await
}

/// Signs out everywhere but here.
#[server(prefix = "/fn", endpoint = "sessions/end-others")]
pub async fn end_other_sessions() -> Result<(), AppError> {
    use crate::web::{login, request};
    let (runtime, caller) = request::caller().await?;
    login::end_all(&runtime, &request::browser()?, caller.person()?, true).await
}
