//! Providers: models of others that read a document for us. What they get is one document and what is asked of it;
//! what they answer is held to the template's schema and to the page.

pub(crate) mod answer;
mod attach;
mod call;
mod engine;
mod failure;
mod layout_text;
mod prompt;
pub(crate) mod retry;
mod round;
mod shape;
mod split;
mod target;
pub(crate) mod validate;
pub(crate) mod wire;

// The wire formats, and nothing but the wire.
mod anthropic;
mod chat;
mod gemini;
mod responses;

pub use call::Patience;
pub use engine::{Clients, Hosted};
