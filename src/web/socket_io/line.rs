//! The wire under Socket.IO: named messages with acknowledgements.

use crate::{
    domain::live::{Ask, Say},
    error::{AppError, Kind},
    web::live::{Closing, Heard, Watcher, Wire},
};
use parking_lot::Mutex;
use serde_json::{Value, json};
use socketioxide::{
    SocketError, SocketIo,
    extract::{AckSender, SocketRef, TryData},
};
use std::{sync::Arc, time::Duration};
use tokio::{
    sync::mpsc,
    time::{sleep, timeout},
};
use tokio_util::sync::CancellationToken;

/// Messages of one client that may wait to be answered.
const MOST_WAITING: usize = 128;
/// Between tries to say goodbye to a client that takes nothing; the heartbeat ends it in any case.
const FAREWELL_STEP: Duration = Duration::from_millis(250);
const LONGEST_FAREWELL: Duration = Duration::from_secs(60);

type Said = (Result<Ask, AppError>, AckSender);

/// Hears a client from before its namespace is open; taken by the conversation.
#[derive(Clone)]
pub struct Ears {
    said: Arc<Mutex<Option<mpsc::Receiver<Said>>>>,
    gone: CancellationToken,
}

/// Takes down what the client says from now on.
pub fn listen(socket: &SocketRef) -> Ears {
    let (sender, said) = mpsc::channel(MOST_WAITING);
    for name in ["subscribe", "unsubscribe", "resume"] {
        let sender = sender.clone();
        socket.on(name, async move |data: TryData<Value>, ack: AckSender| {
            let ask = read(name, data.0.unwrap_or_default());
            if let Err(mpsc::error::TrySendError::Full((_, ack))) = sender.try_send((ask, ack)) {
                let error = AppError::new(Kind::TooManyRequests, "too_many_messages", Closing::TooMany.reason());
                // A client that is gone needs no answer.
                let _ = ack.send(&Watcher::refusal(error, None));
            }
        });
    }
    let gone = CancellationToken::new();
    let ends = gone.clone();
    socket.on_disconnect(async move || ends.cancel());
    Ears { said: Arc::new(Mutex::new(Some(said))), gone }
}

/// The data of a message with its name as its type is what a WebSocket would carry.
pub fn read(name: &str, data: Value) -> Result<Ask, AppError> {
    let Value::Object(mut object) = data else {
        let message = format!("`{name}` takes an object such as {{\"project\":\"proj_…\"}}.");
        return Err(AppError::bad_request(message));
    };
    object.insert("type".to_owned(), json!(name));
    serde_json::from_value(Value::Object(object))
        .map_err(|error| AppError::bad_request(format!("This `{name}` cannot be understood: {error}.")))
}

pub struct Line {
    socket: SocketRef,
    io: SocketIo,
    said: Option<mpsc::Receiver<Said>>,
    gone: CancellationToken,
    /// Of what the client said last.
    ack: Option<AckSender>,
}

impl Line {
    pub fn new(socket: SocketRef, io: SocketIo, ears: Ears) -> Self {
        Self { socket, io, said: ears.said.lock().take(), gone: ears.gone, ack: None }
    }
}

impl Wire for Line {
    const WATCHES_ITSELF: bool = true;

    async fn next(&mut self) -> Heard {
        let Some(said) = &mut self.said else { return Heard::Gone };
        tokio::select! {
            () = self.gone.cancelled() => Heard::Gone,
            said = said.recv() => match said {
                None => Heard::Gone,
                Some((ask, ack)) => {
                    self.ack = Some(ack);
                    Heard::Said(ask)
                }
            }
        }
    }

    async fn say(&mut self, say: &Say) -> bool {
        let json = serde_json::to_value(say).expect("ids and texts are always JSON");
        let name = json["type"].as_str().unwrap_or("event").to_owned();
        let all = if matches!(say, Say::Event(_)) { self.socket.emit("event", &json) } else { Ok(()) };
        all.and_then(|()| self.socket.emit(name, &json)).is_ok()
    }

    /// By acknowledgement where the client asked for one, and as a message for those who listen.
    async fn answer(&mut self, say: &Say) -> bool {
        let acknowledged = self.ack.take().is_none_or(|ack| ack.send(say).is_ok());
        self.say(say).await && acknowledged
    }

    async fn ping(&mut self) -> bool {
        true
    }

    async fn close(self, closing: Closing) {
        if closing == Closing::GoingAway {
            // A client that is disconnected by name stays away; one whose transport ends comes back.
            return self.io.close().await;
        }
        let reason = Say::Error { code: closing.name().to_owned(), message: closing.reason().to_owned(), topic: None };
        let _ = self.socket.emit("error", &reason);
        let farewell = async {
            while let Err(SocketError::InternalChannelFull) = self.socket.clone().disconnect() {
                sleep(FAREWELL_STEP).await;
            }
        };
        tokio::select! {
            () = self.gone.cancelled() => {}
            _ = timeout(LONGEST_FAREWELL, farewell) => {}
        }
    }
}
