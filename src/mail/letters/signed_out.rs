//! "Somebody else may have been signed in as you."

use crate::mail::Letter;

/// To a person of whom a refresh token came a second time. `browser` is what the browser that is signed out called
/// itself, as [`crate::domain::session::browser_name`] puts it.
#[must_use]
pub fn signed_out(to: &str, browser: &str, account: String) -> Letter {
    Letter::new(to, "We signed out one of your browsers")
        .say(format!(
            "What keeps you signed in was shown to us twice: once by your browser ({browser}), and once by somebody who \
             has a copy. We cannot tell which was you, so both are signed out."
        ))
        .say("Log in again to go on. If you did not copy your browser's data, change your password, and look at where you are signed in.")
        .button("Look at your account", account)
}
