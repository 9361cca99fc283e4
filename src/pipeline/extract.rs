//! Stage 3: a document and a template become fields with evidence.

mod agree;
pub mod check;
pub mod engine;
mod exact;
mod extractor;
pub mod ground;
pub(crate) mod guide;
pub mod local;
pub use local::memory;
pub(crate) mod notation;
pub mod own_keys;
mod page_image;
pub mod providers;
pub mod read;
mod stage;
mod task;
pub mod turn;

pub use extractor::{Extractor, Failure, Outcome};
pub use page_image::page_image;
pub use stage::Stage;
