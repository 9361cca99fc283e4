//! The wire of `/ws`: one JSON object in each text frame.

use super::{Closing, Heard, Wire, read};
use crate::domain::live::Say;
use axum::extract::{
    WebSocketUpgrade,
    ws::{CloseFrame, Message, WebSocket},
};
use std::time::Duration;
use tokio::time::timeout;

/// Clients have nothing long to say, in bytes: more is answered with a reason …
const LONGEST_MESSAGE: usize = 8 * 1024;
/// … and more than this is not even read.
const LONGEST_READ: usize = 64 * 1024;
/// A client that takes nothing for this long is let go.
const LONGEST_SEND: Duration = Duration::from_secs(10);
/// How long a client may take to answer a closing frame.
const LONGEST_FAREWELL: Duration = Duration::from_secs(2);

/// Sets the limits on what is read.
pub fn limited(upgrade: WebSocketUpgrade) -> WebSocketUpgrade {
    upgrade.max_message_size(LONGEST_READ).max_frame_size(LONGEST_READ)
}

pub struct Socket {
    inner: WebSocket,
}

impl Socket {
    pub fn new(inner: WebSocket) -> Self {
        Self { inner }
    }

    async fn send(&mut self, message: Message) -> bool {
        matches!(timeout(LONGEST_SEND, self.inner.send(message)).await, Ok(Ok(())))
    }
}

impl Wire for Socket {
    async fn next(&mut self) -> Heard {
        match self.inner.recv().await {
            Some(Ok(Message::Text(text))) if text.len() > LONGEST_MESSAGE => Heard::TooLarge,
            Some(Ok(Message::Text(text))) => Heard::Said(read(&text)),
            Some(Ok(Message::Binary(bytes))) if bytes.len() > LONGEST_MESSAGE => Heard::TooLarge,
            Some(Ok(Message::Binary(bytes))) => Heard::Said(read(&String::from_utf8_lossy(&bytes))),
            Some(Ok(Message::Ping(_) | Message::Pong(_))) => Heard::Sign,
            Some(Ok(Message::Close(_)) | Err(_)) | None => Heard::Gone,
        }
    }

    async fn say(&mut self, say: &Say) -> bool {
        let text = serde_json::to_string(say).expect("ids and texts are always JSON");
        self.send(Message::Text(text.into())).await
    }

    async fn answer(&mut self, say: &Say) -> bool {
        self.say(say).await
    }

    async fn ping(&mut self) -> bool {
        self.send(Message::Ping(Vec::new().into())).await
    }

    /// Says why, and waits for the answer: who hangs up with something unread loses the reason on the way.
    async fn close(mut self, closing: Closing) {
        let frame = CloseFrame { code: closing.code(), reason: closing.reason().into() };
        let farewell = async {
            if self.inner.send(Message::Close(Some(frame))).await.is_ok() {
                while let Some(Ok(_)) = self.inner.recv().await {}
            }
        };
        // Who does not answer is left.
        let _ = timeout(LONGEST_FAREWELL, farewell).await;
    }
}
