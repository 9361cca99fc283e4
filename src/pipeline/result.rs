//! Stage 4: outcomes are kept, each in one transaction with the event that tells of it.

pub mod batches;
mod cancel;
mod correct;
pub mod export;
mod history;
pub mod pages;
mod removal;
pub mod retention;
mod settle;

pub use cancel::{cancel, cancel_batch};
pub use correct::correct;
pub use history::{corrections, detail, document, documents, file, get, list};
pub use removal::remove;
pub use settle::{Ended, Outcome, Settler, drop_job, tell_started};
