//! The WebSocket under [`Live`]: opened in the browser, opened again when it breaks, resumed where it broke.

use super::Live;
use crate::domain::{
    id::{LiveEventId, ProjectId},
    live::{Ask, Say, Topic},
};
use leptos::{
    prelude::*,
    wasm_bindgen::{JsCast, closure::Closure},
};
use send_wrapper::SendWrapper;
use std::time::Duration;
use web_sys::{MessageEvent, WebSocket};

/// The first wait after a break; it doubles with every failed try.
const FIRST_WAIT_MS: f64 = 500.0;
/// The longest wait: a server that comes back is noticed within half a minute.
const LONGEST_WAIT_MS: f64 = 30_000.0;

/// The line in use, if any. The socket is wrapped because it must stay on its thread; the server, which has
/// several, never holds one.
#[derive(Clone, Copy)]
struct Line {
    live: Live,
    socket: StoredValue<Option<SendWrapper<WebSocket>>>,
    /// The last event that was heard: where to resume from.
    last: StoredValue<Option<LiveEventId>>,
}

/// Opens a line for the project in the address and follows it to the next one.
pub fn keep_open(live: Live, project: Memo<Option<ProjectId>>) {
    let line = Line { live, socket: StoredValue::new(None), last: StoredValue::new(None) };
    Effect::new(move || {
        line.close();
        line.last.set_value(None);
        if let Some(project) = project.get() {
            line.open(project, 0);
        }
    });
    on_cleanup(move || line.close());
}

impl Line {
    /// `tries` counts the failed ones since the line last worked.
    fn open(self, project: ProjectId, tries: i32) {
        let Ok(socket) = WebSocket::new(&address()) else { return };
        let worked = StoredValue::new(false);
        let opened = {
            let (socket, ask) = (socket.clone(), self.greeting(&project));
            move || {
                // A socket that breaks at once is opened again like any other.
                let _ = serde_json::to_string(&ask).map(|text| socket.send_with_str(&text));
            }
        };
        let said = move |message: MessageEvent| {
            let Some(say) = message.data().as_string().and_then(|text| serde_json::from_str(&text).ok()) else {
                return;
            };
            if matches!(say, Say::Subscribed { .. }) {
                worked.set_value(true);
            }
            self.hear(say);
        };
        let this = socket.clone();
        let closed = move || {
            if !self.is_current(&this) {
                return;
            }
            self.live.lost.set(true);
            let tries = if worked.get_value() { 0 } else { tries + 1 };
            let (this, project) = (this.clone(), project.clone());
            set_timeout(
                move || {
                    if self.is_current(&this) {
                        self.open(project, tries);
                    }
                },
                wait(tries),
            );
        };
        socket.set_onopen(Some(Closure::<dyn FnMut()>::new(opened).into_js_value().unchecked_ref()));
        socket.set_onmessage(Some(Closure::<dyn FnMut(MessageEvent)>::new(said).into_js_value().unchecked_ref()));
        socket.set_onclose(Some(Closure::<dyn FnMut()>::new(closed).into_js_value().unchecked_ref()));
        self.socket.try_set_value(Some(SendWrapper::new(socket)));
    }

    /// What is said first: go on after the last event, or begin.
    fn greeting(self, project: &ProjectId) -> Ask {
        let topic = Topic::Project(project.clone());
        match self.last.try_get_value().flatten() {
            Some(last_event_id) => Ask::Resume { last_event_id, subscriptions: vec![topic] },
            None => Ask::Subscribe(topic),
        }
    }

    fn hear(self, say: Say) {
        match say {
            // In answer to a resumption more is to come, and the last event stays where it was until then.
            Say::Subscribed { last_event_id, .. } if self.last.with_value(Option::is_none) => {
                self.last.set_value(Some(last_event_id));
                self.live.opened();
            }
            Say::Event(event) => {
                self.last.set_value(Some(event.id.clone()));
                self.live.hear(event);
            }
            Say::Resumed { last_event_id } => {
                self.last.set_value(Some(last_event_id));
                self.live.resumed();
            }
            Say::Resync { last_event_id } => {
                self.last.set_value(last_event_id);
                self.live.opened();
            }
            Say::Access => self.live.access.update(|n| *n += 1),
            _ => {}
        }
    }

    /// Closes for good: a closing socket that is not the current one is not opened again.
    fn close(self) {
        let socket = self.socket.try_update_value(Option::take).flatten();
        if let Some(socket) = socket {
            // Closing twice, or while opening, is no error worth a word.
            let _ = socket.close();
        }
    }

    fn is_current(self, socket: &WebSocket) -> bool {
        self.socket.try_with_value(|current| current.as_deref() == Some(socket)).unwrap_or(false)
    }
}

/// `wss` on a page that came by `https`.
fn address() -> String {
    let location = window().location();
    let protocol = if location.protocol().is_ok_and(|protocol| protocol == "https:") { "wss" } else { "ws" };
    format!("{protocol}://{}/ws", location.host().unwrap_or_default())
}

/// Doubling waits with jitter, so that a thousand open pages do not come back in the same moment.
fn wait(tries: i32) -> Duration {
    let longest = (FIRST_WAIT_MS * 2f64.powi(tries)).min(LONGEST_WAIT_MS);
    Duration::from_secs_f64(longest * (0.5 + js_sys::Math::random() / 2.0) / 1000.0)
}
