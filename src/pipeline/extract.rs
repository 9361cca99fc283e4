//! Stage 3: a document and a template become fields with evidence.

pub mod check;
pub mod engine;
mod exact;
mod extractor;
pub mod ground;
pub mod local;
mod notation;
mod page_image;
pub mod read;
mod stage;

pub use extractor::{Extractor, Failure, Outcome};
pub use page_image::page_image;
pub use stage::Stage;
