//! "You have an account already."

use crate::mail::Letter;

/// To the owner of an address that somebody signed up with a second time.
#[must_use]
pub fn already_registered(to: &str, site: &str) -> Letter {
    Letter::new(to, "You have an account already")
        .say("Somebody tried to use this e-mail address for an account at Ocriva. It has one already.")
        .say(format!("If it was you: log in at {site}/login with the password of that account."))
        .button("I forgot my password", format!("{site}/forgot"))
        .say("If it was not you, there is nothing to do: nobody got into your account.")
}
