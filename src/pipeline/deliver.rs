//! Stage 5: events leave as signed webhooks, tried again until acknowledged or given up, every attempt logged.

pub mod endpoints;
mod sign;
mod stage;

pub use stage::Deliverer;
