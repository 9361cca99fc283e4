//! "Your address was changed."

use crate::mail::Letter;

/// To the address that the account had.
#[must_use]
pub fn address_changed(to: &str, new: &str) -> Letter {
    Letter::new(to, "Your e-mail address was changed")
        .say(format!(
            "Your account at Ocriva now belongs to the e-mail address {new}. You sign in with it from now on."
        ))
        .say("If it was not you, somebody knows your password. Write to whoever runs this server at once.")
}
