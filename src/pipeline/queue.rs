//! Stage 2: work waits in the database and is done under a lease, by whoever is free.

mod backoff;
mod pace;
mod worker;

pub use backoff::backoff;
pub use worker::{Slot, Work, run};

use pace::Pace;

pub use crate::db::queries::jobs::{JobKind, Leased, Priority};
