//! The live socket at `/ws`: what happens in an organization, as it happens, to who may see it.
//!
//! A client is known by its cookie, by a token in a header, or by a first message `{"type":"auth","token":"…"}`.
//! It subscribes to projects, batches, documents or whole organizations, and may resume after the last event it saw.

mod allowance;
mod carry;
mod closing;
mod credential;
pub mod origin;
mod watcher;
mod web_socket;

pub use carry::{Heard, Wire, carry};
pub use closing::Closing;
pub use credential::Credential;
pub use watcher::Watcher;

use crate::{
    domain::{
        id::ProjectId,
        live::{Ask, Topic},
    },
    error::AppError,
    runtime::{Remote, Runtime},
    web::problem::Query,
};
use axum::{
    extract::{State, WebSocketUpgrade},
    http::request::Parts,
    response::Response,
};
use serde::Deserialize;
use web_socket::Socket;

/// The short form: a first subscription in the address, refused as any other request would be.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Watch {
    project_id: Option<ProjectId>,
}

/// `GET /ws`, `GET /ws?projectId=`
pub async fn socket(
    State(runtime): State<Runtime>,
    Query(watch): Query<Watch>,
    parts: Parts,
    upgrade: WebSocketUpgrade,
) -> Result<Response, AppError> {
    origin::check(&runtime.config, &parts.headers)?;
    let address = parts.extensions.get::<Remote>().and_then(|remote| remote.address);
    let mut watcher = Watcher::new(runtime.clone(), address);
    if let Some(credential) = Credential::of(&parts) {
        watcher.admit(credential).await?;
    } else if watch.project_id.is_some() {
        return Err(AppError::unauthorized());
    }
    let mut first = Vec::new();
    if let Some(project) = watch.project_id {
        // Listening begins before the answer: nothing that happens after it is missed.
        first.push(watcher.subscribe(Topic::Project(project)).await?);
    }
    Ok(web_socket::limited(upgrade).on_upgrade(move |socket| carry(runtime, watcher, Socket::new(socket), first)))
}

/// What a client said, if it can be read.
///
/// # Errors
/// 400 with what was wrong with it.
pub fn read(text: &str) -> Result<Ask, AppError> {
    serde_json::from_str(text).map_err(|error| {
        AppError::bad_request(format!(
            "This cannot be understood: {error}. Say {{\"type\":\"subscribe\",\"project\":\"proj_…\"}}, for example."
        ))
    })
}
