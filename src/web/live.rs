//! The live socket: one project's changes as they happen.

use crate::{
    access::{Caller, DOCUMENTS_READ},
    domain::{event::LiveEvent, id::ProjectId},
    error::AppError,
    runtime::Runtime,
    web::{csrf, problem::Query},
};
use axum::{
    extract::{
        State,
        ws::{Message, WebSocket, WebSocketUpgrade},
    },
    http::HeaderMap,
    response::Response,
};
use serde::Deserialize;
use std::time::Duration;
use tokio::{sync::broadcast::error::RecvError, time::interval};

/// A quiet socket is asked this often whether anyone is there: proxies close silent ones after a minute.
const PING: Duration = Duration::from_secs(25);
/// Clients have nothing long to say.
const MAX_MESSAGE: usize = 4 * 1024;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Watch {
    project_id: ProjectId,
}

/// `GET /ws?projectId=`: JSON messages, one per change. A lagging client is disconnected and asks afresh.
pub async fn socket(
    State(runtime): State<Runtime>,
    caller: Caller,
    headers: HeaderMap,
    Query(watch): Query<Watch>,
    upgrade: WebSocketUpgrade,
) -> Result<Response, AppError> {
    if !csrf::is_own(&headers) {
        return Err(AppError::forbidden("This socket was opened from another site and was refused."));
    }
    let scope = caller.project(&runtime.db, &watch.project_id, DOCUMENTS_READ).await?;
    let project = scope.project().clone();
    // Listen before the answer: nothing that happens after it is missed.
    let events = runtime.live.listen();
    Ok(upgrade.max_message_size(MAX_MESSAGE).on_upgrade(move |socket| carry(socket, events, project)))
}

async fn carry(mut socket: WebSocket, mut events: tokio::sync::broadcast::Receiver<LiveEvent>, project: ProjectId) {
    let mut ping = interval(PING);
    loop {
        let message = tokio::select! {
            event = events.recv() => match event {
                Ok(event) if event.project_id == project => {
                    let Ok(json) = serde_json::to_string(&event) else { continue };
                    Message::Text(json.into())
                }
                Ok(_) => continue,
                Err(RecvError::Lagged(_) | RecvError::Closed) => return,
            },
            _ = ping.tick() => Message::Ping(Vec::new().into()),
            heard = socket.recv() => match heard {
                Some(Ok(Message::Close(_)) | Err(_)) | None => return,
                Some(Ok(_)) => continue,
            },
        };
        if socket.send(message).await.is_err() {
            return;
        }
    }
}
