//! How often a property is tried, and where that is quick.

use proptest::test_runner::{Config, TestRunner};
use std::path::Path;
use tempfile::TempDir;

/// A runner of so `few` cases, or of as many as `PROPTEST_CASES` asks for.
pub fn cases(few: u32) -> TestRunner {
    let asked = std::env::var("PROPTEST_CASES").ok().and_then(|asked| asked.parse().ok());
    TestRunner::new(Config {
        cases: asked.unwrap_or(few),
        // A case on a database takes its time, and so does a shorter one.
        max_shrink_iters: 200,
        failure_persistence: None,
        ..Config::default()
    })
}

/// A folder that no disk has to sync, where there is one.
pub fn fast_folder() -> TempDir {
    let memory = Path::new("/dev/shm");
    if memory.is_dir() { tempfile::tempdir_in(memory).unwrap() } else { tempfile::tempdir().unwrap() }
}
