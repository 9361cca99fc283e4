//! "Choose a new password."

use crate::mail::Letter;

/// To who forgot a password.
#[must_use]
pub fn reset(to: &str, link: String) -> Letter {
    Letter::new(to, "Choose a new password")
        .say("Somebody, most likely you, forgot the password of your account at Ocriva.")
        .button("Choose a new password", link)
        .say("The link works once, within an hour. A new password signs you out everywhere.")
        .say("If it was not you, there is nothing to do: your password stays as it is.")
}
