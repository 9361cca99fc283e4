//! What several targets need: pages and files made of an input, and what must hold for every answer.

mod panics;
mod paper;
mod pdf;
mod shape;

pub use panics::only_our_panics;
pub use paper::{is_readable, pages};
pub use pdf::pdf;
pub use shape::has_shape;
