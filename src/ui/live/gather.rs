//! Changes that come in a burst are followed together.

use leptos::prelude::*;
use std::time::Duration;

const TOGETHER: Duration = Duration::from_millis(250);

/// A signal that follows `version`, a little later and less often; it begins at 0, as nothing was heard yet.
pub fn gathered(version: Memo<u64>) -> ReadSignal<u64> {
    let (gathered, set_gathered) = signal(0);
    let pending = StoredValue::new(false);
    Effect::new(move || {
        if version.get() == 0 || pending.get_value() {
            return;
        }
        pending.set_value(true);
        set_timeout(
            move || {
                pending.try_set_value(false);
                if let Some(now) = version.try_get_untracked() {
                    set_gathered.try_set(now);
                }
            },
            TOGETHER,
        );
    });
    gathered
}
