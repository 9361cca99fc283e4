//! A way in and a way back: what is sent to a LINE bot is handed in like every upload, and its result is said in the
//! chat.
//!
//! ```text
//!  chat ──► door: signed? ──► kept, queued ──► fetched ──► INGEST … RESULT ──► queued ──► said in the chat
//!                             one transaction                        └ one transaction
//! ```

mod answer;
pub(crate) mod event;
mod fetch;
mod receive;
mod stage;
mod words;

pub use receive::receive;
pub use stage::{Stage, TOKEN_REFUSED, UNREADABLE};
