//! Stage 2: work waits in the database and is done under a lease, by whoever is free.

mod backoff;
mod worker;

pub use backoff::backoff;
pub use worker::{Work, run};

pub use crate::db::queries::jobs::{JobKind, Leased};
