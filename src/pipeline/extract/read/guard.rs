//! The wall between a hostile file and the server: a panic in a decoder is a damaged file.

use super::ReadError;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Runs `work` on somebody else's bytes. What it had borrowed is dropped after a panic, so nothing broken stays.
pub(super) fn guarded<T>(what: &'static str, work: impl FnOnce() -> Result<T, ReadError>) -> Result<T, ReadError> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| {
        tracing::warn!(what, "a decoder gave up on a file");
        Err(ReadError::Corrupt)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_becomes_a_damaged_file() {
        let outcome = guarded("test", || -> Result<(), ReadError> { panic!("hostile") });
        assert_eq!(outcome, Err(ReadError::Corrupt));
    }
}
