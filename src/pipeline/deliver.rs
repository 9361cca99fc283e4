//! Stage 5: events leave as signed webhooks, tried again until acknowledged or given up, every attempt logged.

mod arrivals;
mod body;
pub(crate) mod check;
pub mod endpoints;
mod health;
pub mod housekeeping;
pub mod log;
mod retry;
mod sample;
mod secrets;
mod sign;
mod stage;

pub use stage::Deliverer;
