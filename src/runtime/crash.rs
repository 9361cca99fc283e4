//! Named points at which the crash tests end the process, as a power cut would; a release build has none of them.

use std::sync::{
    OnceLock,
    atomic::{AtomicUsize, Ordering},
};

/// `name:n`: the process ends when it passes the point for the n-th time.
const VARIABLE: &str = "OCRIVA_CRASH_AT";

struct Armed {
    name: String,
    passes_left: AtomicUsize,
}

/// Nothing, unless the environment names this point.
pub fn point(name: &str) {
    if cfg!(debug_assertions) {
        static ARMED: OnceLock<Option<Armed>> = OnceLock::new();
        let armed = ARMED.get_or_init(armed);
        if armed.as_ref().is_some_and(|armed| armed.name == name && armed.passed()) {
            std::process::abort();
        }
    }
}

impl Armed {
    fn passed(&self) -> bool {
        self.passes_left.fetch_sub(1, Ordering::SeqCst) == 1
    }
}

fn armed() -> Option<Armed> {
    let set = std::env::var(VARIABLE).ok()?;
    let (name, passes) = set.split_once(':')?;
    Some(Armed { name: name.to_owned(), passes_left: AtomicUsize::new(passes.parse().ok()?) })
}
