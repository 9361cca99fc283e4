//! "Is this your new address?"

use crate::mail::Letter;

/// To an address that somebody with an account wants to change to.
#[must_use]
pub fn new_address(to: &str, link: String) -> Letter {
    Letter::new(to, "Confirm your new e-mail address")
        .say("Somebody who has an account at Ocriva asked to use this e-mail address for it from now on.")
        .button("Use this e-mail address", link)
        .say("The link works once, within three days. Until then the account keeps the address that it has.")
        .say("If it was not you, there is nothing to do.")
}
