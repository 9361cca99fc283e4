//! What others post to us on their own: signed, and acknowledged once it is kept.

pub mod line;
