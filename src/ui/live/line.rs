//! The WebSocket under [`Live`]: opened in the browser, opened again when it breaks.

use super::Live;
use crate::domain::id::ProjectId;
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
}

/// Opens a line for the project in the address and follows it to the next one.
pub fn keep_open(live: Live, project: Memo<Option<ProjectId>>) {
    let line = Line { live, socket: StoredValue::new(None) };
    Effect::new(move || {
        line.close();
        if let Some(project) = project.get() {
            line.open(project, 0);
        }
    });
    on_cleanup(move || line.close());
}

impl Line {
    /// `tries` counts the failed ones since the line last worked.
    fn open(self, project: ProjectId, tries: i32) {
        let Ok(socket) = WebSocket::new(&address(&project)) else { return };
        let worked = StoredValue::new(false);
        let opened = move || {
            worked.set_value(true);
            self.live.opened();
        };
        let said = move |message: MessageEvent| {
            let event = message.data().as_string().and_then(|text| serde_json::from_str(&text).ok());
            if let Some(event) = event {
                self.live.hear(event);
            }
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
fn address(project: &ProjectId) -> String {
    let location = window().location();
    let protocol = if location.protocol().is_ok_and(|protocol| protocol == "https:") { "wss" } else { "ws" };
    format!("{protocol}://{}/ws?projectId={project}", location.host().unwrap_or_default())
}

/// Doubling waits with jitter, so that a thousand open pages do not come back in the same moment.
fn wait(tries: i32) -> Duration {
    let longest = (FIRST_WAIT_MS * 2f64.powi(tries)).min(LONGEST_WAIT_MS);
    Duration::from_secs_f64(longest * (0.5 + js_sys::Math::random() / 2.0) / 1000.0)
}
